/** Of a local time, the zone that it is meant in. */
import type { FieldDefinition, FormDefinition } from '../../src/contract/definition.ts'
import type { FieldType } from '../../src/contract/form.ts'
import type { Mapping } from './published.ts'
import type { Say } from './target.ts'

/** The field's own zone, else the form's; none for what is no local time. */
export function zoneOf(
  field: FieldDefinition | undefined,
  type: FieldType,
  { timeZone }: FormDefinition,
  say: Say,
): Pick<Mapping, 'timeZone'> {
  const own = field?.timeZone
  const zone = own ?? timeZone
  if (type === 'datetime-local') return zone === undefined ? {} : { timeZone: zone }
  if (own !== undefined) say(field?.name, 'This is no field of type datetime-local: take `timeZone` out.')
  return {}
}
