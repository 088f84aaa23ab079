import type { Langs } from '../contract/form.ts'
import { html, nothing } from './template.ts'

/** One of the form's own texts, by its key. Not all of them need be in the form's language, nor run its way. `drawn`: how, where it is more than plain. */
export const ownText = <Key extends string>(
  texts: { readonly [K in Key]?: string | undefined } & { readonly langs?: Langs },
  key: Key,
  drawn: unknown = texts[key],
) => html`<span lang=${texts.langs?.[key] ?? nothing} dir="auto">${drawn}</span>`
