/** Markdown as it stands in `docs/`. */

/** Empty cells stay empty; what would end a cell does not. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly ('left' | 'right')[] = [],
) {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = `| ${head.map((_, column) => (align[column] === 'right' ? '---:' : '---')).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

export const code = (text: string): string => (text === '' ? '' : `\`${text}\``)

/** `docs/…` begins with it. */
export const WRITTEN = 'Written by `npm run docs` from the sources; edit those.'
