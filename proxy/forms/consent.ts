/** Where a form's consent goes, and which words were agreed to. */
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Consent } from '../outbox/outbox.ts'
import type { Schema } from '../upstreams/upstream.ts'
import { sentenceOf } from './prose.ts'
import { localeOf } from './public.ts'
import type { Mapping, PublishedForm } from './published.ts'
import type { Say } from './target.ts'
import { findField, mappingTo, noField } from './target.ts'
import { textIn } from './text.ts'

/** None where the form asks for no consent, or sends it nowhere. A box takes it ticked or not, a text takes a line. */
export function consentMapping({ consent }: FormDefinition, schema: Schema, say: Say): readonly Mapping[] {
  if (consent?.to === undefined) return []
  const target = findField(schema, consent.to)
  if (!target) say(undefined, noField(schema, consent.to, '`to` below `consent`'))
  else if (target.options || !TAKES.has(target.type ?? 'text'))
    say(undefined, `"${target.label}" takes neither a tick nor a text. Name another field in \`to\` below \`consent\`.`)
  return target ? [mappingTo(target, target.type ?? 'text', { consent: true })] : []
}

const TAKES: ReadonlySet<string> = new Set(['checkbox', 'text', 'textarea'])

/** What is kept of a consent: given or not, and to which words; its version is that of the text with its marks. Undefined where the form asks for none. */
export async function consentOf(
  form: PublishedForm,
  shownIn: string | undefined,
  given: boolean,
): Promise<Consent | undefined> {
  if (!form.consent) return undefined
  const source = textIn(form.consent.text, localeOf(form, shownIn), form.locale)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(source)))
  const version = [...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { given, version, text: sentenceOf(source).text }
}
