/** The shape of `turnstile:` in `gatehouse.yaml`. */
import { z } from 'zod'
import { SITEVERIFY } from '../guards/turnstile.ts'
import { keySource, outwardUrl } from './value-shape.ts'

const howItIs = 'Write `turnstile: { siteKey: 0x4AAA…, secret: { env: TURNSTILE_SECRET } }`, as Cloudflare gives them.'

export const turnstile = z.strictObject(
  {
    siteKey: z.string(howItIs).regex(/^[\w-]{1,100}$/, howItIs),
    secret: keySource,
    /** Where a response is verified. */
    url: outwardUrl('whole').default(SITEVERIFY),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? howItIs : undefined) },
)
