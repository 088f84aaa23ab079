/** The shape of `gatehouse.yaml`; a key whose room is not built yet is there, and says so. */
import { z } from 'zod'
import { RULES } from '../src/contract/rules.ts'

const whereKeysGo =
  'A key never stands in this file. Put it into the environment or a file of its own: `{ env: BOLTEN_API_KEY }` or `{ file: /run/secrets/bolten }`.'

const keySource = z.union(
  [z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/) }), z.strictObject({ file: z.string().min(1) })],
  {
    error: whereKeysGo,
  },
)

/** A key that is understood and has no room yet: said, so that nobody believes in what does not work. */
const unbuilt = (room: string) =>
  z.undefined({ error: `This is understood but not built yet (${room}). Leave it out.` }).optional()

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `60s`, `5m`, `72h` → milliseconds. */
const duration = z
  .string({ error: 'Write a time with its unit, e.g. `60s`, `5m` or `72h`.' })
  .regex(/^\d{1,6}(ms|[smhd])$/, { error: 'Write a time with its unit, e.g. `60s`, `5m` or `72h`.' })
  .transform((text) => Number.parseInt(text, 10) * UNIT_MS[text.replace(/^\d+/, '') as keyof typeof UNIT_MS])

/** `1/s`, `40/m` → the gap between two starts in milliseconds. */
const pace = z
  .string({ error: 'Write calls in a time, e.g. `1/s` or `40/m`.' })
  .regex(/^[1-9]\d{0,3}\/[smh]$/, { error: 'Write calls in a time, e.g. `1/s` or `40/m`.' })
  .transform((text) => {
    const [count = '1', unit = 's'] = text.split('/')
    return UNIT_MS[unit as 's' | 'm' | 'h'] / Number(count)
  })

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

const upstreamUrl = z
  .string()
  .refine((text) => {
    if (!URL.canParse(text)) return false
    const { protocol, hostname, pathname, search, username } = new URL(text)
    const bare = pathname === '/' && search === '' && username === ''
    return bare && (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname)))
  }, 'Write an https address without a path, e.g. `https://app.bolten.io`; plain http only to this machine.')
  .transform((text) => new URL(text).origin)

/** Who is told by a post of ours: signed, but readable on the way without TLS. */
const webhookUrl = z.string({ error: 'Write an address to post to.' }).refine((text) => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  const safe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))
  return safe && username === '' && password === ''
}, 'Write an https address without a user, e.g. `https://hooks.example.com/x`; plain http only to this machine.')

const address = z
  .string({ error: 'Write one e-mail address, e.g. `forms@example.com`.' })
  .refine((text) => RULES.email.grammar?.test(text), 'Write one e-mail address, e.g. `forms@example.com`.')

const publicUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).search === '',
    'Write the address that browsers reach Gatehouse at, e.g. `https://forms.example.com`.',
  )
  .transform((text) => (text.endsWith('/') ? text : `${text}/`))

const port = z
  .int({ error: 'A port is a whole number up to 65535.' })
  .min(0, 'A port is a whole number up to 65535.')
  .max(65_535, 'A port is a whole number up to 65535.')

const componentId = z.guid({ error: 'A component id is a UUID; `gatehouse schema <connection>` lists them.' })

const connection = z.strictObject({
  upstream: z.literal('bolten', {
    error: 'Write `bolten`; `bolddesk` and adapters of your own are understood but not built yet.',
  }),
  components: z.partialRecord(z.enum(['opportunity', 'contact']), componentId).optional(),
  key: keySource,
  pace: pace.optional(),
  lookAfter: duration.default(60_000),
  /** How long a submission is tried before it fails and a person is told. */
  tries: duration.default(72 * UNIT_MS.h),
  url: upstreamUrl.optional(),
  brand: unbuilt('BoldDesk'),
})

const whoIsTold =
  'Say who is told when a lead needs a person: `alerts: { webhook: https://… }`, `alerts: { email: … }` with `smtp:`, or `alerts: none`, which must be written.'

const alerts = z.union([
  z.literal('none'),
  z
    .strictObject(
      {
        webhook: webhookUrl.optional(),
        /** Signs the webhook; left out, it is made from the store's own secret. */
        secret: keySource.optional(),
        email: address.optional(),
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

export const configShape = z.strictObject(
  {
    connections: z
      .record(
        z
          .string()
          .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'A connection is called by a–z, 0–9, _ and -, beginning with a letter.'),
        connection,
        { error: 'Name at least one connection; see README, “Point it at your Bolten project”.' },
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
    smtp: z.strictObject({ url: keySource, from: address }).optional(),
    admin: admin.optional(),
    retention: retention.prefault({}),
    trustedProxies: unbuilt('limits by client address'),
    uploads: unbuilt('files'),
    studio: unbuilt('the studio for marketers'),
  },
  {
    error: (issue) =>
      issue.code === 'invalid_type'
        ? 'The file is empty or no list of settings; `gatehouse init` writes one to begin with.'
        : undefined,
  },
)
