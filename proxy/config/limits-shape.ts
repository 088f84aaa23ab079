/** The shape of `limits:` in `gatehouse.yaml`: other rates than the usual ones. */
import { z } from 'zod'
import type { Limited, Rate, RateTable } from '../guards/rates.ts'
import { LIMITED, RATES, rateOf, USUAL_RATES } from '../guards/rates.ts'

const MOST_RATES = 4

/** One rate, or several that all hold. `unit`: what is counted has a size. */
function rates(of: Limited) {
  const { usual } = RATES[of]
  const isSize = usual.some((rate) => /[KMG]B/.test(rate))
  const mend = `Write how much in a time, e.g. \`${usual[0]}\`${usual.length > 1 ? ` or \`[${usual.join(', ')}]\`` : ''}.`
  const rate = z
    .string({ error: mend })
    .refine((written) => rateOf(written) !== undefined && /[KMG]B/.test(written) === isSize, mend)
    .transform((written) => rateOf(written) as Rate)
  return z
    .union([rate.transform((one): readonly Rate[] => [one]), z.array(rate).min(1, mend).max(MOST_RATES, mend)], {
      error: mend,
    })
    .refine((all) => new Set(all.map(({ perMs }) => perMs)).size === all.length, {
      error: 'Of two rates over one time the smaller is enough.',
    })
    .default(USUAL_RATES[of])
}

const settings = Object.fromEntries(LIMITED.map((of) => [of, rates(of)])) as Readonly<
  Record<Limited, ReturnType<typeof rates>>
>

/** The keys that may stand there. */
export const LIMIT_KEYS: readonly string[] = LIMITED

const whatGoesHere = 'Write rates, e.g. `limits: { address: 60/m }`.'

export const limits = z
  .strictObject(settings, { error: ({ code }) => (code === 'invalid_type' ? whatGoesHere : undefined) })
  .transform((table): RateTable => table)
