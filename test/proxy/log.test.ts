import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLog } from '../../proxy/log.ts'

// C6: what an upstream says, or a name in a file, can neither begin a line of its own nor work on who reads the log.
test('a line of the log is one line of plain signs, and the same data', () => {
  const texts = fc.oneof(
    fc.constantFrom(
      '\u001b[2J',
      '\u009b2J',
      'a\r\n{"level":"error"}',
      '\u2028',
      '\u202eevil',
      '\u{e0041}',
      '\u200b',
      '\x7f',
    ),
    fc.string({ unit: 'binary' }),
  )
  const plain = fc.property(texts, texts, (name, words) => {
    const lines: string[] = []
    createLog(
      (line) => lines.push(line),
      () => 0,
      () => ['the-secret'],
    )('warn', { event: 'x', [`a${name}`]: words })
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', event: 'x', [`a${name}`]: words })
  })
  fc.assert(plain, { numRuns: 500 })
})

test('a secret that such signs stand beside is scrubbed all the same', () => {
  const lines: string[] = []
  createLog(
    (line) => lines.push(line),
    () => 0,
    () => ['the-\u200bsecret'],
  )('info', { event: 'x', words: 'the-\u200bsecret\u009b' })
  expect(lines[0]).toContain('"words":"[secret]\\u009b"')
})
