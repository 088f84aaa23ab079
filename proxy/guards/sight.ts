/**
 * Whether visitors can be told apart by their addresses. Behind a proxy whose word is not taken they cannot, and a limit
 * for one visitor would be one for all: the operator is told the line to add, and no visitor pays for it meanwhile.
 */
import type { Log } from '../log.ts'

/** Who opened a connection, as far as that is known without any header. */
export interface Peer {
  /** The name of the networks that it is in. */
  readonly network?: string
  /** No visitor of a public page comes from there. */
  readonly isInside: boolean
  /** It says for whom it asks, and its word is not taken. */
  readonly isUnread: boolean
  /** It says for whom it asks, and its word is taken. */
  readonly isRead: boolean
}

export interface Sight {
  /** A request came. */
  asked(peer: Peer): void
  /** A submission came. `client`: as `Sender` has it. */
  submitted(client: string | undefined): void
  /** Undefined: they are told apart, as far as is known. */
  blindness(): Blindness | undefined
}

export interface Blindness {
  /** `untrusted-proxy`: some proxy says for whom it asks, and is not trusted. `one-address`: all seem to be one visitor. */
  readonly reason: 'untrusted-proxy' | 'one-address'
  /** Line for the configuration. */
  readonly add: string
}

/** After so many of the same in a row it is no chance. One visitor alone could do that, so that little may hang on it. */
const CONVINCING = 100

export function createSight(log: Log): Sight {
  const told = new Set<string>()
  let latest: string | undefined
  // Then one visitor who sends much is one visitor.
  let isTold = false
  let unread = { isSure: false, length: 0, network: latest }
  let run = { client: latest, length: 0, network: latest }

  function blindness(): Blindness | undefined {
    if (unread.isSure || unread.length >= CONVINCING) return { reason: 'untrusted-proxy', add: lineFor(unread.network) }
    return run.length >= CONVINCING && !isTold ? { reason: 'one-address', add: lineFor(run.network) } : undefined
  }

  function tell(): void {
    const found = blindness()
    if (!found || told.has(found.reason)) return
    told.add(found.reason)
    log('warn', { event: 'visitors-not-told-apart', ...found })
  }

  return {
    blindness,
    asked({ network, isInside, isUnread, isRead }) {
      latest = network
      isTold ||= isRead
      if (unread.isSure) return
      if (isUnread) unread = { isSure: isInside, length: unread.length + 1, network }
      else if (!isInside) unread = { ...unread, length: 0 }
      tell()
    },
    submitted(client) {
      run = { client, length: client === run.client ? run.length + 1 : 1, network: latest }
      tell()
    },
  }
}

function lineFor(network = '<network of the proxy in front>'): string {
  return `trustedProxies: [${network}]`
}
