/** The one table of how much is taken in a time. `limits:` in the configuration changes each figure. */

/** So much, at most, in each such time. */
export interface Rate {
  readonly most: number
  readonly perMs: number
}

export const RATES = {
  address: { usual: ['60/m'], means: 'submissions from one visitor’s address; what is more is refused for a while' },
  challenges: {
    usual: ['600/m'],
    means: 'form tokens for one visitor’s address; what is more is refused for a while',
  },
  uploads: {
    usual: ['500MB/h'],
    means: 'files from one visitor’s address; what is more is refused for a while, before it is read',
  },
  form: { usual: ['600/m'], means: 'submissions of one form; what is more has the doubt `form-busy`' },
  connection: {
    usual: ['1200/m'],
    means: 'submissions of all forms of one connection; what is more has the doubt `form-busy`',
  },
  email: {
    usual: ['3/h', '10/d'],
    means: 'submissions with one e-mail address; what is more has the doubt `many-for-address`',
  },
  suspected: {
    usual: ['2MB/h'],
    means: 'suspected spam from one visitor’s address, without its files; what is more is refused for a while',
  },
  suspectedByAll: {
    usual: ['64MB/d'],
    means: 'suspected spam from all together, without its files; what is more is refused for a while',
  },
} as const satisfies Readonly<Record<string, { readonly usual: readonly string[]; readonly means: string }>>

export type Limited = keyof typeof RATES

export const LIMITED = Object.keys(RATES) as readonly Limited[]

/** Each holds where several are given, all over other times. */
export type RateTable = Readonly<Record<Limited, readonly Rate[]>>

const UNIT_BYTES = { '': 1, KB: 1e3, MB: 1e6, GB: 1e9 } as const
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `60/m`, `500MB/h`; undefined for what is none. */
export function rateOf(written: string): Rate | undefined {
  const [, count, unit = '', time] = /^([1-9]\d{0,6})(KB|MB|GB)?\/([smhd])$/.exec(written) ?? []
  if (count === undefined || time === undefined) return undefined
  return {
    most: Number(count) * UNIT_BYTES[unit as keyof typeof UNIT_BYTES],
    perMs: UNIT_MS[time as keyof typeof UNIT_MS],
  }
}

export const USUAL_RATES = Object.fromEntries(
  LIMITED.map((of) => [of, RATES[of].usual.flatMap((written) => rateOf(written) ?? [])]),
) as unknown as RateTable
