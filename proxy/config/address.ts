/** Whether an address that Gatehouse is to call can be one: what can be seen of it before it is looked up. */
import { isAddress, isLoopback, isPrivate } from '../node/address.ts'

/** Why not, with the mend; undefined: it can. `origin`: nothing may follow the host. */
export function addressFault(text: string, part: 'origin' | 'whole'): string | undefined {
  if (!URL.canParse(text)) return `${WRITE}.`
  const url = new URL(text)
  return FAULTS.find(({ when, only }) => (only === undefined || only === part) && when(url))?.message(url)
}

const WRITE = 'Write an https address, e.g. `https://acme.example.com`'

interface AddressFault {
  readonly only?: 'origin'
  when(url: URL): boolean
  message(url: URL): string
}

const FAULTS: readonly AddressFault[] = [
  { when: ({ protocol }) => !/^https?:$/.test(protocol), message: () => `${WRITE}.` },
  {
    when: ({ username, password }) => username !== '' || password !== '',
    message: () => `${WRITE}, without a user or a password: an address is shown to people.`,
  },
  {
    when: (url) => url.protocol === 'http:' && !isThisMachine(url),
    message: () => `${WRITE}; plain http only to this machine, since the key could be read on the way.`,
  },
  {
    when: (url) => !isThisMachine(url) && isInside(hostOf(url)),
    message: ({ hostname }) =>
      `${hostname} is an address inside a network, and a key is only sent to public ones. ${WRITE}; or let something on this machine pass the calls on, and write its address.`,
  },
  {
    only: 'origin',
    when: ({ pathname }) => pathname !== '/',
    message: ({ origin, pathname }) => `Leave the path ${pathname} out, Gatehouse has its own: \`${origin}\`.`,
  },
  {
    only: 'origin',
    when: ({ href }) => /[?#]/.test(href),
    message: ({ origin }) => `Leave out what follows the host: \`${origin}\`.`,
  },
  {
    only: 'origin',
    when: (url) => url.port !== '' && !isThisMachine(url),
    message: ({ protocol, hostname }) => `Leave the port out: \`${protocol}//${hostname}\`.`,
  },
]

function isThisMachine(url: URL): boolean {
  return url.hostname === 'localhost' || isLoopback(hostOf(url))
}

/** Names that no public server has: without a dot, and those that only mean something in one network. */
function isInside(host: string): boolean {
  if (isAddress(host)) return isPrivate(host)
  const name = host.replace(/\.$/, '')
  return !name.includes('.') || /\.(internal|local|localhost|localdomain|home\.arpa)$/.test(name)
}

/** IPv6 addresses stand in brackets in a URL. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}
