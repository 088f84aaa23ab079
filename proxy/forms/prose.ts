/**
 * A marketer's text with a few marks of Markdown → what is drawn of it. What is no mark is text, and no mark makes
 * anything but the elements of `Prose`.
 *
 *   **strong**  *em*  [text](https://…)   line breaks as they are written; `\` before a mark makes it text
 *   blank lines between paragraphs, `- ` before each item of a list: only where it stands by itself
 */

import type { Text } from '../../src/contract/form.ts'
import type { Prose, ProseElement } from '../../src/contract/prose.ts'
import { marked } from './marks.ts'
import type { ShownField } from './published.ts'
import type { Say } from './target.ts'

export interface Written {
  /** Without the marks. */
  readonly text: string
  /** Left out where the text alone says it all. */
  readonly prose?: Prose
  /** What is written like a link and leads nowhere, as it is written: it stays text. */
  readonly astray: readonly string[]
}

/** Part of a sentence or a label: no paragraphs and no lists. */
export function sentenceOf(source: string): Written {
  const astray: string[] = []
  const prose = marked(linesOf(source).join('\n').trim(), astray)
  const text = textOf(prose)
  const isPlain = !text.includes('\n') && prose.every((node) => typeof node === 'string')
  return { text, astray, ...(!isPlain && { prose }) }
}

/** A text that stands by itself. */
export function proseOf(source: string): Written {
  const astray: string[] = []
  const prose = blocksOf(source).map(({ as, runs }): ProseElement => {
    const drawn = runs.map((lines) => marked(lines.join('\n'), astray))
    return { as, of: as === 'p' ? drawn.flat() : drawn.map((of) => ({ as: 'li', of })) }
  })
  const isPlain = prose.every(({ as, of }) => as === 'p' && of.every((node) => typeof node === 'string'))
  return { text: prose.map(textOfBlock).join('\n\n'), astray, ...(!isPlain && { prose }) }
}

/** Says every link that leads nowhere, in every language. */
export function sayAstray(shown: readonly ShownField[], consent: { readonly text: Text } | undefined, say: Say): void {
  const look = (field: string | undefined, place: string, text: Text | undefined, read: typeof proseOf): void => {
    const sources = typeof text === 'string' ? [text] : Object.values(text ?? {})
    for (const link of sources.flatMap((source) => read(source).astray))
      say(field, `${place} has a link that leads nowhere: ${link}. ${MEND}`)
  }
  for (const { name, type, label, help } of shown) {
    if (type === 'text-block') look(name, '`label`', label, proseOf)
    look(name, '`help`', help, sentenceOf)
  }
  look(undefined, '`text` below `consent`', consent?.text, sentenceOf)
}

const MEND =
  'Write `[words](https://…)`, `mailto:` or `tel:`, with %28 and %29 for parentheses; or \\[ where none is meant.'

interface Lines {
  readonly as: 'p' | 'ul'
  /** The lines of the paragraph, or of each item. */
  readonly runs: string[][]
}

function blocksOf(source: string): readonly Lines[] {
  const blocks: Lines[] = []
  let open: Lines | undefined
  const begin = (as: Lines['as']): Lines => {
    const block: Lines = { as, runs: [] }
    blocks.push(block)
    return block
  }
  for (const line of linesOf(source)) {
    const [, item] = /^[-*]\s+(.+)$/.exec(line) ?? []
    if (line === '') open = undefined
    else if (item !== undefined) {
      if (open?.as !== 'ul') open = begin('ul')
      open.runs.push([item])
    } else if (open) open.runs.at(-1)?.push(line)
    else {
      open = begin('p')
      open.runs.push([line])
    }
  }
  return blocks
}

const linesOf = (source: string): readonly string[] => source.split(/\r\n|[\r\n]/).map((line) => line.trim())

const textOf = (prose: Prose): string =>
  prose.map((node) => (typeof node === 'string' ? node : textOf(node.of))).join('')

const textOfBlock = ({ as, of }: ProseElement): string =>
  as === 'p' ? textOf(of) : of.map((item) => `- ${textOf([item])}`).join('\n')
