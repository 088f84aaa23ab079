import { describe, expect, test } from 'vitest'
import { parseDefinition } from '../../src/contract/schema.ts'
import { fillTemplate, namesInTemplate } from '../../src/contract/template.ts'

const fields = [
  { name: 'nome', autocomplete: 'name' },
  { name: 'email', type: 'email' },
  { name: 'topic', type: 'select', options: ['Order', 'Other'] },
  { name: 'origem', value: 'Site' },
  { name: 'prose', type: 'text-block', label: 'Read this' },
]
const ticket = { id: 'help', connection: 'desk', entity: 'ticket', sites: ['example.com'], fields }

const parsed = (more: object) => parseDefinition({ ...ticket, ...more })

/** Faults as `path: message`. */
function faults(more: object): readonly string[] {
  const result = parsed(more)
  return result.ok ? [] : result.faults.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test('a ticket says its requester, templates, and what is chosen for it, by name or by id', () => {
  const result = parsed({
    ...{ requester: { name: 'nome', email: 'email' }, subject: 'Site: {topic}', description: 'From { nome }' },
    ...{ brand: 1, priority: 'High', category: 7, type: 'Question', group: 'Sales', tags: ['site', 2] },
  })
  expect(result).toMatchObject({
    ok: true,
    definition: { subject: 'Site: {topic}', brand: '1', category: '7', tags: ['site', '2'] },
  })
})

describe('what a ticket says of fields', () => {
  test.each([
    [
      'a field that is nearly there',
      { subject: 'Site: {topik}' },
      'subject: This form has no field `topik`. Did you mean',
    ],
    ['a place without a name', { description: 'Hi {}' }, 'description: This form has no field ``.'],
    ['a field that nobody is asked for', { subject: '{origem}' }, 'subject: Nobody is asked for `origem`'],
    ['prose', { description: '{prose}' }, 'description: Nobody is asked for `prose`'],
    [
      'a requester who is not there',
      { requester: { name: 'nomi', email: 'email' } },
      'requester.name: This form has no',
    ],
    ['a fixed requester', { requester: { name: 'origem', email: 'email' } }, 'requester.name: Nobody is asked'],
    [
      'an address that is a name',
      { requester: { name: 'nome', email: 'topic' } },
      'requester.email: A field of type select',
    ],
    [
      'a name that is an address',
      { requester: { name: 'email', email: 'email' } },
      'requester.name: A field of type email',
    ],
    ['half a requester', { requester: { name: 'nome' } }, 'requester.email: Write a name'],
    ['no tags', { tags: [] }, 'tags: List at least one'],
    ['an empty priority', { priority: '' }, 'priority: Write a name or an id.'],
  ])('%s', (_name, more, expected) => {
    const said = faults(more)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(expected)
  })

  test('is left to the schema where the form takes all of its fields', () => {
    expect(faults({ fields: 'all', subject: 'Site: {topic}', requester: { name: 'a', email: 'b' } })).toEqual([])
  })
})

describe('a file', () => {
  const withFile = (more: object) => faults({ fields: [...fields, { name: 'foto', type: 'file', ...more }] })

  test('may be required, several, of some kinds, and have its names sent somewhere', () => {
    expect(
      withFile({ required: true, multiple: true, accept: ['.pdf', 'image/*', 'image/png'], to: 'Anexos' }),
    ).toEqual([])
    expect(withFile({ to: '$notes', when: { field: 'topic', equals: 'Order' } })).toEqual([])
  })

  test.each([
    ['a length', { maxLength: 5 }, 'fields.5.maxLength: A field of type file has no `maxLength`'],
    ['a pattern', { pattern: 'a', maxLength: 5 }, 'fields.5.pattern: A field of type file has no `pattern`'],
    ['a default', { default: 'a.png' }, 'fields.5.default: A file is chosen by the visitor'],
    ['a value', { value: 'a.png' }, 'fields.5.value: A file is chosen by the visitor'],
    ['options', { options: ['a'] }, 'fields.5.options: A field of type file has no options'],
    ['a kind that is none', { accept: ['pdf'] }, 'fields.5.accept.0: Write `.pdf`'],
  ])('has no use for %s', (_name, more, expected) => {
    expect(withFile(more).join('\n')).toContain(expected)
  })

  test('is what only a field of its type can be', () => {
    for (const type of ['text', undefined]) {
      const said = faults({ fields: [{ name: 'a', ...(type && { type }), accept: ['.pdf'], multiple: true }] })
      expect(said.map((line) => line.split(': ')[0])).toEqual(['fields.0.accept', 'fields.0.multiple'])
    }
  })
})

test('a template is filled by name, and what is put in is only text', () => {
  expect(namesInTemplate('a {x} { y } {} {x')).toEqual(['x', 'y', ''])
  const answers: Record<string, string> = { x: '{y}$&', y: '' }
  expect(fillTemplate('a {x}, { y }.', (name) => answers[name] ?? '?')).toBe('a {y}$&, .')
})
