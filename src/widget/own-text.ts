import type { Langs } from '../contract/form.ts'
import { html } from './template.ts'

/** One of the form's own texts, by its key, in a span of its own where it has a language of its own. `drawn`: how, where it is more than plain. */
export const ownText = <Key extends string>(
  texts: { readonly [K in Key]?: string | undefined } & { readonly langs?: Langs },
  key: Key,
  drawn: unknown = texts[key],
) => (texts.langs?.[key] ? html`<span lang=${texts.langs[key]} dir="auto">${drawn}</span>` : drawn)
