/** The shapes of single values in `gatehouse.yaml`: times, paces, sizes, addresses, and where a key is. */
import { z } from 'zod'
import { RULES } from '../../src/contract/rules.ts'
import { LONGEST_WAIT_MS } from '../upstreams/pace.ts'
import { addressFault } from './address.ts'

const whereKeysGo =
  'A key never stands in this file. Put it into the environment or a file of its own: `{ env: BOLTEN_API_KEY }` or `{ file: /run/secrets/bolten }`.'

export const keySource = z.union(
  [z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/) }), z.strictObject({ file: z.string().min(1) })],
  {
    error: whereKeysGo,
  },
)

export const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `60s`, `5m`, `72h` → milliseconds. */
export const duration = z
  .string({ error: 'Write a time with its unit, e.g. `60s`, `5m` or `72h`.' })
  .regex(/^\d{1,6}(ms|[smhd])$/, { error: 'Write a time with its unit, e.g. `60s`, `5m` or `72h`.' })
  .transform((text) => Number.parseInt(text, 10) * UNIT_MS[text.replace(/^\d+/, '') as keyof typeof UNIT_MS])

/** `1/s`, `40/m` → the gap between two starts in milliseconds. A wider one than a call may wait lets no step of two end. */
export const pace = z
  .string({ error: 'Write calls in a time, e.g. `1/s` or `40/m`.' })
  .regex(/^[1-9]\d{0,3}\/[smh]$/, { error: 'Write calls in a time, e.g. `1/s` or `40/m`.' })
  .transform((text) => {
    const [count = '1', unit = 's'] = text.split('/')
    return UNIT_MS[unit as 's' | 'm' | 'h'] / Number(count)
  })
  .refine((spacingMs) => spacingMs <= LONGEST_WAIT_MS, {
    error: `The slowest is \`${60_000 / LONGEST_WAIT_MS}/m\`: a lead takes several calls, and they must not be further apart.`,
  })

const UNIT_BYTES = { '': 1, KB: 1e3, MB: 1e6, GB: 1e9 } as const
const howSizesAre = 'Write a size, e.g. `500KB`, `10MB` or `2GB`, or a count of bytes.'

/** `10MB` or a count → bytes, up to `max`, which is written like them. */
export function size(max: string) {
  return z
    .union([z.number(), z.string()], { error: howSizesAre })
    .transform(bytesOf)
    .refine((bytes) => bytes >= 1, { error: howSizesAre, abort: true })
    .refine((bytes) => bytes <= bytesOf(max), { error: `The most is ${max}.`, abort: true })
}

/** NaN where it is none. */
function bytesOf(written: string | number): number {
  const [, count, unit = ''] = /^(\d{1,13})(KB|MB|GB)?$/.exec(String(written)) ?? []
  return Number(count) * UNIT_BYTES[unit as keyof typeof UNIT_BYTES]
}

/** An address that Gatehouse calls. `origin`: it adds paths of its own. `mend`: where there is none. */
export function outwardUrl(part: 'origin' | 'whole', mend = 'Write an https address.') {
  return z
    .string({ error: mend })
    .check((context) => {
      const message = addressFault(context.value, part)
      if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
    })
    .transform((text) => (part === 'origin' && URL.canParse(text) ? new URL(text).origin : text))
}

export const mailAddress = z
  .string({ error: 'Write one e-mail address, e.g. `forms@example.com`.' })
  .refine((text) => RULES.email.grammar?.test(text), 'Write one e-mail address, e.g. `forms@example.com`.')

export const port = z
  .int({ error: 'A port is a whole number up to 65535.' })
  .min(0, 'A port is a whole number up to 65535.')
  .max(65_535, 'A port is a whole number up to 65535.')
