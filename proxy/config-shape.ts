/** The shape of `gatehouse.yaml`; a key whose room is not built yet is there, and says so. */
import { z } from 'zod'
import { connectionShape } from './config/connection-shape.ts'
import { doubts } from './config/doubts-shape.ts'
import { limits } from './config/limits-shape.ts'
import { trustedProxies } from './config/trusted-shape.ts'
import { turnstile } from './config/turnstile-shape.ts'
import { duration, keySource, mailAddress, outwardUrl, port, size, UNIT_MS } from './config/value-shape.ts'

/** A key that is understood and has no room yet: said, so that nobody believes in what does not work. */
const unbuilt = (room: string) =>
  z.undefined({ error: `This is understood but not built yet (${room}). Leave it out.` }).optional()

const publicUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).search === '',
    'Write the address that browsers reach Gatehouse at, e.g. `https://forms.example.com`.',
  )
  .transform((text) => (text.endsWith('/') ? text : `${text}/`))

const whoIsTold =
  'Say who is told when a lead needs a person: `alerts: { webhook: https://… }`, `alerts: { email: … }` with `smtp:`, or `alerts: none`, which must be written.'

const alerts = z.union([
  z.literal('none'),
  z
    .strictObject(
      {
        webhook: outwardUrl('whole').optional(),
        /** Signs the webhook; left out, it is made from the store's own secret. */
        secret: keySource.optional(),
        email: mailAddress.optional(),
        /** How old the oldest undelivered submission may get before somebody is told. */
        oldest: duration.default(UNIT_MS.h),
      },
      { error: (issue) => (issue.code === 'invalid_type' ? whoIsTold : undefined) },
    )
    .refine(({ webhook, email }) => (webhook === undefined) !== (email === undefined), { error: whoIsTold })
    .refine(({ webhook, secret }) => webhook !== undefined || secret === undefined, {
      error: 'Only a webhook is signed. Leave `secret` out.',
      path: ['secret'],
    }),
])

const admin = z
  .strictObject({
    host: z.string().optional(),
    port: port.optional(),
    /** Asked for on either listener when it is given. */
    token: keySource.optional(),
  })
  .refine(({ port, token }) => port !== undefined || token !== undefined, {
    error:
      'Give `/status` a listener of its own, `admin: { host: 127.0.0.1, port: 8788 }`, or a token on the main one, `admin: { token: { env: ADMIN_TOKEN } }`.',
  })
  .refine(({ host, port }) => host === undefined || port !== undefined, {
    error: 'A `host` needs a `port` beside it.',
    path: ['host'],
  })

/** How long what was settled keeps its answers. */
const retention = z.strictObject({
  delivered: duration.default(30 * UNIT_MS.d),
  held: duration.default(180 * UNIT_MS.d),
  failed: duration.default(180 * UNIT_MS.d),
  rejected: duration.default(30 * UNIT_MS.d),
})

/** What may lie on this disk until it is delivered. */
const uploads = z
  .strictObject({
    perFile: size('100MB').prefault('10MB'),
    perSubmission: size('250MB').prefault('25MB'),
    total: size('1000GB').prefault('2GB'),
  })
  .refine(({ perFile, perSubmission }) => perFile <= perSubmission, {
    error: 'One file cannot be larger than all of a submission: raise `perSubmission` (25MB, if not said) too.',
    path: ['perFile'],
  })
  .refine(({ perSubmission, total }) => perSubmission <= total, {
    error: 'One submission cannot be larger than all that is kept: raise `total` (2GB, if not said) too.',
    path: ['perSubmission'],
  })

export const configShape = z.strictObject(
  {
    connections: z
      .record(
        z
          .string()
          .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'A connection is called by a–z, 0–9, _ and -, beginning with a letter.'),
        connectionShape,
        { error: 'Name at least one connection; `gatehouse init` writes one to begin with.' },
      )
      .refine((all) => Object.keys(all).length > 0, 'Name at least one connection.'),
    database: z
      .string()
      .default('sqlite:./data/gatehouse.db')
      .refine(
        (text) => text.startsWith('sqlite:'),
        'Write `sqlite:` and a path; `postgres://` is understood but not built yet.',
      )
      .transform((text) => text.slice('sqlite:'.length)),
    forms: z.string().default('./forms'),
    listen: z.strictObject({ host: z.string().default('127.0.0.1'), port: port.default(8787) }).prefault({}),
    publicUrl: publicUrl.optional(),
    secret: keySource.optional(),
    alerts,
    smtp: z.strictObject({ url: keySource, from: mailAddress }).optional(),
    admin: admin.optional(),
    retention: retention.prefault({}),
    uploads: uploads.prefault({}),
    doubts: doubts.prefault({}),
    trustedProxies: trustedProxies.default([]),
    limits: limits.prefault({}),
    turnstile: turnstile.optional(),
    studio: unbuilt('the studio for marketers'),
  },
  {
    error: (issue) =>
      issue.code === 'invalid_type'
        ? 'The file is empty or no list of settings; `gatehouse init` writes one to begin with.'
        : undefined,
  },
)
