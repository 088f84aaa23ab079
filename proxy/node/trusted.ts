/** Whose word on a visitor's address is taken: proxies by network, written as CIDR or by name. */
import { BlockList, isIP } from 'node:net'

/** What can be written instead of networks. */
const PRESETS = {
  loopback: ['127.0.0.0/8', '::1/128'],
  /** RFC 1918, RFC 4193 and the link alone. Not 100.64.0.0/10: behind that may be a provider's customers. */
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'],
  /** https://www.cloudflare.com/ips-v4 and ips-v6, as published since 2023-09-28, last compared 2026-10-05. */
  cloudflare: [
    ...['173.245.48.0/20', '103.21.244.0/22', '103.22.200.0/22', '103.31.4.0/22', '141.101.64.0/18'],
    ...['108.162.192.0/18', '190.93.240.0/20', '188.114.96.0/20', '197.234.240.0/22', '198.41.128.0/17'],
    ...['162.158.0.0/15', '104.16.0.0/13', '104.24.0.0/14', '172.64.0.0/13', '131.0.72.0/22'],
    ...['2400:cb00::/32', '2606:4700::/32', '2803:f800::/32', '2405:b500::/32', '2405:8100::/32'],
    ...['2a06:98c0::/29', '2c0f:f248::/32'],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type Preset = keyof typeof PRESETS

export const PRESET_NAMES = Object.keys(PRESETS) as readonly Preset[]

export type IsTrusted = (address: string) => boolean

/** @param written each without a `networkFault` */
export function trusting(written: readonly string[]): IsTrusted {
  const list = new BlockList()
  for (const network of written.flatMap((one) => (isPreset(one) ? PRESETS[one] : one))) {
    const { address, bits, family } = parse(network)
    list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4')
  }
  return (address) => {
    const family = isIP(address)
    // The link that an address is meant on is no part of it: `fe80::1%eth0`.
    const [bare = ''] = address.split('%', 1)
    return family !== 0 && list.check(bare, family === 6 ? 'ipv6' : 'ipv4')
  }
}

const byPreset = PRESET_NAMES.map((name) => ({ name, has: trusting([name]) }))

/** The name of the networks that an address is in. */
export function presetOf(address: string): Preset | undefined {
  return byPreset.find(({ has }) => has(address))?.name
}

/** Wider ones are most of the internet, whatever was meant. */
const FEWEST_BITS = { 4: 8, 6: 7 } as const
const EVERYBODY = /^(all|any|everyone|true|\*|0\.0\.0\.0|::)$/i

/** Why proxies cannot be written like this, with the mend; undefined: they can. */
export function networkFault(written: string): string | undefined {
  if (isPreset(written)) return undefined
  const { family, bits, fits } = parse(written)
  if (EVERYBODY.test(written) || (family !== 0 && fits && bits < FEWEST_BITS[family])) {
    return `"${written}" would take anybody's word on who they are: whoever floods the form would be somebody else each time. ${WRITE}`
  }
  return family === 0 || !fits ? `"${written}" is no network. ${WRITE}` : undefined
}

const WRITE = 'Write the proxies in front: `loopback`, `private`, `cloudflare`, or networks such as `10.1.0.0/16`.'

function isPreset(written: string): written is Preset {
  return Object.hasOwn(PRESETS, written)
}

/** `fits`: the length of its prefix is one. */
function parse(network: string) {
  const [address = '', prefix, ...more] = network.split('/')
  const family = isIP(address) as 0 | 4 | 6
  const most = family === 6 ? 128 : 32
  const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  return { address, family, bits, fits: bits <= most && more.length === 0 && !address.includes('%') }
}
