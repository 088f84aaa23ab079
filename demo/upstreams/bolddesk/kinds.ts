/** The kinds of BoldDesk's fields: how metadata names each, and what values it takes. */
import type { Field } from './account.ts'
import type { Complaint } from './errors.ts'
import type { Switches } from './switches.ts'

export type Kind = keyof typeof KINDS

interface KindRow {
  readonly fieldTypeId: number
  readonly fieldControlName: string
  readonly fieldDataType: string
  takes(value: unknown, field: Field, switches: Switches): boolean
}

const text = (value: unknown): value is string => typeof value === 'string'
const integer = (value: unknown): value is number => Number.isSafeInteger(value)
const within = (value: unknown, { min = -Infinity, max = Infinity }: Field) =>
  Number(value) >= min && Number(value) <= max
const instant = (value: unknown) =>
  text(value) && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) && Number.isFinite(Date.parse(value))
const offers = ({ options = [] }: Field, value: unknown) =>
  options.some(({ id, isReadOnly }) => id === value && !isReadOnly)

export const KINDS = {
  text: row(1, 'SingleLineTextBox', 'String', text),
  textarea: row(2, 'MultiLineTextBox', 'String', text),
  html: row(3, 'RichTextEditor', 'String', text),
  checkbox: row(4, 'CheckBox', 'Boolean', (value) => typeof value === 'boolean'),
  dropdown: row(5, 'DropDown', 'Integer', (value, field) => offers(field, value)),
  multiselect: row(6, 'MultiSelectDropDown', 'Array', (value, field, switches) => {
    if (switches.multiSelect === 'array' && !Array.isArray(value)) return false
    if (switches.multiSelect === 'comma' && !text(value)) return false
    return optionIds(value).every((id) => offers(field, id))
  }),
  date: row(7, 'Date', 'DateTime', instant),
  datetime: row(8, 'DateTime', 'DateTime', instant),
  number: row(9, 'Numeric', 'Integer', (value, field) => integer(value) && within(value, field)),
  decimal: row(10, 'Decimal', 'Decimal', (value, field) => Number.isFinite(value) && within(value, field)),
  url: row(11, 'URL', 'String', (value) => text(value) && /^https?:\/\//.test(value) && URL.canParse(value)),
  regex: row(12, 'Regex', 'String', (value, { regex = '' }) => text(value) && new RegExp(regex).test(value)),
  phone: row(13, 'PhoneNumber', 'String', (value) => text(value) && /^\+?[\d ()./-]{5,20}$/.test(value)),
  email: row(14, 'Email', 'String', (value) => text(value) && /^[^\s@]+@[^\s@]+$/.test(value)),
  lookup: row(15, 'Lookup', 'Integer', integer),
  tags: row(16, 'Tag', 'Array', (value) => text(value) || (Array.isArray(value) && value.every(text))),
} as const satisfies Readonly<Record<string, KindRow>>

/** Undefined when the field takes it. Empty values are for whoever asks what is required. */
export function complaintAbout(field: Field, value: unknown, switches: Switches): Complaint | undefined {
  if (isEmpty(value)) return undefined
  const { takes }: KindRow = KINDS[field.kind]
  if (!takes(value, field, switches))
    return { field: field.apiName, errorType: 'InvalidValue', errorMessage: `${field.label} has an invalid value.` }
  if (text(value) && value.length > (field.maxLength ?? Infinity))
    return { field: field.apiName, errorType: 'LengthExceeds', errorMessage: `${field.label} is too long.` }
  return undefined
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Of a multi-select's value, as an array or joined by commas. */
export function optionIds(value: unknown): readonly number[] {
  return (text(value) ? value.split(',').map(Number) : [value].flat()) as number[]
}

function row(fieldTypeId: number, fieldControlName: string, fieldDataType: string, takes: KindRow['takes']): KindRow {
  return { fieldTypeId, fieldControlName, fieldDataType, takes }
}
