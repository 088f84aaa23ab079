/** What an upstream gets of a consent. */
import type { Answer, FieldType } from '../../src/contract/form.ts'
import { stringsFor } from '../../src/contract/strings/index.ts'
import type { Kept } from '../outbox/outbox.ts'

/** A box is ticked or not. A text says what was agreed to and when it was received; nothing where nothing was. */
export function consentValue(
  { consent, receivedAt }: Pick<Kept, 'consent' | 'receivedAt'>,
  type: FieldType,
  locale: string,
): Answer | undefined {
  if (!consent) return undefined
  if (type === 'checkbox') return consent.given
  if (!consent.given) return undefined
  const { version } = stringsFor(locale).page
  const at = new Date(receivedAt).toISOString().replace(/\.\d+Z$/, 'Z')
  return `${consent.text.replace(/\s+/g, ' ')} (${version} ${consent.version}, ${at})`
}
