/** Draws a marketer's marks: a link in the words of a consent, a list in a text-block. */
import type { Prose, ProseElement } from '../../contract/prose.ts'
import { isLink } from '../../contract/prose.ts'
import type { Extend, ProseView } from '../extension.ts'

// No link stands alone here: in a sentence it runs on with its words. White space is drawn in a text-block.
const STYLES = `
a[target] { display: inline }
.prose ul { padding-inline-start: 1.2em }
.prose * + p, .prose * + ul { margin-block-start: .75em }
`

const extend: Extend<ProseView> = ({ html, nothing, adopt }) => {
  adopt(STYLES)
  const lines = (text: string) => text.split('\n').map((line, index) => html`${index ? html`<br>` : nothing}${line}`)
  const draw = (prose: Prose): unknown[] =>
    prose.map((node) => (typeof node === 'string' ? lines(node) : elements[node.as](draw(node.of), node.href)))
  const elements: Readonly<Record<ProseElement['as'], (of: unknown[], href?: string) => unknown>> = {
    p: (of) => html`<p>${of}</p>`,
    ul: (of) => html`<ul>${of}</ul>`,
    li: (of) => html`<li>${of}</li>`,
    strong: (of) => html`<strong>${of}</strong>`,
    em: (of) => html`<em>${of}</em>`,
    a: (of, href) => (isLink(href) ? html`<a target="_blank" rel="noopener" href=${href}>${of}</a>` : of),
  }
  return { view: (prose) => prose && draw(prose) }
}

export default extend
