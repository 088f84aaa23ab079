/**
 * Shape: unknown → the types of the contract. For the proxy and the studio only; the page has no parser. The shapes
 * themselves are in `schema/`; what the parts of a definition must have to do with each other is in `consistency.ts`.
 */
import type { Parts } from './consistency.ts'
import { inconsistencies } from './consistency.ts'
import type { FormDefinition } from './definition.ts'
import type { Fault } from './fault.ts'
import { isObject } from './received.ts'
import { faultsOf } from './schema/faults.ts'
import { field } from './schema/field.ts'
import { formDefinition } from './schema/form.ts'
import { withOwnWords } from './schema/option.ts'
import { submission } from './schema/submission.ts'
import type { Submission } from './wire.ts'

type ParsedDefinition =
  | { readonly ok: true; readonly definition: FormDefinition }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Reads a form as it stands in a file; gives everything that is wrong with it at once, each with its mend. */
export function parseDefinition(raw: unknown): ParsedDefinition {
  if (containsItself(raw))
    return { ok: false, faults: [{ path: [], message: 'An alias contains itself. Write the part out.' }] }
  const parsed = formDefinition.safeParse(raw)
  const shape = parsed.success ? [] : faultsOf(parsed.error.issues)
  const faults = [...shape, ...inconsistencies(soundParts(raw))]
  return parsed.success && faults.length === 0
    ? { ok: true, definition: withOwnWords(parsed.data) }
    : { ok: false, faults }
}

type ParsedSubmission =
  | { readonly ok: true; readonly submission: Submission }
  | { readonly ok: false; readonly detail: string }

/** Reads a submission from the wire. `detail` says what is wrong, for developers, and holds no answer. */
export function parseSubmission(raw: unknown): ParsedSubmission {
  const parsed = submission.safeParse(raw)
  if (parsed.success) return { ok: true, submission: parsed.data }
  const details = faultsOf(parsed.error.issues).map(({ path: [key], message }) =>
    key === undefined ? message : `${key}: ${message}`,
  )
  return { ok: false, detail: details.join(' ') }
}

/** YAML can write a circle, which nothing here would come to the end of. */
function containsItself(raw: unknown): boolean {
  try {
    JSON.stringify(raw)
    return false
  } catch {
    return true
  }
}

/** What of a definition can be compared with the rest, although other parts of it are wrong. */
function soundParts(raw: unknown): Parts {
  const { fields: written, ...rest } = isObject(raw) ? raw : {}
  const { sites, steps, opens, closes, success, contact } = formDefinition.shape
  const list: readonly unknown[] = Array.isArray(written) ? written : []
  const all = written === 'all'
  return {
    all,
    sites: sites.safeParse(rest.sites).data,
    steps: steps.safeParse(rest.steps).data,
    opens: opens.safeParse(rest.opens).data,
    closes: closes.safeParse(rest.closes).data,
    success: success.safeParse(rest.success).data,
    fields: list.map((entry) => field.safeParse(entry).data),
    names: list.map((entry) => (isObject(entry) ? entry.name : undefined)),
    contact: all ? undefined : contact.safeParse(rest.contact).data,
    ticket: all ? undefined : naming(rest),
    notes: rest.notes,
    marker: isObject(rest.reference) ? rest.reference.to : undefined,
  }
}

/** What a ticket says of the form's fields. */
function naming(written: Readonly<Record<string, unknown>>): NonNullable<Parts['ticket']> {
  const { shape } = formDefinition
  const [requester, subject, description] = [
    shape.requester.safeParse(written.requester).data,
    shape.subject.safeParse(written.subject).data,
    shape.description.safeParse(written.description).data,
  ]
  return { ...(requester && { requester }), ...(subject && { subject }), ...(description && { description }) }
}
