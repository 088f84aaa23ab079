/**
 * Bolten's replies in our shape. Strict where Bolten is known; where nobody knows, every shape is taken that it may have.
 * Pure; no input makes it throw.
 */
import type { Option } from '../../../src/contract/form.ts'
import { inferType } from '../../forms/infer-type.ts'
import type { JsonObject } from '../json.ts'
import { asObject, firstOf, own } from '../json.ts'
import type { Component, Schema, SchemaField } from '../upstream.ts'

/** Fields that a visitor has no business with, by Bolten's word for the type and by usual labels (lower case, NFC). */
const INTERNAL: Readonly<Record<string, { readonly word: RegExp; readonly label: RegExp }>> = {
  stage: { word: /stage|status|pipeline|funnel/, label: /^(status|etapa|fase|stage)$/ },
  owner: { word: /user|owner|assignee|member/, label: /^(respons[áa]vel|propriet[áa]rio|dono|owner)$/ },
  money: { word: /currency|money|monetary|price/, label: /^(valor|valor total|preço|value|amount|price)$/ },
  link: { word: /contact|product|relation|reference|lookup/, label: /^(contatos?|produtos?|contacts?|products?)$/ },
}

/**
 * The schema in a reply, and the labels that two fields share: nobody can say which of them a value would reach, so
 * neither is there. Undefined when there is no list of fields in it.
 */
export function parseSchema(
  entity: string,
  reply: unknown,
): { readonly schema: Schema; readonly shared: readonly string[] } | undefined {
  const entries = firstList(reply, ['attributes', 'items'])
  const fields = entries?.flatMap((entry) => parseField(entry) ?? []) ?? []
  // A project without a single field is a reply that went wrong, not a project.
  if (fields.length === 0) return undefined
  const times = new Map<string, number>()
  for (const { key } of fields) times.set(looks(key), (times.get(looks(key)) ?? 0) + 1)
  const isShared = ({ key }: SchemaField) => (times.get(looks(key)) ?? 0) > 1
  return {
    schema: { entity, fields: fields.filter((field) => !isShared(field)) },
    shared: [...new Set(fields.filter(isShared).map(({ label }) => label))],
  }
}

/** The field that holds an opportunity's contact. One of an ordinary type is just called like it. */
export function contactLink(schema: Schema | undefined): SchemaField | undefined {
  return schema?.fields.find(
    ({ type, label, upstreamType }) =>
      type === undefined && (/^(contato|contact)$/i.test(looks(label)) || /contact|contato/i.test(upstreamType ?? '')),
  )
}

/** One page of a list. `limit` is what Bolten made of the one that was asked for. */
export interface Page {
  readonly items: readonly unknown[]
  readonly limit?: number
  readonly total?: number
}

export function parsePage(reply: unknown): Page | undefined {
  const items = firstList(reply, ['items'])
  if (!items) return undefined
  const pagination = own(reply, 'pagination')
  return { items, ...count('limit', own(pagination, 'limit')), ...count('total', own(pagination, 'total')) }
}

/** A record of either entity. */
export interface BoltenRecord {
  readonly id: string
  readonly createdAt?: string
  /** Deleted by a person: still there to be read, and in no list. */
  readonly discarded?: true
  /** By label. Undefined where the reply does not show them. */
  readonly attributes?: JsonObject
}

/** Undefined when no usable id is in it: an id becomes part of a path. */
export function parseRecord(reply: unknown): BoltenRecord | undefined {
  const record = own(reply, 'id') === undefined ? own(reply, 'data') : reply
  const id = text(own(record, 'id'))
  if (id === undefined || !/^[\w-]{1,64}$/.test(id)) return undefined
  const createdAt = text(own(record, 'created_at'))
  const attributes = asObject(own(record, 'attributes'))
  const discarded = firstOf(record, ['discarded_at']) !== undefined
  return {
    id,
    ...(createdAt !== undefined && { createdAt }),
    ...(discarded && { discarded }),
    ...(attributes && { attributes }),
  }
}

export function parseProject(entry: unknown): { readonly id: string; readonly name: string } | undefined {
  const id = text(own(entry, 'id'))
  return id === undefined ? undefined : { id, name: text(own(entry, 'name')) ?? id }
}

const ENTITY_OF: Readonly<Record<string, string>> = {
  opportunity_management: 'opportunity',
  contact_management: 'contact',
}

/** A component that is still in use. */
export function parseComponent(entry: unknown, project: string): Component | undefined {
  const id = text(own(entry, 'id'))
  if (id === undefined || firstOf(entry, ['discarded_at']) !== undefined) return undefined
  const entity = ENTITY_OF[text(own(entry, 'category')) ?? '']
  return { id, name: text(own(entry, 'name')) ?? id, project, ...(entity !== undefined && { entity }) }
}

/** The label of a choice as it is sent: Bolten addresses choices by what people read. */
export function choiceLabel(entry: unknown): string | undefined {
  return text(asObject(entry) ? firstOf(entry, ['name', 'label', 'value', 'id']) : entry)
}

function parseField(entry: unknown): SchemaField | undefined {
  const key = own(entry, 'name')
  if (typeof key !== 'string' || key === '') return undefined
  const upstreamType = text(own(entry, 'content_type'))
  const options = parseOptions(own(entry, 'available_values'))
  const { type, known } = inferType({ upstreamType, label: key, options })
  const required = ['required', 'is_required', 'mandatory'].some((name) => own(entry, name) === true)
  return {
    key,
    label: key,
    ...(known && { type }),
    ...(upstreamType !== undefined && { upstreamType }),
    ...(required && { required }),
    ...(options.length > 0 && { options }),
    ...(isInternal(upstreamType, key) && { internal: true }),
    raw: entry,
  }
}

function parseOptions(values: unknown): readonly Option[] {
  if (!Array.isArray(values)) return []
  const labels = values.flatMap((value) => choiceLabel(value) ?? [])
  return [...new Set(labels)].map((label) => ({ value: label, label }))
}

function isInternal(upstreamType: string | undefined, key: string): boolean {
  const word = upstreamType?.toLowerCase() ?? ''
  const label = looks(key).trim().toLowerCase()
  return Object.values(INTERNAL).some((rule) => rule.word.test(word) || rule.label.test(label))
}

/** What a key looks like to people: two keys that differ only in their bytes look the same. */
function looks(key: string): string {
  return key.normalize('NFC')
}

function firstList(reply: unknown, keys: readonly string[]): readonly unknown[] | undefined {
  return [reply, ...keys.map((key) => own(reply, key))].find(Array.isArray)
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function count<Name extends string>(name: Name, value: unknown): { readonly [K in Name]?: number } {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? ({ [name]: Number(value) } as { [K in Name]: number }) : {}
}
