/** What becomes of values that are written into a ticket: taken, dropped without a word, or complained about. */
import type { Field, TicketForm } from './account.ts'
import type { Complaint } from './errors.ts'
import { complaintAbout, isEmpty, optionIds } from './kinds.ts'
import type { State } from './state.ts'

export interface Writing {
  readonly values: ReadonlyMap<string, unknown>
  readonly dropped: readonly string[]
  readonly complaints: readonly Complaint[]
}

/** Takes the values of fields that there are. `field` finds one by the key under which it was sent. */
export function write(
  given: readonly (readonly [string, unknown])[],
  field: (key: string) => Field | undefined,
  { switches }: State,
): Writing {
  const values = new Map<string, unknown>()
  const dropped: string[] = []
  const complaints: Complaint[] = []
  for (const [key, value] of given) {
    const found = field(key)
    const complaint = found && complaintAbout(found, value, switches)
    if (complaint) complaints.push(complaint)
    else if (found && !switches.forgets.includes(found.apiName)) values.set(found.apiName, value)
    else if (!found && key.startsWith('cf_') && switches.unknownField === 'refuse')
      complaints.push({ field: key, errorType: 'NotExist', errorMessage: `The field ${key} does not exist.` })
    else if (!found) dropped.push(key)
  }
  return { values, dropped, complaints }
}

/** What the form demands of agents, and with them of every key, and is not there. */
export function missing(
  fields: readonly Field[],
  form: TicketForm,
  values: ReadonlyMap<string, unknown>,
): readonly Complaint[] {
  return fields
    .filter(({ apiName }) => form.required.includes(apiName) && isEmpty(values.get(apiName)))
    .filter((field) => isShown(field, values))
    .map(({ apiName }) => ({ field: apiName, errorType: 'FieldRequired', errorMessage: 'This field is required.' }))
}

/** Choices that do not stand beside what was chosen in their parent. */
export function misplaced(fields: readonly Field[], values: ReadonlyMap<string, unknown>): readonly Complaint[] {
  return fields.flatMap(({ apiName, label, parent }) => {
    if (!parent || isEmpty(values.get(apiName))) return []
    const allowed = parent.mapping[Number(values.get(parent.apiName))] ?? []
    if (optionIds(values.get(apiName)).every((id) => allowed.includes(id))) return []
    const errorMessage = `${label} does not match the chosen ${parent.apiName}.`
    return [{ field: apiName, errorType: 'InvalidValue' as const, errorMessage }]
  })
}

function isShown({ shownWhen }: Field, values: ReadonlyMap<string, unknown>): boolean {
  return !shownWhen || shownWhen.options.includes(Number(values.get(shownWhen.apiName)))
}
