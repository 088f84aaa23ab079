import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Peer } from '../../../proxy/guards/sight.ts'
import { openClients } from '../../../proxy/node/client.ts'
import { networkOf, visitorAddress } from '../../../proxy/node/client-address.ts'
import { createDayHash } from '../../../proxy/node/day-hash.ts'
import { networkFault, presetOf, trusting } from '../../../proxy/node/trusted.ts'

const VISITOR = '203.0.113.7'
const SPOOF = '198.51.100.66'
const CLOUDFLARE = '172.69.12.34'

const found = (trusted: readonly string[], peer: string | undefined, headers: Record<string, string> = {}) =>
  visitorAddress(peer, new Headers(headers), trusting(trusted))

const forwarded = (list: string) => ({ 'x-forwarded-for': list })
const standard = (list: string) => ({ forwarded: list })

describe('whose word is taken (S5)', () => {
  test.each<[string, readonly string[], string | undefined, Record<string, string>, string | undefined]>([
    ['nobody’s, where nobody is trusted', [], VISITOR, forwarded(SPOOF), VISITOR],
    ['nor that of a peer elsewhere', ['private'], VISITOR, forwarded(SPOOF), VISITOR],
    ['nor that of the next address', ['10.0.0.1'], '10.0.0.2', forwarded(SPOOF), undefined],
    ['that of a proxy on this machine', ['loopback'], '127.0.0.1', forwarded(VISITOR), VISITOR],
    ['that of one by IPv6', ['loopback'], '::1', forwarded(VISITOR), VISITOR],
    ['that of one by IPv4 written as IPv6', ['loopback'], '::ffff:127.0.0.1', forwarded(VISITOR), VISITOR],
    ['that of one in this network', ['private'], '172.17.0.1', forwarded(VISITOR), VISITOR],
    ['that of one on this link', ['private'], 'fe80::1%eth0', forwarded(VISITOR), VISITOR],
    ['that of a network written out', ['10.1.0.0/16'], '10.1.255.3', forwarded(VISITOR), VISITOR],
    ['that of Cloudflare', ['cloudflare'], CLOUDFLARE, forwarded(`${SPOOF}, ${VISITOR}`), VISITOR],
    ['that of Cloudflare by IPv6', ['cloudflare'], '2606:4700::6810:1', forwarded(VISITOR), VISITOR],
    [
      'that of Cloudflare, and of a proxy here that names it',
      ['loopback', 'cloudflare'],
      '127.0.0.1',
      forwarded(`${SPOOF}, ${VISITOR}, ${CLOUDFLARE}`),
      VISITOR,
    ],
    [
      'that of the last only, whatever is left of it',
      ['loopback'],
      '127.0.0.1',
      forwarded(`${SPOOF}, ${VISITOR}`),
      VISITOR,
    ],
    [
      'a stranger’s trusted names change nothing',
      ['loopback'],
      '127.0.0.1',
      forwarded(`127.0.0.1, ${VISITOR}`),
      VISITOR,
    ],
    [
      'through several that are trusted',
      ['private'],
      '10.0.0.1',
      forwarded(`${SPOOF},${VISITOR},10.0.0.9,10.0.0.2`),
      VISITOR,
    ],
    ['where all are trusted, nobody is known', ['private'], '10.0.0.1', forwarded('10.0.0.9, 10.0.0.2'), undefined],
    ['a private address is no visitor’s', ['loopback'], '127.0.0.1', forwarded('192.168.1.5'), undefined],
    ['a trusted one that says nothing', ['loopback'], '127.0.0.1', {}, undefined],
    ['a private peer, without a word', [], '10.0.0.1', {}, undefined],
    ['a peer that is gone', [], undefined, forwarded(VISITOR), undefined],
    ['a socket’s path', [], '/run/gatehouse.sock', forwarded(VISITOR), undefined],
  ])('%s', (_what, trusted, peer, headers, expected) => {
    expect(found(trusted, peer, headers)).toBe(expected)
  })

  test.each<[string, Record<string, string>, string | undefined]>([
    ['a port', forwarded(`${VISITOR}:4711`), VISITOR],
    ['brackets', forwarded('[2001:db8::7]'), '2001:db8:0:0:0:0:0:7'],
    ['brackets and a port', forwarded('[2001:db8::7]:443'), '2001:db8:0:0:0:0:0:7'],
    ['IPv6 without brackets', forwarded('2001:DB8:0::7'), '2001:db8:0:0:0:0:0:7'],
    ['a zone', forwarded('2001:db8::7%eth0'), '2001:db8:0:0:0:0:0:7'],
    ['IPv4 as IPv6', forwarded('::ffff:203.0.113.7'), VISITOR],
    ['IPv4 as IPv6, in hexadecimal', forwarded('[::ffff:cb00:7107]:1'), VISITOR],
    ['much space', forwarded(`  ${SPOOF} ,\t${VISITOR}  `), VISITOR],
    ['a hundred commas', forwarded(`${SPOOF}${','.repeat(100)}${VISITOR}${','.repeat(100)}`), VISITOR],
    ['unknown', forwarded(`${SPOOF}, unknown`), undefined],
    ['a hidden name', forwarded(`${SPOOF}, _proxy7`), undefined],
    ['a host’s name', forwarded(`${SPOOF}, visitor.example`), undefined],
    ['an octet too large', forwarded(`${SPOOF}, 203.0.113.700`), undefined],
    ['octal', forwarded(`${SPOOF}, 0203.0.113.7`), undefined],
    ['one number', forwarded(`${SPOOF}, 3405803783`), undefined],
    ['an open bracket', forwarded(`${SPOOF}, [2001:db8::7`), undefined],
    ['a URL', forwarded(`${SPOOF}, http://${VISITOR}/`), undefined],
    ['nothing', forwarded(''), undefined],
    ['the standard’s header', standard(`for=${SPOOF}, for=${VISITOR};proto=https;by=10.0.0.1`), VISITOR],
    ['its quoted IPv6', standard('proto=https; For="[2001:db8::7]:4711"'), '2001:db8:0:0:0:0:0:7'],
    ['its hidden port', standard(`for="${VISITOR}:_x"`), VISITOR],
    ['its unknown', standard(`for=${SPOOF}, for=unknown`), undefined],
    ['its hidden name', standard(`for=${SPOOF}, for=_SEVKISEK`), undefined],
    ['an element of it that does not say', standard(`for=${SPOOF}, proto=https`), undefined],
    ['its open quote of a stranger', standard(`for="${SPOOF}, for=${VISITOR}`), VISITOR],
    ['its empty elements', standard(`for=${VISITOR},, ,`), VISITOR],
    ['both: the one that proxies write', { ...forwarded(VISITOR), ...standard(`for=${SPOOF}`) }, VISITOR],
    ['headers of other makes', { 'x-real-ip': SPOOF, 'cf-connecting-ip': SPOOF, 'true-client-ip': SPOOF }, undefined],
  ])('as it is written: %s', (_what, headers, expected) => {
    expect(found(['loopback'], '127.0.0.1', headers)).toBe(expected)
  })

  test('what stands left of what a proxy wrote never matters, and nothing makes it fail', () => {
    const header = fc.string({ maxLength: 200 }).map((text) => text.replace(/[^\x20-\x7e]/g, ''))
    fc.assert(
      fc.property(header, fc.ipV4(), (junk, peer) => {
        expect(found(['loopback'], '127.0.0.1', forwarded(`${junk}, ${VISITOR}`))).toBe(VISITOR)
        expect(found(['loopback'], '127.0.0.1', standard(`${junk}, for=${VISITOR}`))).toBe(VISITOR)
        const alone = found([], peer)
        expect(found([], peer, { ...forwarded(junk), ...standard(junk) })).toBe(alone)
        expect([undefined, peer]).toContain(alone)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('what one visitor has to themselves (S5)', () => {
  test('the 2^16 addresses at the start of one /64, and any others of it, are one', () => {
    const networks = new Set<string>()
    for (let last = 0; last < 2 ** 16; last++) networks.add(networkOf(`2001:db8:1:2::${last.toString(16)}`))
    for (const rest of ['ffff:ffff:ffff:ffff', '1:0:0:0', 'a:b:c:d']) networks.add(networkOf(`2001:0DB8:1:2:${rest}`))
    expect([...networks]).toEqual(['2001:db8:1:2::/64'])
  })

  test('the next /64 is another’s, and each IPv4 address', () => {
    expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'))
    expect(networkOf('203.0.113.7')).toBe('203.0.113.7')
  })
})

describe('what stands for a visitor', () => {
  const open = (trustedProxies: readonly string[], now = () => 0) => {
    const peers: Peer[] = []
    const hash = createDayHash({ now })
    return { peers, clientOf: openClients({ trustedProxies, hash, sight: { asked: (peer) => peers.push(peer) } }) }
  }
  const none = new Headers()

  test('does not say who they are, is the same for a day, and another after it and in another process', () => {
    let at = Date.UTC(2026, 0, 1)
    const { clientOf } = open([], () => at)
    const first = clientOf(VISITOR, none)
    expect(first).toMatch(/^[\w-]{22}$/)
    expect(Buffer.from(first ?? '', 'base64url').toString('latin1')).not.toContain(VISITOR)
    at += 86_399_999
    expect(clientOf(VISITOR, none)).toBe(first)
    expect(clientOf(SPOOF, none)).not.toBe(first)
    at += 1
    expect(clientOf(VISITOR, none)).not.toBe(first)
    expect(open([]).clientOf(VISITOR, none)).not.toBe(first)
  })

  test('is not there for who is behind somebody’s own network, or nobody', () => {
    const { clientOf } = open([])
    for (const peer of ['127.0.0.1', '::1', '10.0.0.1', '::ffff:192.168.0.1', 'fe80::1%eth0', 'fd00::1', undefined]) {
      expect(clientOf(peer, new Headers(forwarded(VISITOR)))).toBeUndefined()
    }
  })

  test.each<[string, readonly string[], string, Record<string, string>, Peer]>([
    [
      'a proxy here that is not trusted',
      [],
      '127.0.0.1',
      forwarded(VISITOR),
      { network: 'loopback', isInside: true, isUnread: true, isRead: false },
    ],
    [
      'one in the network',
      ['loopback'],
      '10.0.0.1',
      standard('for=x'),
      { network: 'private', isInside: true, isUnread: true, isRead: false },
    ],
    [
      'one that is trusted',
      ['private'],
      '10.0.0.1',
      forwarded(VISITOR),
      { network: 'private', isInside: true, isUnread: false, isRead: true },
    ],
    [
      'one of a provider’s inside',
      [],
      '100.64.0.1',
      forwarded(VISITOR),
      { isInside: true, isUnread: true, isRead: false },
    ],
    [
      'Cloudflare',
      [],
      CLOUDFLARE,
      forwarded(VISITOR),
      { network: 'cloudflare', isInside: false, isUnread: true, isRead: false },
    ],
    ['a visitor', [], VISITOR, {}, { isInside: false, isUnread: false, isRead: false }],
  ])('is told apart from who connected: %s', (_what, trusted, peer, headers, expected) => {
    const { clientOf, peers } = open(trusted)
    clientOf(peer, new Headers(headers))
    expect(peers).toEqual([expected])
  })
})

describe('how proxies are written', () => {
  test.each([
    'loopback',
    'private',
    'cloudflare',
    '10.1.0.0/16',
    '10.1.2.3',
    '2001:db8::/32',
    '::1',
    'fc00::/7',
    '10.0.0.0/8',
  ])('%s', (network) => expect(networkFault(network)).toBeUndefined())

  test.each(['all', 'any', '*', '0.0.0.0/0', '::/0', '0.0.0.0', '::', '128.0.0.0/1', '2000::/3', '0.0.0.0/7'])(
    'not %s: anybody could be anybody',
    (network) => expect(networkFault(network)).toMatch(/anybody’s word|anybody's word/),
  )

  test.each([
    '',
    '10.1.0.0/33',
    '10.1.0.0/',
    '10.1.0.0/x',
    '10.1/16',
    '2001:db8::/129',
    'fe80::1%eth0',
    'Private',
    'proxy.example',
    '10.0.0.0/8/8',
    '-1',
    '10.0.0.0/-1',
  ])('not %j: it is none', (network) => expect(networkFault(network)).toContain(`"${network}" is no network`))

  test('each name is of networks that can be trusted, and holds its own', () => {
    for (const [name, address] of Object.entries({
      loopback: '127.8.8.8',
      private: 'fd12::1',
      cloudflare: '104.27.255.255',
    })) {
      expect(presetOf(address)).toBe(name)
      expect(trusting([name])(address)).toBe(true)
      expect(trusting([name])('8.8.8.8')).toBe(false)
    }
    expect(presetOf('8.8.8.8')).toBeUndefined()
  })
})
