/** The emulated BoldDesk's own routes: what a call does and answers once it has been let in. */

import type { Call } from '../emulator.ts'
import type { Reply } from '../faults.ts'
import { createContact, listContacts, readContact, updateContact } from './contacts.ts'
import { notFound, refusal } from './errors.ts'
import { attachments, removeAttachment, upload } from './files.ts'
import {
  agents,
  brands,
  contactFields,
  dependencies,
  form,
  forms,
  lookup,
  me,
  options,
  ticketFields,
} from './metadata.ts'
import { messages, readTicket, tags } from './read.ts'
import { listTickets } from './search.ts'
import type { State, Ticket } from './state.ts'
import { addUpdate, createTicket, updateTicket } from './tickets.ts'

export function answer(state: State, call: Call): Reply {
  const { switches } = state
  const [, path = ''] = /^\/api\/v1(?:\.0)?(\/.*)$/.exec(call.path) ?? []
  const found = ROUTES.flatMap(([method, pattern, handle]) => {
    const match = pattern.exec(path)
    return match ? [{ method, handle, ids: match.slice(1).map(decoded) }] : []
  })
  const missing = switches.missingPaths.some((gone) => path === gone || path.startsWith(`${gone}/`))
  if (found.length === 0 || missing) return notFound(switches)
  const route = found.find(({ method }) => method === call.method)
  if (!route) return refusal(switches, 405, 'Method not allowed.', [])
  if (/^P/.test(call.method) && !/json|multipart/.test(call.headers['content-type'] ?? ''))
    return refusal(switches, 415, 'Unsupported media type.', [])
  return closed(state, call.method, path) ?? route.handle(state, call, route.ids)
}

type Handler = (state: State, call: Call, ids: readonly string[]) => Reply

const ROUTES: readonly (readonly [string, RegExp, Handler])[] = [
  ['GET', /^\/tickets$/, listTickets],
  ['POST', /^\/tickets$/, createTicket],
  ['GET', /^\/(?:tickets\/fields|ticket_fields)$/, ticketFields],
  ['GET', /^\/(?:tickets\/forms|ticket_forms)$/, forms],
  ['GET', /^\/(?:tickets\/forms|ticket_forms)\/([^/]+)$/, form],
  ['GET', /^\/(?:tickets\/priorities|ticket_priorities)$/, lookup('priorityId', 'description')],
  ['GET', /^\/(?:tickets\/statuses|ticket_statuses)$/, lookup('statusId', 'description')],
  ['GET', /^\/(?:tickets\/types|ticket_types)$/, lookup('typeId', 'name')],
  ['GET', /^\/(?:tickets\/categories|categories)$/, lookup('categoryId', 'name')],
  ['GET', /^\/(?:groups|ticket_groups)$/, lookup('groupId', 'name')],
  ['GET', /^\/fields\/collection\/([^/]+)\/options$/, options],
  ['GET', /^\/field_dependencies\/config$/, dependencies],
  ['GET', /^\/brands$/, brands],
  ['GET', /^\/agents$/, agents],
  ['GET', /^\/agents\/me$/, me],
  ['GET', /^\/tickets\/(\d+)$/, onTicket(readTicket)],
  ['PUT', /^\/tickets\/(\d+)(?:\/update_fields)?$/, onTicket(updateTicket)],
  ['POST', /^\/tickets\/(\d+)\/updates$/, onTicket(addUpdate('reply'))],
  ['POST', /^\/tickets\/(\d+)\/notes$/, onTicket(addUpdate('note'))],
  ['GET', /^\/tickets\/(\d+)\/tags$/, onTicket(tags)],
  ['GET', /^\/tickets\/(\d+)\/attachments$/, onTicket(attachments)],
  ['GET', /^\/(\d+)\/messages$/, onTicket(messages)],
  ['POST', /^\/attachments$/, upload],
  ['DELETE', /^\/(\d+)$/, removeAttachment],
  ['GET', /^\/contacts$/, listContacts],
  ['POST', /^\/contacts$/, createContact],
  ['GET', /^\/(?:contact_fields|contacts\/fields)$/, contactFields],
  ['GET', /^\/contacts\/([^/]+)$/, readContact],
  ['PUT', /^\/contacts\/([^/]+)$/, updateContact],
]

function onTicket(handle: (state: State, call: Call, ticket: Ticket) => Reply): Handler {
  return (state, call, [id]) => {
    const ticket = state.tickets.find(({ ticketId }) => String(ticketId) === id)
    return ticket ? handle(state, call, ticket) : notFound(state.switches, 'The ticket does not exist.')
  }
}

/** What nobody may do here at present. */
function closed({ switches }: State, method: string, path: string): Reply | undefined {
  const creates = method === 'POST' && /^\/(tickets|contacts)$/.test(path)
  if (switches.accessDenied !== 'no' && creates) {
    const errorMessage = 'You do not have permission to perform this action.'
    const complaint = { field: '', errorMessage, errorType: 'AccessDenied' } as const
    return refusal(switches, switches.accessDenied, errorMessage, [complaint])
  }
  if (switches.suspended && method === 'POST' && path.startsWith('/tickets'))
    return notFound(switches, 'Your account is suspended. Contact the account owner.')
  return undefined
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
