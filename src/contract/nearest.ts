/** ` Did you mean "…"?` where a known word is within two edits, or a third of its length; else nothing. Accents and case are free. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = [...known]
    .map((candidate) => ({ candidate, edits: edits(plain(word), plain(candidate)) }))
    .filter(({ candidate, edits }) => edits <= Math.max(2, candidate.length / 3) && edits < candidate.length)
    .sort((a, b) => a.edits - b.edits || alike(word, b.candidate) - alike(word, a.candidate))[0]
  return near ? ` Did you mean "${near.candidate}"?` : ''
}

/** How many letters two words begin with alike. */
const alike = (word: string, other: string): number => [...word].findIndex((letter, index) => letter !== other[index])

/** Without accents and case. */
export const plain = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Levenshtein's distance. */
export function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (to[j] === letter ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
