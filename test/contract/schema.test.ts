import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { FormDefinition } from '../../src/contract/definition.ts'
import { parseDefinition, parseSubmission } from '../../src/contract/schema.ts'

const bare = {
  id: 'contact',
  connection: 'crm',
  entity: 'opportunity',
  sites: ['example.com'],
  fields: [{ name: 'nome' }],
}

function definition(more: object): FormDefinition {
  const parsed = parseDefinition({ ...bare, ...more })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.definition
}

/** Faults as `path: message`. */
function faults(raw: unknown): readonly string[] {
  const parsed = parseDefinition(raw)
  return parsed.ok ? [] : parsed.faults.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

const withFields = (...fields: readonly unknown[]) => ({ ...bare, fields })

describe('a form file', () => {
  test('may say everything that is built', () => {
    const parsed = definition(
      parse(`
        locale: pt-BR
        title: { en: Talk to us, pt-BR: Fale com a gente }
        fields:
          - { name: nome, to: Nome, label: Seu nome, required: true, autocomplete: name, width: half }
          - { name: telefone, type: tel, country: BR, help: Com DDD, pattern: "[0-9 ]+", maxLength: 20 }
          - { name: interesse, type: radio, options: [Plano A, 2, { value: Outro, label: { en: Other } }] }
          - name: mensagem
            to: false
            type: textarea
            when: { all: [{ field: interesse, equals: Outro }, { not: { field: telefone, in: ["", "0"] } }] }
          - { name: pessoas, type: number, min: 1, max: 10.5, step: 0.5, default: 2 }
          - { name: origem, to: Origem, value: Site }
          - { name: campanha, to: UTM, from: last.utm_campaign }
          - { name: como, to: $notes, label: Como nos conheceu? }
        contact: { fields: [{ name: nome }, { name: telefone, to: Celular }], reuse: true }
        notes: Observação
        attribution: $notes
        reference: { to: ID do site }
        onDoubt: hold
        proof: false
        notify: { email: vendas@example.com, webhook: "https://hooks.example.com/x?t=1", answers: true }
        submit: Enviar
        success: { message: "Seu número: {reference}" }
      `),
    )
    expect(parsed.fields).toMatchObject([
      { name: 'nome', to: 'Nome', required: true },
      { country: 'BR' },
      {
        options: [
          { value: 'Plano A', label: 'Plano A' },
          { value: '2', label: '2' },
          // Written in English only: to a Brazilian it is called by its value.
          { value: 'Outro', label: { 'pt-BR': 'Outro', en: 'Other' } },
        ],
      },
      { to: false },
      { min: '1', max: '10.5', step: '0.5', default: '2' },
      { value: 'Site' },
      { from: 'last.utm_campaign' },
      { to: '$notes' },
    ])
    expect(parsed.contact?.fields[0]).toEqual({ name: 'nome', to: 'nome' })
    expect(parsed).toMatchObject({
      contact: { reuse: true },
      notes: 'Observação',
      attribution: '$notes',
      reference: { to: 'ID do site' },
      onDoubt: 'hold',
      proof: false,
      notify: { email: 'vendas@example.com', webhook: 'https://hooks.example.com/x?t=1', answers: true },
    })
  })

  test('may take all fields of the schema', () => {
    expect(definition({ fields: 'all' }).fields).toBe('all')
  })

  test('that is no form at all is said, not thrown', () => {
    for (const raw of [undefined, null, [], 'form', 7, {}]) expect(faults(raw).length).toBeGreaterThan(0)
  })

  test('that goes in circles is said, not followed', () => {
    const circle = parse('{ name: b, when: &again { not: *again } }')
    expect(faults(withFields({ name: 'a' }, circle))).toEqual([': An alias contains itself. Write the part out.'])
  })

  test('hears of all its faults at once', () => {
    const wrong = faults({
      ...bare,
      id: 'Contact',
      titel: 'Hi',
      steps: [],
      fields: [
        { name: 'a', lable: 'A' },
        { name: 'b', type: 'emial' },
        { name: 'c', when: { field: 'z', equals: 'x' } },
        { name: 'c' },
      ],
    })
    expect(wrong.map((line) => line.split(': ')[0])).toEqual([
      'id',
      'fields.0.lable',
      'fields.1.type',
      'steps',
      'titel',
      'fields.2.when',
      'fields.3.name',
    ])
  })
})

describe('a fault is said with its place and its mend', () => {
  test.each([
    ['a key that is nearly one', { ...bare, titel: 'x' }, 'titel: There is no key `titel` here. Did you mean "title"?'],
    [
      'a key of a field',
      withFields({ name: 'a', autocompleet: 'name' }),
      'fields.0.autocompleet: There is no key `autocompleet` here. Did you mean "autocomplete"?',
    ],
    [
      'a key of an option',
      withFields({ name: 'a', type: 'radio', options: [{ value: 'x', lable: 'X' }] }),
      'fields.0.options.0.lable: There is no key `lable` here. Did you mean "label"?',
    ],
    [
      'a key like nothing',
      { ...bare, success: { url: 'x' } },
      'success.url: There is no key `url` here. There is: message, redirect, hosts.',
    ],
    ['a type', withFields({ name: 'a', type: 'emial' }), 'Did you mean "email"?'],
    ['a missing id', { ...bare, id: undefined }, 'id: Write a name: this is missing.'],
    ['a name with capitals', withFields({ name: 'Nome' }), 'fields.0.name: Begin with a letter a–z'],
    [
      'a text that is a number',
      withFields({ name: 'a', label: 5 }),
      'fields.0.label: Write a text, or one for each language',
    ],
    [
      'a text in no language',
      withFields({ name: 'a', label: {} }),
      'fields.0.label: Write the text in at least one language.',
    ],
    [
      'a text in an unheard-of language',
      withFields({ name: 'a', label: { portuguese: 'x' } }),
      'fields.0.label.portuguese: ',
    ],
    ['no fields', withFields(), 'fields: List at least one field'],
    ['fields that are no list', { ...bare, fields: 'some' }, 'fields: Write a list of fields, or `all`.'],
    ['a site that is a page', { ...bare, sites: ['example.com/contact'] }, 'sites.0: Write a site as'],
    ['no sites', { ...bare, sites: undefined }, 'sites: List the sites'],
    ['a name twice', withFields({ name: 'a' }, { name: 'a' }), 'fields.1.name: Field 1 is called `a` already.'],
    [
      'a condition on nothing',
      withFields({ name: 'nome' }, { name: 'b', when: { field: 'nmoe', equals: 'x' } }),
      'fields.1.when: This form has no field `nmoe`. Did you mean "nome"?',
    ],
    [
      'a condition on what nobody is asked',
      withFields({ name: 'a', value: 'x' }, { name: 'b', when: { field: 'a', equals: 'x' } }),
      'fields.1.when: Nobody is asked for `a`',
    ],
    [
      'a condition that is none',
      withFields({ name: 'a', when: { feild: 'a', equals: 'x' } }),
      'fields.0.when: Write `{ field, equals }`',
    ],
    [
      'a circle',
      withFields(
        { name: 'a', when: { not: { field: 'b', equals: 'x' } } },
        { name: 'b', when: { any: [{ field: 'a', in: ['x'] }] } },
      ),
      'fields.0.when: Whether `a` is shown depends on itself',
    ],
    [
      'two sources',
      withFields({ name: 'a', value: 'x', from: 'page' }),
      'fields.0.from: Write `value` or `from`, not both.',
    ],
    [
      'a fixed field that is asked for',
      withFields({ name: 'a', value: 'x', required: true }),
      'fields.0.required: A field with `value` is never shown.',
    ],
    ['an unknown source', withFields({ name: 'a', from: 'utm_source' }), 'fields.0.from: Write `first.…` or `last.…`'],
    [
      'a pattern without end',
      withFields({ name: 'a', pattern: 'a+' }),
      'fields.0.pattern: A pattern needs a `maxLength` of at most 256',
    ],
    [
      'a pattern for long texts',
      withFields({ name: 'a', pattern: 'a+', maxLength: 257 }),
      'fields.0.maxLength: A pattern needs',
    ],
    [
      'a pattern that is none',
      withFields({ name: 'a', pattern: '[(]', maxLength: 9 }),
      'fields.0.pattern: This is no regular expression with the `v` flag',
    ],
    [
      'a pattern for a number',
      withFields({ name: 'a', type: 'number', pattern: 'a', maxLength: 9 }),
      'fields.0.pattern: A field of type number has no `pattern`',
    ],
    [
      'lengths that cross',
      withFields({ name: 'a', minLength: 5, maxLength: 4 }),
      'fields.0.minLength: This is more than `maxLength`.',
    ],
    [
      'limits that cross',
      withFields({ name: 'a', type: 'date', min: '2026-02-01', max: '2026-01-01' }),
      'fields.0.min: This is above `max`.',
    ],
    [
      'a limit that is none',
      withFields({ name: 'a', type: 'date', min: 'today' }),
      'fields.0.min: Write it as the field has it: 2026-01-31.',
    ],
    [
      'a step back',
      withFields({ name: 'a', type: 'number', step: -1 }),
      'fields.0.step: Write a number above 0, or `any`.',
    ],
    [
      'an option twice',
      withFields({ name: 'a', type: 'select', options: ['x', 'y', 'x'] }),
      'fields.0.options.2: The option `x` is here twice.',
    ],
    [
      'an empty option',
      withFields({ name: 'a', type: 'select', options: [''] }),
      'fields.0.options.0: An option needs a value',
    ],
    [
      'options of a text',
      withFields({ name: 'a', type: 'text', options: ['x'] }),
      'fields.0.options: A field of type text has no options',
    ],
    [
      'a default that is not taken',
      withFields({ name: 'a', type: 'select', options: ['x'], default: 'y' }),
      'fields.0.default: The field does not take its own default: not-an-option.',
    ],
    [
      'a default out of range',
      withFields({ name: 'a', type: 'number', min: 5, default: 4 }),
      'fields.0.default: The field does not take its own default: range-underflow.',
    ],
    [
      'prose without words',
      withFields({ name: 'a', type: 'text-block' }),
      'fields.0.label: A text-block shows its `label`',
    ],
    [
      'a contact from nowhere',
      { ...bare, contact: { fields: [{ name: 'nmoe', to: 'Nome' }] } },
      'contact.fields.0.name: This form has no field `nmoe`. Did you mean "nome"?',
    ],
    ['an attribution elsewhere', { ...bare, notes: 'N', attribution: 'UTM' }, 'attribution: Write `$notes`'],
    ['notes that are no text', { ...bare, notes: 5, attribution: '$notes' }, 'notes: Write a text.'],
    [
      'a marker in the notes',
      { ...bare, notes: 'N', reference: { to: 'N' } },
      'reference.to: The notes are there already.',
    ],
    ['a marker alone', { ...bare, reference: 'Ref' }, 'reference: Write `{ to: <field of the upstream> }`.'],
    ['a proof', { ...bare, proof: 'none' }, 'proof: Write `true` or `false`.'],
    ['a doubt', { ...bare, onDoubt: 'guess' }, 'onDoubt: Write `resend` or `hold`.'],
    ['a reuse', { ...bare, contact: { fields: [{ name: 'nome' }], reuse: 'yes' } }, 'contact.reuse: Write `true`'],
    ['a message to nobody', { ...bare, notify: { answers: true } }, 'notify: Say who hears'],
    ['a message to a name', { ...bare, notify: { email: 'Ana <ana@example.com>' } }, 'notify.email: Write one e-mail'],
    [
      'a webhook in plain http',
      { ...bare, notify: { webhook: 'http://hooks.example.com/' } },
      'notify.webhook: Write an `https://` address',
    ],
    [
      'a webhook with a password',
      { ...bare, notify: { webhook: 'https://me:secret@hooks.example.com/' } },
      'notify.webhook: Write an `https://` address',
    ],
    ['a webhook to a file', { ...bare, notify: { webhook: 'file:///tmp/x' } }, 'notify.webhook: Write an `https://`'],
  ])('%s', (_name, raw, expected) => {
    expect(faults(raw).join('\n')).toContain(expected)
  })

  test('a webhook on this machine may be plain', () => {
    for (const host of ['localhost:9', '127.0.0.1:9', '[::1]:9']) {
      expect(faults({ ...bare, notify: { webhook: `http://${host}/` } })).toEqual([])
    }
  })

  test('a night is no crossing', () => {
    expect(faults(withFields({ name: 'a', type: 'time', min: '22:00', max: '06:00' }))).toEqual([])
  })
})

test('no example of the design is refused', () => {
  const raw: unknown = parse(readFileSync(new URL('contract-example.yaml', import.meta.url), 'utf8'))
  expect(faults(raw)).toEqual([])
})

describe('a submission from the wire', () => {
  const id = '0b0e3f6a-8f1d-4c55-9a43-0f7f7f2d9c11'
  const sound = { id, answers: { nome: 'Ana' } }

  function parsed(raw: unknown) {
    const result = parseSubmission(raw)
    if (!result.ok) throw new Error(result.detail)
    return result.submission
  }

  test('needs an id and answers; what it does not know it lets pass', () => {
    expect(parsed({ ...sound, proof: { payload: 'x' }, later: 1 })).toEqual({
      ...{ id, answers: { nome: 'Ana' } },
      proof: {},
    })
  })

  test('takes numbers for their text and null for absent', () => {
    const { answers } = parsed({ id, answers: { a: 1.5, b: true, c: ['x', 'y'], d: null, constructor: 'x' } })
    expect({ ...answers }).toEqual({ a: '1.5', b: true, c: ['x', 'y'], constructor: 'x' })
    expect(Object.getPrototypeOf(answers)).toBe(null)
  })

  test.each([
    ['no object', 'text'],
    ['a list', []],
    ['nothing', null],
    ['no id', { answers: {} }],
    ['an id in capitals', { ...sound, id: id.toUpperCase() }],
    ['an id that is none', { ...sound, id: 'x' }],
    ['no answers', { id }],
    ['answers in a list', { id, answers: [] }],
    ['an answer that is an object', { id, answers: { a: { b: 1 } } }],
    ['an answer that is a list of numbers', { id, answers: { a: [1] } }],
    ['too many answers', { id, answers: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`f${n}`, 'x'])) }],
    ['too many choices', { id, answers: { a: Array.from({ length: 201 }, String) } }],
    ['a name without end', { id, answers: { [`a${'b'.repeat(64)}`]: 'x' } }],
    ['a version without end', { ...sound, version: 'x'.repeat(129) }],
    ['consent in words', { ...sound, consent: 'yes' }],
    ['an amended id that is none', { ...sound, amends: 'x' }],
  ])('is refused with %s', (_name, raw) => {
    expect(parseSubmission(raw).ok).toBe(false)
  })

  test('is refused without a word of what was answered', () => {
    const refused = parseSubmission({ id: 'secret-1', version: 7, answers: { 'secret-2': { deep: 'secret-3' } } })
    expect(refused).toMatchObject({ ok: false, detail: expect.stringContaining('id: must be a UUID') })
    expect(JSON.stringify(refused)).not.toContain('secret')
  })

  test('is never refused for where it came from', () => {
    const context = {
      page: `https://example.com/${'x'.repeat(3000)}`,
      referrer: 5,
      first: 'utm',
      last: { utm_source: 'a', big: 'x'.repeat(600), 'bad key': 'x', n: 1 },
      other: {},
    }
    const kept = parsed({ ...sound, context }).context
    expect(kept?.page).toHaveLength(2048)
    expect(kept?.last?.utm_source).toBe('a')
    expect(kept?.last?.big).toHaveLength(512)
    expect(Object.keys(kept?.last ?? {})).toEqual(['utm_source', 'big'])
    expect(Object.keys(kept ?? {})).toEqual(['page', 'last'])
    for (const odd of [null, 'x', 7, [], { first: [] }]) expect(parsed({ ...sound, context: odd }).context).toEqual({})
  })

  test('a context that was cut in the middle of a character stays text', () => {
    const last = { utm_term: `${'x'.repeat(511)}\u{1f600}`, nul: 'a\0b' }
    expect(parsed({ ...sound, context: { last } }).context?.last).toEqual({
      utm_term: `${'x'.repeat(511)}\ufffd`,
      nul: 'a\ufffdb',
    })
  })

  test('twenty campaign values are kept of many, and no prototype is touched', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`utm_${n}`, 'x']))
    const raw = JSON.parse(JSON.stringify({ ...sound, context: { last: many } }).replace('"utm_0"', '"__proto__"'))
    const last = parsed(raw).context?.last ?? {}
    expect(Object.keys(last)).toHaveLength(20)
    expect(Object.getPrototypeOf(last)).toBe(null)
  })
})
