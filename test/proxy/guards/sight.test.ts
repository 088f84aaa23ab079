import { describe, expect, test } from 'vitest'
import type { Peer } from '../../../proxy/guards/sight.ts'
import { createSight } from '../../../proxy/guards/sight.ts'
import type { LogEvent } from '../../../proxy/log.ts'

const BESIDE: Peer = { network: 'loopback', isInside: true, isUnread: true, isRead: false }
const INSIDE: Peer = { network: 'private', isInside: true, isUnread: true, isRead: false }
const CDN: Peer = { network: 'cloudflare', isInside: false, isUnread: true, isRead: false }
const STRANGER: Peer = { isInside: false, isUnread: true, isRead: false }
const VISITOR: Peer = { isInside: false, isUnread: false, isRead: false }

function open() {
  const lines: (LogEvent & { level: string })[] = []
  const sight = createSight((level, event) => lines.push({ level, ...event }))
  const ask = (peer: Peer, times = 1) => Array.from({ length: times }, () => sight.asked(peer))
  const submit = (client: string | undefined, times = 1) => Array.from({ length: times }, () => sight.submitted(client))
  return { sight, lines, ask, submit }
}

describe('that visitors cannot be told apart', () => {
  test.each<[string, Peer, string]>([
    ['on this machine', BESIDE, 'trustedProxies: [loopback]'],
    ['in this network', INSIDE, 'trustedProxies: [private]'],
    [
      'of a provider’s inside',
      { isInside: true, isUnread: true, isRead: false },
      'trustedProxies: [<network of the proxy in front>]',
    ],
  ])('is said at the first request through a proxy %s, once, with the line to add', (_where, peer, add) => {
    const { sight, lines, ask } = open()
    ask(peer, 50)
    ask(VISITOR)
    expect(sight.blindness()).toEqual({ reason: 'untrusted-proxy', add })
    expect(lines).toEqual([{ level: 'warn', event: 'visitors-not-told-apart', reason: 'untrusted-proxy', add }])
  })

  test.each<[string, Peer, string]>([
    ['Cloudflare', CDN, 'trustedProxies: [cloudflare]'],
    ['a proxy that nobody knows', STRANGER, 'trustedProxies: [<network of the proxy in front>]'],
  ])('is said when 100 requests in a row came through %s', (_who, peer, add) => {
    const { sight, lines, ask } = open()
    ask(peer, 99)
    expect(sight.blindness()).toBeUndefined()
    ask(peer)
    expect(sight.blindness()).toEqual({ reason: 'untrusted-proxy', add })
    expect(lines).toHaveLength(1)
  })

  test('is not said for one who writes headers among others who do not', () => {
    const { sight, lines, ask } = open()
    for (let turn = 0; turn < 50; turn++) {
      ask(STRANGER, 99)
      ask(VISITOR)
    }
    expect(sight.blindness()).toBeUndefined()
    expect(lines).toEqual([])
  })

  test('is said when 100 submissions in a row seem to be one visitor’s, until another one comes', () => {
    const { sight, lines, ask, submit } = open()
    ask(VISITOR)
    submit('one', 99)
    expect(sight.blindness()).toBeUndefined()
    submit('one')
    expect(sight.blindness()?.reason).toBe('one-address')
    submit('other')
    expect(sight.blindness()).toBeUndefined()
    submit('one', 200)
    expect(lines).toHaveLength(1)
  })

  test('is said when nothing is known of 100 submissions, with the line for where they came from', () => {
    const { sight, ask, submit } = open()
    ask({ network: 'private', isInside: true, isUnread: false, isRead: false })
    submit(undefined, 100)
    expect(sight.blindness()).toEqual({ reason: 'one-address', add: 'trustedProxies: [private]' })
  })

  test('is not said where visitors come from many addresses', () => {
    const { sight, lines, ask, submit } = open()
    for (let turn = 0; turn < 500; turn++) {
      ask(VISITOR)
      submit(`visitor ${turn % 7}`)
    }
    expect(sight.blindness()).toBeUndefined()
    expect(lines).toEqual([])
  })
})
