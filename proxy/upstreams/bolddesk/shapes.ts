/**
 * Where things stand in BoldDesk's replies. Few of them were ever seen, so every wrapper is looked into that they may have.
 * Pure; no input makes it throw.
 */
import { asObject, firstOf, own } from '../json.ts'

type Headers = Readonly<Record<string, string>>

const WRAPPERS = ['result', 'data', 'items', 'value']

/** The list in a reply: itself, or below its wrappers or one of these keys. */
export function listIn(reply: unknown, keys: readonly string[] = []): readonly unknown[] | undefined {
  if (Array.isArray(reply)) return reply
  for (const key of [...keys, ...WRAPPERS]) {
    const inner = own(reply, key)
    const list = inner === undefined || inner === null ? undefined : listIn(inner, keys)
    if (list) return list
  }
  return undefined
}

/** A record, whatever it is wrapped in. */
export function recordIn(reply: unknown): unknown {
  const inner = firstOf(reply, ['result', 'data'])
  return asObject(inner) ? recordIn(inner) : Array.isArray(inner) ? inner[0] : reply
}

const IDS = ['id', 'ticketId', 'userId', 'contactId']

/** The id of a record; undefined when there is none that can be part of a path. */
export function idIn(reply: unknown, headers: Headers = {}): string | undefined {
  return (
    [reply, recordIn(reply)].map(ownId).find((id) => id !== undefined) ?? usable(headers.location?.match(TAIL)?.[1])
  )
}

const TAIL = /\/(\d+)\/?(?:[?#].*)?$/

function ownId(record: unknown): string | undefined {
  return IDS.map((key) => usable(own(record, key))).find((id) => id !== undefined)
}

function usable(id: unknown): string | undefined {
  const text = textIn(id)
  return text !== undefined && /^[\w-]{1,64}$/.test(text) && text !== '0' ? text : undefined
}

/** A string or a number as a string that is not empty. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** Letters only, small: `Multi-Select DropDown` is `multiselectdropdown`. */
export function plainWord(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase().replace(/[^a-z]/g, '') : ''
}
