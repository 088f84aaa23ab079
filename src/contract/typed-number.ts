/**
 * Numbers as people type them, and as HTML writes them. A browser's own number input goes by the browser's language, not
 * the form's: in an English one it makes 35050 of `350,50`, without a word.
 */

/** By mark before the decimals, the one between thousands. */
const GROUPS: Readonly<Record<string, string>> = { ',': '.', '.': ',' }

/** `1.234,50` in Portuguese is `1234.50`. What is a number only the other way is taken that way; what is none stays as it is. */
export function fromTyped(text: string, locale: string): string {
  const typed = text
    .replace(/[\u0660-\u0669]/g, (digit) => `${digit.charCodeAt(0) & 15}`)
    .replace(/\u066b/g, '.')
    .replace(/[\s'’\u066c]|R?\p{Sc}/gu, '')
  const own = markOf(locale)
  for (const mark of [own, GROUPS[own] ?? '']) {
    const group = GROUPS[mark] ?? ''
    const isOne = RegExp(`^-?(\\d{1,3}(\\${group}\\d{3})+|\\d*)(\\${mark}\\d*)?$`).test(typed)
    if (isOne && /\d/.test(typed)) return typed.replaceAll(group, '').replace(mark, '.').replace(/\.$/, '')
  }
  return text
}

/** As it is typed in this language; what is no number stays as it is. */
export const toTyped = (text: string, locale: string): string =>
  text.replace(/^(-?\d*)\.(?=\d+$)/, `$1${markOf(locale)}`)

/** What stands before the decimals. */
const markOf = (locale: string): string => ((0.5).toLocaleString(locale)[1] === ',' ? ',' : '.')
