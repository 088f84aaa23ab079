import type { Markup } from './html.ts'
import { attributes, html } from './html.ts'

/** A tag to paste that loads a script of ours. Optimisers that would hold it back leave it alone. */
export const scriptTag = (how: { readonly type: 'module' } | { readonly async: true }, src: string): Markup =>
  html`<script${attributes({ ...how, src, 'data-cfasync': 'false', nowprocket: true, 'data-no-optimize': '1' })}></script>`
