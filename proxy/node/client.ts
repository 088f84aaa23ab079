/** From a connection and its headers to what stands for the visitor's address in counters. */
import type { ProxyDeps } from '../app.ts'
import type { Sight } from '../guards/sight.ts'
import { isPrivate } from './address.ts'
import { isForwarded, networkOf, visitorAddress } from './client-address.ts'
import type { DayHash } from './day-hash.ts'
import { presetOf, trusting } from './trusted.ts'

export interface ClientDeps {
  /** As configured. */
  readonly trustedProxies: readonly string[]
  readonly hash: DayHash
  readonly sight: Pick<Sight, 'asked'>
}

export function openClients({ trustedProxies, hash, sight }: ClientDeps): NonNullable<ProxyDeps['clientOf']> {
  const isTrusted = trusting(trustedProxies)
  return (peer, headers) => {
    if (peer === undefined) return undefined
    const network = presetOf(peer)
    const [isRead, isSaid] = [isTrusted(peer), isForwarded(headers)]
    const said = { isUnread: isSaid && !isRead, isRead: isSaid && isRead }
    sight.asked({ ...(network && { network }), isInside: isPrivate(peer), ...said })
    const address = visitorAddress(peer, headers, isTrusted)
    return address === undefined ? undefined : hash(networkOf(address))
  }
}
