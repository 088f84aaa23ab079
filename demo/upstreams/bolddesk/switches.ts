/** How the emulated BoldDesk behaves where nobody outside knows how the real one does, and what goes wrong. */
import type { Pace } from '../arrivals.ts'
import type { Fault } from '../faults.ts'

export interface Switches {
  ticketStatus: 200 | 201
  contactStatus: 200 | 201
  /** Where a create tells the new id. `location`: in the header alone. */
  idAt: 'id' | 'ticketId' | 'result' | 'location' | 'nowhere'
  /** Creating tickets and contacts is refused with this status. */
  accessDenied: 'no' | 400 | 403
  /** The account is: POST of tickets, replies and notes answers 404. */
  suspended: boolean
  /** The tenant takes nobody in whom it does not know. */
  unknownRequesters: 'taken' | 'refused'
  /** The key under which tags are heard; the other is dropped. */
  tagKey: 'tag' | 'tags'
  multiSelect: 'array' | 'comma'
  /** A custom field that there is not. */
  unknownField: 'drop' | 'refuse'
  /** API names that are taken and never kept. */
  forgets: string[]
  /** `skipDependencyValidation=true` lets required fields be missing, too. */
  flagSkipsRequired: boolean
  errorType: 'text' | 'number'
  errorShape: 'errors' | 'problem-details'
  /** `period`: such as `1m`. `none`: no quota header at all. */
  limitHeader: 'count' | 'period' | 'none'
  resetHeader: 'iso' | 'epoch' | 'seconds'
  retryAfter: 'seconds' | 'none'
  /** Where a ticket shows its custom fields. */
  customFieldsAt: 'root' | 'customFields'
  /** The name of a choice beside its id. */
  choiceShown: 'value' | 'name'
  /** A single ticket comes below `result`. */
  ticketWrapped: boolean
  descriptionShown: boolean
  listKey: 'result' | 'data'
  /** What metadata lists come in. */
  metadataIn: 'result' | 'array' | 'fields'
  /** Where it is told which options stand beside which: with each option, in the form, in a list of its own. */
  dependenciesAt: 'options' | 'form' | 'list'
  /** Paths below `/api/v1` that answer 404, so that their fallbacks are used. */
  missingPaths: string[]
  /** A new ticket is missing from lists for so long, and for so many looks. */
  indexLagMs: number
  indexLagLooks: number
  /** Whether tickets can be found by it; if not, the key is refused. */
  referenceSearch: boolean
  maxPerPage: number
  /** `fail-on-create`: the ticket is made without them, and says so. `fail`: a reply loses them too. */
  attachments: 'work' | 'fail-on-create' | 'fail'
  tokenLifeMs: number
  /** So many tickets and replies find the tokens that they name expired. */
  expiredTokens: number
  tokenReply: 'result' | 'token'
  perFileBytes: number
  /** Refused, without the dot. */
  badExtensions: string[]
  /** Whose key it is. */
  keyOwner: 'brand' | 'person'
  /** Where that is told: at `/agents/me`, by a mark in the list of agents, or not at all. */
  ownerAt: 'me' | 'list' | 'nowhere'
  /** For each key. */
  pace: Pace
  faults: Fault[]
}

export function usualSwitches(): Switches {
  return {
    ticketStatus: 201,
    contactStatus: 201,
    idAt: 'id',
    accessDenied: 'no',
    suspended: false,
    unknownRequesters: 'taken',
    tagKey: 'tag',
    multiSelect: 'array',
    unknownField: 'drop',
    forgets: [],
    flagSkipsRequired: false,
    errorType: 'text',
    errorShape: 'errors',
    limitHeader: 'count',
    resetHeader: 'iso',
    retryAfter: 'seconds',
    customFieldsAt: 'root',
    choiceShown: 'value',
    ticketWrapped: false,
    descriptionShown: true,
    listKey: 'result',
    metadataIn: 'result',
    dependenciesAt: 'options',
    missingPaths: [],
    indexLagMs: 0,
    indexLagLooks: 0,
    referenceSearch: true,
    maxPerPage: 100,
    attachments: 'work',
    tokenLifeMs: 3_600_000,
    expiredTokens: 0,
    tokenReply: 'result',
    perFileBytes: 20 * 1_048_576,
    badExtensions: ['exe', 'bat', 'cmd', 'com', 'js', 'msi', 'scr', 'vbs'],
    keyOwner: 'brand',
    ownerAt: 'me',
    pace: { requests: 300, windowMs: 60_000, fixed: true },
    faults: [],
  }
}
