/**
 * BoldDesk as far as anybody outside knows it, as a real HTTP server on the loopback: a key, metadata, tickets with rules,
 * contacts, files by token, a search, and a quota that it tells. Where the real one is not known there is a switch, and
 * faults can be ordered; both while it runs, see `/_emulator/switches`.
 */
import type { Admission, UploadedFile } from './arrivals.ts'
import type { Account } from './bolddesk/account.ts'
import { hollisAndWren } from './bolddesk/account.ts'
import { answer } from './bolddesk/api.ts'
import { refusal } from './bolddesk/errors.ts'
import type { ShownRecord } from './bolddesk/read.ts'
import { shownRecords } from './bolddesk/read.ts'
import { emptyState, forget } from './bolddesk/state.ts'
import type { Switches } from './bolddesk/switches.ts'
import { usualSwitches } from './bolddesk/switches.ts'
import type { Call, Emulator } from './emulator.ts'
import { createEmulator } from './emulator.ts'
import type { Reply } from './faults.ts'

export interface BoldDeskEmulatorOptions {
  /** The keys that are let in, each with a quota of its own. */
  readonly keys: readonly string[]
  /** Fields, brands and forms; change it while it runs. */
  readonly account?: Account
  /** Ms since the epoch. Default: this machine's. */
  readonly now?: () => number
}

export interface BoldDeskEmulator extends Emulator<Switches> {
  readonly account: Account
  /** The newest first. */
  records(): readonly ShownRecord[]
  /** Everything that was ever uploaded, the oldest first. */
  uploads(): readonly UploadedFile[]
}

export function createBoldDeskEmulator({
  keys,
  account = hollisAndWren(),
  now = Date.now,
}: BoldDeskEmulatorOptions): BoldDeskEmulator {
  const switches = usualSwitches()
  const state = emptyState(account, switches)
  const emulator = createEmulator({
    ...{ keys, now, switches, usual: usualSwitches },
    auth: { header: 'x-api-key', prefix: '' },
    answer: (call) => answer(state, call),
    refusals: {
      unknownKey: () => refused(switches, 401, 'The API key is invalid.', 'Unauthorized'),
      tooFast: (_call, admission) => tooFast(admission, switches),
    },
    headers: (call, admission) => quota(call, admission, switches),
    shown: () => shownRecords(state),
    clear: () => forget(state),
  })
  return {
    ...emulator,
    account,
    records: () => shownRecords(state),
    uploads: () => state.uploads.map(({ file }) => file),
  }
}

function quota({ now }: Call, { left, resetMs }: Admission, switches: Switches): Readonly<Record<string, string>> {
  const { limitHeader, resetHeader, pace } = switches
  if (limitHeader === 'none') return {}
  const reset = {
    // Seven digits of a second, as that server writes them.
    iso: new Date(now + resetMs).toISOString().replace('Z', '0000Z'),
    epoch: String(Math.ceil((now + resetMs) / 1_000)),
    seconds: String(Math.ceil(resetMs / 1_000)),
  }
  return {
    'x-rate-limit-limit': limitHeader === 'count' ? String(pace.requests) : `${Math.round(pace.windowMs / 60_000)}m`,
    'x-rate-limit-remaining': String(left),
    'x-rate-limit-reset': reset[resetHeader],
  }
}

function tooFast({ waitMs }: Admission, switches: Switches): Reply {
  const reply = refused(switches, 429, 'API calls quota exceeded.', 'APICallQuotaExceeded')
  return switches.retryAfter === 'none'
    ? reply
    : { ...reply, headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } }
}

function refused(
  switches: Switches,
  status: number,
  message: string,
  errorType: 'Unauthorized' | 'APICallQuotaExceeded',
) {
  return refusal(switches, status, message, [{ field: '', errorMessage: message, errorType }])
}
