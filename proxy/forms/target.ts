/** The upstream's fields as a form names them. What does not fit is said, with the nearest name. */
import type { FieldType } from '../../src/contract/form.ts'
import { didYouMean } from '../../src/contract/nearest.ts'
import type { Schema, SchemaField } from '../upstreams/upstream.ts'
import type { Mapping, Source } from './published.ts'

/** `field`: the form's own name for it, where one field is meant. */
export type Say = (field: string | undefined, message: string) => void

/** Matched by NFC: what looks the same is the same; what is sent is the schema's own spelling. */
export function findField(schema: Schema, wanted: string): SchemaField | undefined {
  return schema.fields.find(({ key }) => sameName(key, wanted))
}

export function sameName(one: string, other: string): boolean {
  return one.normalize('NFC') === other.normalize('NFC')
}

/** That the schema has no such field. `mend`: where it is named. */
export function noField(schema: Schema, wanted: string, mend: string): string {
  const keys = schema.fields.map(({ key }) => key)
  return `${schema.entity} has no field "${wanted}".${didYouMean(wanted, keys)} Name it in ${mend}.`
}

/** Whether any text can go there; a type that nobody knows is taken for text. */
export function takesText({ options, type }: SchemaField): boolean {
  return !options && (type === undefined || type === 'text' || type === 'textarea')
}

export function noText({ label }: SchemaField): string {
  return `"${label}" takes no free text.`
}

export function mappingTo(target: SchemaField, type: FieldType, source: Source): Mapping {
  return { key: target.key, label: target.label, type, source }
}

export function sayDoubles(mappings: readonly Mapping[], say: Say): void {
  const seen = new Set<string>()
  for (const { key } of mappings) {
    if (seen.has(key)) say(undefined, `Two fields of the form go to "${key}". Give one of them \`to: false\`.`)
    seen.add(key)
  }
}
