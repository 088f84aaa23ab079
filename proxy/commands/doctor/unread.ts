/** What could not be read from an upstream: why, and what to do about it. */
import type { Reading } from '../../upstreams/upstream.ts'

export type Unread = Exclude<Reading<unknown>, { kind: 'done' }>

/** ` (key-refused): Invalid API key` */
export function because(reading: Unread): string {
  return ` (${reading.reason})${reading.kind === 'refused' && reading.words ? `: ${reading.words}` : ''}`
}

export function mendOf({ reason }: Unread): string {
  return MENDS[reason] ?? 'Look whether the upstream is up and this machine may reach it; then run this again.'
}

const MENDS: Readonly<Record<string, string>> = {
  'key-refused': 'The key is not valid any more. Make a new one and put it where `key` says.',
  'key-not-read': 'The file that `key` names cannot be read at this moment. Look at it and its permissions.',
  'not-permitted': 'Give the user whose key it is access to it.',
  'refused-for-all': 'Look at the account itself: its plan, its limits, and what the user whose key it is may do.',
  'not-found': 'Look at the address in `url`, and whether the account is suspended or has expired.',
  'fields-not-found': 'It answers, and not as expected: look whether `url` is the upstream’s own address.',
  'component-missing': 'The component was deleted, or its id is wrong: `gatehouse schema <connection>` lists them.',
  'component-not-set': 'Name the component below `components`.',
  'rate-limited': 'Others use this key too. Try again in a minute.',
  redirected: 'The address in `url` leads elsewhere; the key is never sent there. Write the address that it leads to.',
  'no-address': 'The name in `url` is not known. Look at it, and at this machine’s name server.',
  'private-address':
    'The name in `url` leads into a network, and a key is only sent to public addresses. Look at it, and at this machine’s name server.',
  'tls-failed': 'Its certificate cannot be trusted. Look at the address, the clock, and what stands in between.',
}
