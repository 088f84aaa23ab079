/**
 * Is what was sent in the ticket or contact that BoldDesk shows? The same things have other names there, and choices come
 * as objects. Pure.
 */
import { spoken } from '../../delivery/notes.ts'
import { lostLabels, textOf } from '../../delivery/verify.ts'
import type { JsonObject } from '../json.ts'
import { asObject, firstOf, own } from '../json.ts'
import type { Order } from '../upstream.ts'
import { sameName } from './choices.ts'
import { textIn } from './shapes.ts'
import type { Sent } from './values.ts'

/** Where a record shows what was sent under a key, the likeliest first. Others keep their name. */
const SHOWN_AS: Readonly<Record<string, readonly string[]>> = {
  subject: ['title', 'subject'],
  brandId: ['brandId', 'brand'],
  priorityId: ['priority', 'priorityId'],
  categoryId: ['category', 'categoryId'],
  typeId: ['type', 'typeId'],
  groupId: ['group', 'groupId'],
  statusId: ['status', 'statusId'],
  agentId: ['agent', 'agentId'],
  tags: ['tags', 'tag'],
  dueDate: ['dueDate', 'resolutionDue'],
}

/** Of the person who asks, below this key. */
const REQUESTER = ['requestedBy', 'requester']
const PERSON: Readonly<Record<string, readonly string[]>> = {
  requesterEmailId: ['emailId', 'email'],
  requesterName: ['name', 'displayName', 'contactName', 'contactDisplayName'],
}

/** Not shown by every record, and never dropped in silence: only a record that shows otherwise says that it is lost. */
const TRUSTED: readonly string[] = ['requesterEmailId', 'requesterName', 'description']

/** What was sent and is not in the record. */
export function missingIn(record: JsonObject, sent: readonly Sent[]): readonly Sent[] {
  return sent.filter((value) => {
    const shown = shownOf(record, value.key)
    if (shown === undefined || shown === null) return !TRUSTED.includes(value.key)
    return value.key !== 'description' && !isSame(value, shown)
  })
}

/** People read it all the same: it stands in the text that lists everything. A box says too little without its label. */
export function isListed({ label, said }: Sent, { listing }: Order): boolean {
  if (!listing) return false
  const text = spoken(said, listing.locale)
  const isBox = typeof said === 'boolean'
  if (listing.entries.some((entry) => entry.value === text && (!isBox || sameName(entry.label, label)))) return true
  return !isBox && [...listing.lead, ...listing.notes].some((part) => part === text || part.endsWith(`: ${text}`))
}

function shownOf(record: JsonObject, key: string): unknown {
  if (PERSON[key]) return firstOf(firstOf(record, REQUESTER), PERSON[key])
  return firstOf(record, SHOWN_AS[key] ?? [key]) ?? own(own(record, 'customFields'), key)
}

/** A choice by its id or its name; all else as the kind of field compares. */
function isSame({ key, label, type, said, json }: Sent, shown: unknown): boolean {
  if (typeof json !== 'object' && json === said && key !== 'tags')
    return lostLabels([{ key, label, type, value: json }], { [key]: shown }).length === 0
  if (key === 'tags') return includesAll(namesIn(shown), [said].flat().map(String))
  if (typeof json === 'object')
    return includesAll(idsIn(shown), json.map(String)) || includesAll(namesIn(shown), [said].flat().map(String))
  const isById = idsIn(shown).includes(String(json)) && typeof json === 'number'
  const isByName = typeof said === 'string' && namesIn(shown).some((name) => sameName(name, said))
  return isById || isByName || lostLabels([{ key, label, type, value: json }], { [key]: shown }).length === 0
}

function includesAll(found: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((one) => found.some((other) => sameName(one, other)))
}

function idsIn(shown: unknown): readonly string[] {
  return partsOf(shown).flatMap((part) => textIn(asObject(part) ? own(part, 'id') : part) ?? [])
}

function namesIn(shown: unknown): readonly string[] {
  return partsOf(shown).flatMap((part) => {
    const name = asObject(part) ? firstOf(part, ['name', 'value', 'description', 'tagName']) : part
    return name === undefined || name === null ? [] : [textOf(name)]
  })
}

function partsOf(shown: unknown): readonly unknown[] {
  return typeof shown === 'string' ? [shown, ...shown.split(',')] : [shown].flat()
}
