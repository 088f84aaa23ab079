import { describe, expect, test } from 'vitest'
import { parseDefinition } from '../../src/contract/schema.ts'

const bare = {
  ...{ id: 'contact', connection: 'crm', entity: 'opportunity', sites: ['example.com', 'http://localhost:5173'] },
  fields: [{ name: 'nome' }, { name: 'email' }, { name: 'origem', value: 'Site' }, { name: 'canal', type: 'hidden' }],
}

/** Faults as `path: message`. */
function faults(more: object): readonly string[] {
  const parsed = parseDefinition({ ...bare, ...more })
  return parsed.ok ? [] : parsed.faults.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

const steps = (...fields: readonly (readonly string[])[]) => ({ steps: fields.map((names) => ({ fields: names })) })

describe('steps', () => {
  test('hold every field that is shown, once', () => {
    expect(faults(steps(['nome'], ['email']))).toEqual([])
  })

  test.each([
    ['a field that is not there', steps(['nome'], ['emial']), 'steps.1.fields.0: This form has no field `emial`. Did'],
    ['a field twice', steps(['nome', 'email'], ['email']), 'steps.1.fields.0: `email` stands in a step already.'],
    ['a field in none', steps(['nome'], ['nome']), 'steps: `email` stands in no step.'],
    ['a fixed one', steps(['nome'], ['email', 'origem']), 'steps.1.fields.1: `origem` is never shown.'],
    ['one of type hidden', steps(['nome', 'canal'], ['email']), 'steps.0.fields.1: `canal` is never shown.'],
    ['one step', steps(['nome', 'email']), 'steps: Steps are at least two'],
    ['every field of the schema', { fields: 'all', ...steps(['nome'], ['email']) }, 'steps: Steps name their fields'],
  ])('%s', (_what, more, fault) => {
    expect(faults(more).join('\n')).toContain(fault)
  })
})

describe('a form’s time', () => {
  test('is said by instants, with what zone people read them in', () => {
    const timed = { opens: '2026-01-01T09:00-03:00', closes: '2026-01-01T13:00Z', timeZone: 'America/Sao_Paulo' }
    expect(faults(timed)).toEqual([])
  })

  test.each([
    ['ends before it begins', { opens: '2026-01-01T09:00-03:00', closes: '2026-01-01T12:00Z' }, 'closes: It closes'],
    ['a day', { opens: '2026-01-01' }, 'opens: Write a time with its offset'],
    ['a zone that is none', { timeZone: 'America/Sao_Paolo' }, 'timeZone: Write a time zone by its name'],
    [
      'a zone of what is no local time',
      { fields: [{ name: 'dia', type: 'date', timeZone: 'UTC' }] },
      'fields.0.timeZone: A field of type date has no `timeZone`',
    ],
    [
      'a zone of what is fixed',
      { fields: [{ name: 'dia', value: 'x', timeZone: 'UTC' }] },
      'fields.0.timeZone: A field with `value` is never shown.',
    ],
  ])('%s', (_what, more, fault) => {
    expect(faults(more).join('\n')).toContain(fault)
  })
})

describe('where a form leads', () => {
  test.each(['https://www.example.com/obrigado', 'https://example.com/', 'http://localhost:5173/ok'])(
    'to a page of its sites: %s',
    (redirect) => {
      expect(faults({ success: { redirect } })).toEqual([])
    },
  )

  // C9
  test.each([
    'https://example.com.evil.net/',
    'https://evil.net/?example.com',
    'https://evil.net\\@example.com/',
    'https://example.com@evil.net/',
    'http://example.com/',
    'http://localhost:9999/',
    '//example.com/',
    '/obrigado',
    'javascript:alert(1)',
    'https:evil.net',
    'https://exa\tmple.com/',
    'https://evilexample.com/',
    'https://example.com./',
    'https://example.com:8443/',
    'https://shop.example.com/',
    'https://%65vil.net/',
    'https://evil。net/',
    'https://evil.net#.example.com',
    'https://evil.net?@example.com',
    'https://me@example.com/',
    'https:example.com/',
    'https:/example.com/',
    'https:///example.com/',
    'https:\\\\example.com/',
    'https://example.com\\@evil.net/',
    'https://example.com/\\evil.net',
    '///example.com/',
    '\\\\example.com/',
    '/\\example.com/',
    ' https://example.com/',
    'https://example.com/ ',
    '\u0001https://example.com/',
    'https://example.com/\u0000',
    'java\tscript:alert(1)',
    'JAVASCRIPT://example.com/%0aalert(1)',
    'data:text/html,x',
    'blob:https://example.com/x',
    'ftp://example.com/',
    '{page}',
    '',
  ])('and nowhere else: %s', (redirect) => {
    expect(faults({ success: { redirect } }).join()).toContain('success.redirect: ')
  })

  test.each([
    ['https://pay.example.net/thanks', ['pay.example.net']],
    ['https://eu.example.net/', ['pay.example.org', '*.example.net']],
  ])('or to a host that is listed for it: %s', (redirect, hosts) => {
    expect(faults({ success: { redirect, hosts } })).toEqual([])
    expect(faults({ success: { redirect } }).join()).toContain('list it in `hosts` beside it')
    expect(faults({ sites: [], success: { redirect, hosts } })).toEqual([])
  })

  test.each([
    [{ redirect: 'https://evil.net/', hosts: ['pay.example.net'] }, 'success.redirect: https://evil.net is none of'],
    [{ redirect: 'http://pay.example.net/', hosts: ['pay.example.net'] }, 'success.redirect: Write an absolute'],
    [{ redirect: 'https://evil.net/', hosts: ['*'] }, 'success.hosts.0: Name each host.'],
    [{ redirect: 'https://evil.net/', hosts: ['https://evil.net/x'] }, 'success.hosts.0: Write a site as'],
    [{ redirect: 'https://example.com/', hosts: [] }, 'success.hosts: List at least one host'],
    [{ message: 'Ok', hosts: ['pay.example.net'] }, 'success.hosts: These are for a `redirect`.'],
  ])('a list of hosts says which: %j', (success, fault) => {
    expect(faults({ success }).join()).toContain(fault)
  })

  test('says something or leads somewhere, never both nor neither', () => {
    expect(faults({ success: { message: 'Ok', redirect: 'https://example.com/' } })).toEqual([
      'success: Write either `message` or `redirect`.',
    ])
    expect(faults({ success: {} })).toEqual(['success: Write either `message` or `redirect`.'])
  })
})

test('a consent needs a text', () => {
  expect(faults({ consent: { text: { 'pt-BR': 'Aceito', en: 'I agree' }, required: true, to: 'Aceite' } })).toEqual([])
  expect(faults({ consent: { required: true } })[0]).toContain('consent.text: ')
})

test('a language that no browser knows is said', () => {
  expect(faults({ locale: 'en-a1' })).toEqual(['locale: Write a language as `en` or `pt-BR`.'])
})
