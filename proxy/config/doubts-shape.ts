/** The shape of `doubts:` in `gatehouse.yaml`: other weights than the usual ones. */
import { z } from 'zod'
import type { Doubt, DoubtTable } from '../guards/doubts.ts'
import { DOUBT_CODES, DOUBTS, HOLD_AT } from '../guards/doubts.ts'

const MAX_WEIGHT = 1_000
const howWeightsAre = `A weight is a whole number from 0, for what does not count, to ${MAX_WEIGHT}.`
const weight = z.int({ error: howWeightsAre }).min(0, howWeightsAre).max(MAX_WEIGHT, howWeightsAre)

const MAX_HOLD_AT = 10_000
const whatHoldAtIs = `What all doubts together weigh at least to hold a submission: a whole number from 1 to ${MAX_HOLD_AT}.`
const holdAt = z.int({ error: whatHoldAtIs }).min(1, whatHoldAtIs).max(MAX_HOLD_AT, whatHoldAtIs)

const weights = Object.fromEntries(
  DOUBT_CODES.map((doubt) => [doubt, weight.default(DOUBTS[doubt].weight)]),
) as Readonly<Record<Doubt, z.ZodDefault<typeof weight>>>

const settings = { holdAt: holdAt.default(HOLD_AT), ...weights }

/** The keys that may stand there. */
export const DOUBT_KEYS: readonly string[] = Object.keys(settings)

const whatGoesHere = 'Write weights by doubt, e.g. `doubts: { no-script: 0 }`.'

export const doubts = z
  .strictObject(settings, { error: ({ code }) => (code === 'invalid_type' ? whatGoesHere : undefined) })
  .transform(({ holdAt, ...weights }): DoubtTable => ({ holdAt, weights }))
