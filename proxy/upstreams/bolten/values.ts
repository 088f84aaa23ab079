/** Values on their way to Bolten: in the JSON that each kind of field takes, below the very keys of its schema. */
import type { Answer, FieldType } from '../../../src/contract/form.ts'
import type { Sent } from '../../delivery/verify.ts'
import type { Schema, SchemaField, Value } from '../upstream.ts'

/**
 * Empty values are left out: what null or "" would do is not known. A value that is no number stays the string that it
 * is: Bolten's refusal, or its silence, then comes to a person.
 */
export function toSend(values: readonly Value[], schema: Schema | undefined): readonly Sent[] {
  return values.flatMap(({ key, label, type: asked, value }) => {
    if (value === '' || (typeof value === 'object' && value.length === 0)) return []
    const field = schema?.fields.find((candidate) => candidate.key === key)
    // What the upstream's field takes counts, not how the question was asked.
    const type = field?.type ?? asked
    return [{ key, label, type, value: FORMATS[type]?.(value, field) ?? asText(value, field) }]
  })
}

/** `entries` and not assignments: a label may be `__proto__`. */
export function bodyOf(sent: readonly Pick<Sent, 'key' | 'value'>[]): string {
  return JSON.stringify({ attributes: Object.fromEntries(sent.map(({ key, value }) => [key, value])) })
}

type Format = (value: Answer, field: SchemaField | undefined) => Sent['value']

/** Types without a row are sent as text. */
const FORMATS: { readonly [K in FieldType]?: Format } = {
  number: (value) =>
    typeof value === 'string' && value !== '' && Number.isFinite(Number(value)) ? Number(value) : value,
  checkbox: (value) => (value === 'true' || value === 'false' ? value === 'true' : value),
  checkboxes: (value, field) =>
    typeof value === 'boolean' ? value : [value].flat().map((label) => asSpelled(label, field)),
  'datetime-local': (value) =>
    typeof value === 'string' ? value.replace(' ', 'T').replace(/T\d\d:\d\d$/, '$&:00') : value,
}

function asText(value: Answer, field: SchemaField | undefined): Sent['value'] {
  if (typeof value === 'boolean') return value
  return typeof value === 'string' ? asSpelled(value, field) : value.join(', ')
}

/** A choice as the schema spells it. */
function asSpelled(label: string, field: SchemaField | undefined): string {
  const same = (option: string) => option === label || option.normalize('NFC') === label.normalize('NFC')
  return field?.options?.find(({ value }) => same(value))?.label ?? label
}
