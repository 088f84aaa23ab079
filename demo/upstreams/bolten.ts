/**
 * Bolten as far as anybody outside knows it, as a real HTTP server on the loopback: a key, a dynamic schema, envelopes,
 * pages, a pace, no search, and unknown labels that vanish without a word. Where the real one is not known there is a
 * switch, and faults can be ordered; both while it runs, see `/_emulator/switches`.
 */
import type { Admission } from './arrivals.ts'
import type { State } from './bolten/api.ts'
import { answer, failure } from './bolten/api.ts'
import type { Account, Field } from './bolten/data.ts'
import { solarAurora } from './bolten/data.ts'
import type { SchemaChange, ShownRecord } from './bolten/shown.ts'
import { changeSchema, shownRecords } from './bolten/shown.ts'
import type { Switches } from './bolten/switches.ts'
import { usualSwitches } from './bolten/switches.ts'
import type { Call, Emulator } from './emulator.ts'
import { createEmulator } from './emulator.ts'
import type { Reply } from './faults.ts'

export interface BoltenEmulatorOptions {
  /** The keys that are let in, each with a pace of its own. */
  readonly keys: readonly string[]
  readonly account?: Account
  /** Ms since the epoch, for the times that records show. Default: this machine's. */
  readonly now?: () => number
}

export interface BoltenEmulator extends Emulator<Switches> {
  /** The newest first. */
  records(): readonly ShownRecord[]
  changeSchema(change: SchemaChange): readonly Field[]
}

export function createBoltenEmulator({
  keys,
  account = solarAurora(),
  now = Date.now,
}: BoltenEmulatorOptions): BoltenEmulator {
  const state: State = { account, switches: usualSwitches(), records: [] }
  const { switches } = state
  const emulator = createEmulator({
    ...{ keys, now, switches, usual: usualSwitches },
    auth: { header: 'authorization', prefix: 'Bearer ' },
    answer: (call) => answer(state, call),
    refusals: {
      unknownKey: (call) => failure(call, 401, 'Invalid API key'),
      tooFast: (call, admission) => tooFast(call, admission, switches),
    },
    shown: () => shownRecords(state),
    clear: () => {
      state.records.length = 0
    },
    actions: { schema: (change) => changeSchema(state, change as SchemaChange) },
  })
  return {
    ...emulator,
    records: () => shownRecords(state),
    changeSchema: (change) => changeSchema(state, change),
  }
}

function tooFast(call: Call, { waitMs }: Admission, { retryAfter }: Switches): Reply {
  const seconds = Math.ceil(waitMs / 1_000)
  const headers = {
    none: {},
    seconds: { 'retry-after': String(seconds) },
    date: { 'retry-after': new Date(call.now + seconds * 1_000).toUTCString() },
  }
  return { ...failure(call, 429, 'Too many requests'), headers: headers[retryAfter] }
}
