import type { Langs } from '../../src/contract/form.ts'
import type { Markup } from './html.ts'
import { attributes, html } from './html.ts'

/** One of the form's own texts, by its key, as the element has it: in a span of its own where it has a language of its own. */
export const ownText = <Key extends string>(
  texts: Readonly<Partial<Record<Key, string>>> & Foreign,
  key: Key,
  drawn: Markup | string | undefined = texts[key],
): Markup => (texts.langs?.[key] === undefined ? html`${drawn}` : html`<span${spoken(texts, key)}>${drawn}</span>`)

/** The attributes of whatever holds that text. */
export const spoken = ({ langs }: Foreign, key: string): Markup =>
  attributes({ lang: langs?.[key], dir: langs?.[key] !== undefined && 'auto' })

interface Foreign {
  readonly langs?: Langs
}
