/**
 * Which address a request is from. Anybody can write a header: it counts as far as trusted proxies wrote it, from the
 * last one backwards, and the first address that is not one of theirs is the visitor's.
 */
import { isIP } from 'node:net'
import { isPrivate } from './address.ts'
import type { IsTrusted } from './trusted.ts'

/** Undefined where only somebody's own network is seen, or a trusted proxy does not say. */
export function visitorAddress(peer: string | undefined, headers: Headers, isTrusted: IsTrusted): string | undefined {
  let address = peer === undefined ? undefined : plain(peer)
  const hops = forwardedFor(headers)
  while (address !== undefined && isTrusted(address)) address = hopAddress(hops.pop())
  return address === undefined || isPrivate(address) ? undefined : address
}

/** Whether some proxy says for whom it asks. */
export function isForwarded(headers: Headers): boolean {
  return headers.has('x-forwarded-for') || headers.has('forwarded')
}

/** What one visitor has to themselves: an IPv4 address, or the /64 of an IPv6 one, of which each has 2^64. */
export function networkOf(address: string): string {
  return isIP(address) === 6 ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address
}

/**
 * The hops as they are written, the one that wrote last at the end; RFC 9110 has empty ones ignored. Where there are both
 * headers, nearly every proxy writes the first and passes the other on as a stranger sent it.
 */
function forwardedFor(headers: Headers): string[] {
  const [common, standard] = [headers.get('x-forwarded-for'), headers.get('forwarded')]
  const hops = common === null ? (standard ?? '').split(',').map(standardHop) : common.split(',')
  return hops.map((hop) => hop.trim()).filter((hop) => hop !== '')
}

/**
 * One element of `Forwarded` (RFC 7239), which may leave the address out. They are split at every comma: a quote that a
 * stranger left open must not swallow what a proxy appended.
 */
function standardHop(element: string): string {
  if (element.trim() === '') return ''
  const given = element.split(';').find((pair) => /^\s*for\s*=/i.test(pair))
  return (given?.slice(given.indexOf('=') + 1) ?? 'unknown').trim().replace(/^"(.*)"$/, '$1')
}

/** Undefined for `unknown`, for names that hide an address, and for what is none. */
function hopAddress(hop: string | undefined): string | undefined {
  if (hop === undefined) return undefined
  const [, bracketed] = /^\[([^\]]*)\](?::[\w.-]+)?$/.exec(hop) ?? []
  const [, withPort] = /^([\d.]+):[\w.-]+$/.exec(hop) ?? []
  return plain(bracketed ?? withPort ?? hop)
}

/** Without the link it is meant on, and IPv4 that is written as IPv6 as IPv4; undefined for what is no address. */
function plain(written: string): string | undefined {
  const [address = ''] = written.split('%', 1)
  if (isIP(address) !== 6) return isIP(address) === 4 ? address : undefined
  const groups = groupsOf(address)
  if (groups.slice(0, 5).some((group) => group !== '0') || groups[5] !== 'ffff') return groups.join(':')
  return groups
    .slice(6)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff])
    .join('.')
}

/** The eight groups of an IPv6 address, as short as they can be written. */
function groupsOf(address: string): readonly string[] {
  // The platform's own parser knows every way of writing them.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const [front, back] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':'))) as [string[], string[]]
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => '0'), ...back]
}
