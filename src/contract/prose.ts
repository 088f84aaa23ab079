/**
 * Prose: what a marketer's few marks mean, as a tree of what may be drawn. The proxy reads the marks
 * (`proxy/forms/prose.ts`); whoever draws makes nodes of it, so that no text is ever markup.
 */

/** Nodes in a row: blocks below each other where it stands by itself, words and marks where it is part of a sentence. */
export type Prose = readonly ProseNode[]

/** Text, in which `\n` is a line break, or one of these elements. */
export type ProseNode = string | ProseElement

export interface ProseElement {
  readonly as: 'p' | 'ul' | 'li' | 'strong' | 'em' | 'a'
  readonly of: Prose
  /** Of an `a`: see `isLink`. */
  readonly href?: string
}

/**
 * Whether a link may lead there: a secure address, a mailbox or a telephone, in characters that neither markup nor any
 * reader of addresses takes for something else. Whoever draws asks too.
 */
export const isLink = (href: string | undefined): href is string =>
  /^(https:\/\/[\w[]|mailto:\w|tel:[+\d])[\w.~:/?#[\]@!$&()*+,;=%-]*$/.test(href ?? '')
