/** The marks within a sentence. Each character is looked at once, however they are crossed. */
import type { Prose, ProseNode } from '../../src/contract/prose.ts'
import { isLink } from '../../src/contract/prose.ts'

const TOKEN = /\\[\\*[\]-]|\*+|\[|\]\([^()\n]*\)|\]/g

/** By the number of stars. */
const STARS: Readonly<Record<number, readonly Mark[]>> = { 1: ['em'], 2: ['strong'], 3: ['strong', 'em'] }

/** What is begun and never ended is text; so is a link that leads nowhere, which is added to `astray`. */
export function marked(text: string, astray: string[]): Prose {
  const nest = new Nest()
  let end = 0
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    nest.text(text.slice(end, index))
    end = index + token.length
    const kind = token.charAt(0)
    if (kind === '\\') nest.text(token.slice(1))
    else if (kind === '*') stars(nest, token, /\S/.test(text.charAt(index - 1)), /\S/.test(text.charAt(end)))
    else if (kind === '[') {
      nest.giveUp('a')
      nest.begin('a', token)
    } else if (nest.isOpen('a')) {
      const href = token === ']' ? undefined : addressOf(token.slice(2, -1))
      if (href === undefined && token !== ']') astray.push(token.slice(1))
      if (href === undefined || nest.isBlank) nest.giveUp('a').text(token)
      else nest.end('a', href)
    } else nest.text(token)
  }
  nest.text(text.slice(end))
  return nest.done()
}

/** Stars with a blank before them end nothing, those with a blank behind them begin nothing. */
function stars(nest: Nest, token: string, canEnd: boolean, canBegin: boolean): void {
  const marks = STARS[token.length] ?? []
  const open = marks.filter((mark) => nest.isOpen(mark))
  if (canEnd && marks.length > 0 && open.length === marks.length)
    for (const mark of nest.innermost(open)) nest.end(mark)
  else if (canBegin && marks.length > 0 && open.length === 0)
    for (const mark of marks) nest.begin(mark, mark === 'em' ? '*' : '**')
  else nest.text(token)
}

/** As browsers write it; undefined for what no link may lead to. */
function addressOf(written: string): string | undefined {
  const isWeb = /^https:\/\/[^/\\]/i.test(written)
  if (!isWeb) return isLink(written) ? written : undefined
  if (!URL.canParse(written) || /[\s\\]/.test(written)) return undefined
  const { href, username, password } = new URL(written)
  return username + password === '' && isLink(href) ? href : undefined
}

type Mark = 'strong' | 'em' | 'a'

interface Begun {
  readonly as?: Mark
  /** What it was begun with: text again, if it is never ended. */
  readonly token: string
  readonly of: ProseNode[]
}

/** What is begun and not ended, the innermost last. No mark stands inside its like, so it is never deep. */
class Nest {
  readonly #inner: Begun[] = [{ token: '', of: [] }]

  get #last(): Begun {
    return this.#inner.at(-1) as Begun
  }

  get isBlank(): boolean {
    return this.#last.of.every((node) => typeof node === 'string' && node.trim() === '')
  }

  isOpen(mark: Mark): boolean {
    return this.#inner.some(({ as }) => as === mark)
  }

  innermost(marks: readonly Mark[]): readonly Mark[] {
    return this.#inner.flatMap(({ as }) => (as && marks.includes(as) ? [as] : [])).reverse()
  }

  text(words: string): void {
    const { of } = this.#last
    const before = of.at(-1)
    if (words === '') return
    if (typeof before === 'string') of[of.length - 1] = before + words
    else of.push(words)
  }

  begin(as: Mark, token: string): void {
    this.#inner.push({ as, token, of: [] })
  }

  /** What was begun inside it and not ended is text. */
  end(mark: Mark, href?: string): void {
    while (this.#last.as !== mark) this.#giveUp()
    const { of } = this.#last
    this.#inner.pop()
    this.#last.of.push({ as: mark, of, ...(href !== undefined && { href }) })
  }

  /** If it is open, it is text. */
  giveUp(mark: Mark): this {
    while (this.isOpen(mark)) this.#giveUp()
    return this
  }

  done(): Prose {
    while (this.#inner.length > 1) this.#giveUp()
    return this.#last.of
  }

  #giveUp(): void {
    const { token, of } = this.#last
    this.#inner.pop()
    this.text(token)
    for (const node of of) {
      if (typeof node === 'string') this.text(node)
      else this.#last.of.push(node)
    }
  }
}
