/** CSV that a spreadsheet opens without running anything: RFC 4180, every cell quoted, formulas disarmed. */

/** Excel takes a file for UTF-8 only when it begins with this. */
export const CSV_START = '\ufeff'

export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${disarmed(cell).replaceAll('"', '""')}"`).join(',')}\r\n`
}

/**
 * A `'` before whatever a spreadsheet may take for a formula: at the start of the cell; and after `;`, a tab or a line
 * break within it, since a spreadsheet that separates by `;` (as in Brazil) does not see our quotes as we mean them and
 * begins a new cell there.
 */
export function disarmed(text: string): string {
  return text.replace(WITHIN, "$1'").replace(FIRST, "'")
}

// The signs in all their full-width, small and raised forms, behind whatever does not show. No separator is crossed, so
// that text of separators alone is read once.
const FORMULA = '(?:(?![\\t\\r\\n])["\'\\s\\p{Cc}\\p{Cf}])*[=+\\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−]'
const WITHIN = new RegExp(`([;\\t\\r\\n])(?=${FORMULA})`, 'gu')
const FIRST = new RegExp(`^(?=[\\t\\r\\n]|${FORMULA})`, 'u')
