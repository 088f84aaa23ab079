/** A marketer's marks as HTML. */
import type { Prose, ProseElement } from '../../src/contract/prose.ts'
import { isLink } from '../../src/contract/prose.ts'
import type { Markup } from './html.ts'
import { html } from './html.ts'

export const proseMarkup = (prose: Prose): Markup =>
  html`${prose.map((node) => (typeof node === 'string' ? lines(node) : ELEMENTS[node.as](proseMarkup(node.of), node.href)))}`

const lines = (text: string): Markup =>
  html`${text.split('\n').map((line, index) => html`${index > 0 && html`<br>`}${line}`)}`

const ELEMENTS: Readonly<Record<ProseElement['as'], (of: Markup, href?: string) => Markup>> = {
  p: (of) => html`<p>${of}</p>`,
  ul: (of) => html`<ul>${of}</ul>`,
  li: (of) => html`<li>${of}</li>`,
  strong: (of) => html`<strong>${of}</strong>`,
  em: (of) => html`<em>${of}</em>`,
  a: (of, href) => (isLink(href) ? html`<a target="_blank" rel="noopener" href="${href}">${of}</a>` : of),
}
