/** A ticket as a create takes it. Pure. */

import type { JsonObject } from '../json.ts'
import type { Order } from '../upstream.ts'
import { descriptionOf } from './description.ts'
import type { Sent } from './values.ts'
import { bodyOf, toSend } from './values.ts'

export interface TicketParts {
  /** Of the files that were uploaded for it. */
  readonly tokens: readonly string[]
  readonly tagsKey: 'tag' | 'tags'
  readonly brand: number | undefined
  readonly contactId: string | undefined
}

/** What a create of this order says. */
export function ticketBody(order: Order, { tokens, tagsKey, brand, contactId }: TicketParts): JsonObject {
  const { sent } = toSend(order, 'ticket')
  const { requesterName, requesterEmailId, description, tags, brandId, ...rest } = Object.fromEntries(
    sent.map((value) => [value.key, value]),
  ) as Readonly<Record<string, Sent | undefined>>
  const flat = Object.values(rest).flatMap((value) => (value ? [value] : []))
  return {
    ...bodyOf(flat),
    ...((brandId?.json ?? brand) !== undefined && { brandId: brandId?.json ?? brand }),
    description: descriptionOf(order, description && [description.said].flat().join('\n')),
    ...(tags && { [tagsKey]: tagsKey === 'tag' ? [tags.said].flat().join(',') : [tags.said].flat() }),
    ...requester(contactId, requesterEmailId?.json, requesterName?.json),
    ...(tokens.length > 0 && { attachments: tokens.join(',') }),
    externalReferenceId: order.submissionId,
    isVisibleInCustomerPortal: true,
  }
}

/** An unknown e-mail takes a name, and a known one does no harm to have one. */
function requester(contactId: string | undefined, email: unknown, name: unknown): JsonObject {
  if (contactId !== undefined) return { requesterId: /^\d+$/.test(contactId) ? Number(contactId) : contactId }
  if (email === undefined) return {}
  return { requesterId: null, requesterName: name ?? email, requesterEmailId: email }
}
