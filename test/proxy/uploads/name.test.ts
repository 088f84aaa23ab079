import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanName, extensionOf } from '../../../proxy/uploads/name.ts'

describe('a file’s name', () => {
  test.each([
    ['Currículo.pdf', 'Currículo.pdf'],
    ['e\u0301.pdf', 'é.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\Ana\\cv.pdf', 'cv.pdf'],
    ['..', 'file'],
    ['', 'file'],
    ['/', 'file'],
    ['\u200b\u202e', 'file'],
    ['.htaccess', 'htaccess'],
    ['cv.exe. . ', 'cv.exe'],
    ['a\0b\r\n.pdf', 'ab.pdf'],
    ['cv\u202efdp.exe', 'cvfdp.exe'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['console.txt', 'console.txt'],
    ['a<b>:"c|?*.png', 'a_b___c___.png'],
    ['half \ud800.png', 'half .png'],
    ['👩‍💻.png', '👩💻.png'],
  ])('%j is kept as %j', (raw, name) => {
    expect(cleanName(raw)).toBe(name)
  })

  test('of 300 emoji keeps its extension and is cut between characters', () => {
    const name = cleanName(`${'😀'.repeat(300)}.png`)
    expect([...name].length).toBeLessThanOrEqual(120)
    expect(name).toMatch(/^😀+\.png$/u)
    expect(extensionOf(name)).toBe('png')
  })

  test('is, whatever was sent, one that every system takes, and stays as it is when it is cleaned again', () => {
    const hostile = fc.constantFrom('..', '/', '\\', '\0', '\u202e', '\u200d', '.', ' ', 'con', 'nul.', '😀', '\ud800')
    const raw = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(hostile, fc.string()), { maxLength: 200 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(raw, (text) => {
        const name = cleanName(text)
        expect(name).not.toMatch(/[/\\<>:"|?*]|[\p{Cc}\p{Cf}\p{Cs}]|^[\s.]|[\s.]$|^$/u)
        expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i)
        expect([...name].length).toBeLessThanOrEqual(120)
        expect(name).toBe(name.normalize('NFC'))
        expect(cleanName(name)).toBe(name)
      }),
      { numRuns: 5_000 },
    )
  })
})
