import { describe, expect, test } from 'vitest'
import { check } from '../../src/contract/check.ts'
import type { GivenFile, PublicField } from '../../src/contract/form.ts'

const field = (name: string, more: Partial<PublicField> = {}): PublicField => ({
  ...{ name, type: 'file', label: name },
  ...more,
})
const file = (name: string, size = 1, type = 'image/png'): GivenFile => ({ name, size, type })
const uploads = { perFile: 100, perSubmission: 150, files: 3 }

describe('a field of files', () => {
  test('is answered by their names', () => {
    const fields = [field('cv'), field('fotos', { multiple: true })]
    const given = { cv: [file('a.pdf')], fotos: [file('b.png'), file('c.png')] }
    expect(check(fields, given, { uploads })).toEqual({
      answers: { cv: ['a.pdf'], fotos: ['b.png', 'c.png'] },
      issues: [],
    })
  })

  test.each<[string, Partial<PublicField>, unknown, string | undefined]>([
    ['none where one is needed', { required: true }, [], 'value-missing'],
    ['none', {}, undefined, undefined],
    ['a name without its file', {}, ['a.png'], 'bad-input'],
    ['a text', {}, 'a.png', 'bad-input'],
    ['an empty file', {}, [file('a.png', 0)], 'bad-input'],
    ['two where one is taken', {}, [file('a.png'), file('b.png')], 'too-many-files'],
    ['as many as there may be', { multiple: true }, ['a', 'b', 'c'].map((name) => file(name)), undefined],
    ['more', { multiple: true }, ['a', 'b', 'c', 'd'].map((name) => file(name)), 'too-many-files'],
    ['as much as one may have', {}, [file('a.png', 100)], undefined],
    ['more than one may have', {}, [file('a.png', 101)], 'file-too-large'],
    ['more than all may have', { multiple: true }, [file('a', 76), file('b', 75)], 'file-too-large'],
    ['a kind that is listed by name', { accept: ['.PNG'] }, [file('a.png', 1, '')], undefined],
    ['a kind that is listed by type', { accept: ['image/png'] }, [file('a')], undefined],
    ['a kind of a kind', { accept: ['.pdf', 'image/*'] }, [file('a')], undefined],
    ['a kind that the browser does not know', { accept: ['image/heic'] }, [file('a.heic', 1, '')], undefined],
    ['another kind', { accept: ['.pdf', 'text/*'] }, [file('a.png')], 'file-type'],
  ])('%s', (_what, more, given, code) => {
    const { issues } = check([field('f', more)], { f: given }, { uploads })
    expect(issues).toEqual(code ? [{ field: 'f', code }] : [])
  })

  test('that breaks what all may have together is the one that is said, and no later one', () => {
    const fields = [field('a'), { ...field('t'), type: 'text' as const }, field('b'), field('c')]
    const given = { a: [file('a', 80)], t: 'x', b: [file('b', 80)], c: [file('c', 70)] }
    expect(check(fields, given, { uploads }).issues).toEqual([{ field: 'b', code: 'file-too-large' }])
  })

  test('that is hidden counts for nothing', () => {
    const fields = [
      field('a', { when: { field: 't', equals: 'x' } }),
      { ...field('t'), type: 'text' as const },
      field('b'),
    ]
    const given = { a: [file('a', 100)], b: [file('b', 100)] }
    expect(check(fields, given, { uploads })).toEqual({ answers: { b: ['b'] }, issues: [] })
  })
})
