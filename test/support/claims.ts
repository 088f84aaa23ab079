/** What the documents claim of tests: `file` › title, several of them apart by `<br>`. */
import { existsSync, readFileSync } from 'node:fs'

const at = (path: string) => new URL(`../../${path}`, import.meta.url)

export const read = (path: string): string => readFileSync(at(path), 'utf8')

/** Of a table's cell, the claims that no test holds: not written as one, or without a test that is called so. */
export function unheld(cell: string): readonly string[] {
  return cell.split('<br>').filter((claim) => {
    const [, file = '', title = ''] = /^`(test\/\S+\.ts)` › (.+)$/.exec(claim) ?? []
    return !(file && existsSync(at(file)) && titles(file).includes(title))
  })
}

/** What the tests and groups of a file are called, as they are written there. */
export function titles(file: string): readonly string[] {
  const written =
    /(?:\b(?:test|describe)(?:\.fails)?\(|\]\)\(|\)\)\(|[A-Z]\)\()\s*(?:'([^'\n]+)'|"([^"\n]+)"|`([^`\n]+)`)/g
  return [...read(file).matchAll(written)].map(([, ...kinds]) => kinds.find((title) => title !== undefined) ?? '')
}
