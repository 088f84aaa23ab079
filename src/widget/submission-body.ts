import type { Answers, PublicForm } from '../contract/form.ts'
import { CONSENT } from '../contract/form.ts'
import type { Touch } from '../contract/wire.ts'
import { json } from './json.ts'
import { contextOf } from './visit.ts'

/** A submission as it goes over the wire. */
export function bodyOf(form: PublicForm, answers: Answers, last: Touch, id: string, amends?: string): string {
  const { version, locale, preview } = form
  const { [CONSENT]: agreed, ...rest } = answers
  const consent = form.consent && agreed === true
  return json({
    id,
    version,
    locale,
    answers: rest,
    consent,
    context: contextOf(last),
    amends,
    preview: preview?.token,
  })
}

/** A random UUID. `crypto.randomUUID` is absent from pages on plain http. */
export function mint(): string {
  return 'xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx'.replace(/x/g, () => {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
    return (byte % 16).toString(16)
  })
}
