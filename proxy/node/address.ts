/** Which addresses stay on this machine, and which inside a network. A name is neither: only an address is sure. */
import { BlockList, isIP } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** What no public server has: this machine, a network's own, a provider's inside, the link alone, many at once. */
const INSIDE_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const

const INSIDE_IPV6 = [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const

const inside = new BlockList()
for (const [net, bits] of INSIDE_IPV4) {
  inside.addSubnet(net, bits, 'ipv4')
  // How networks without IPv4 write it (RFC 6052).
  inside.addSubnet(`64:ff9b::${net}`, 96 + bits, 'ipv6')
}
for (const [net, bits] of INSIDE_IPV6) inside.addSubnet(net, bits, 'ipv6')

export function isAddress(host: string): boolean {
  return isIP(host) !== 0
}

/** IPv4 written as IPv6 is that IPv4 address. */
export function isLoopback(address: string): boolean {
  return isIn(loopback, address)
}

/** Loopback too. */
export function isPrivate(address: string): boolean {
  return isIn(inside, address)
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address)
  // A resolver may say which link it means: `fe80::1%eth0`.
  const [bare = ''] = address.split('%', 1)
  return version !== 0 && list.check(bare, version === 6 ? 'ipv6' : 'ipv4')
}
