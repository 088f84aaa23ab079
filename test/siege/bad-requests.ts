/** Requests that no honest page sends: grown from a grammar, then spoiled. Each is what a seed makes of it. */
import { deflateRawSync, gzipSync } from 'node:zlib'
import { SUBMISSION_PART } from '../../src/contract/wire.ts'
import type { Dice } from '../support/seeded.ts'

/** As it goes over the wire. */
export function badRequest(dice: Dice): Buffer {
  const shape = dice.pick(SHAPES)
  const bytes = shape(dice)
  return dice.chance(0.15) ? spoiled(bytes, dice) : bytes
}

const FORM = 'contact'
const POST = `/v1/forms/${FORM}/submissions`
const PAGE = `/f/${FORM}`

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'PROPFIND',
  'G\u0000T',
  'get',
] as const
const PATHS = [
  ...[POST, PAGE, `/v1/forms/${FORM}`, `/v1/forms/${FORM}.html`, `/v1/forms/${FORM}/challenge`, '/v1/form.js'],
  ...[
    '/v1/visit.js',
    `/v1/embed/${FORM}.js`,
    '/v1/assets/steps.js',
    '/healthz',
    '/readyz',
    '/status',
    '/',
    '//',
    '/..',
  ],
  ...['/v1/forms/__proto__', '/v1/forms/constructor', '/v1/forms/%00', '/v1/forms/%', '/v1/assets/..%2f..%2fcli.js'],
  ...['/f/%E0%A4%A', '/f/contact%2f..', `/v1/forms/${'a'.repeat(2_000)}`, '/v1/embed/.js', '*', 'http://elsewhere/'],
] as const
const QUERIES = [
  '',
  '?locale=pt-BR',
  '?locale=%00',
  '?version=x',
  '?sent=K7D-4MQ',
  '?sent=<script>',
  `?${'a=b&'.repeat(400)}`,
] as const
const ORIGINS = [
  'http://localhost',
  'null',
  'https://evil.example',
  '*',
  'a'.repeat(3_000),
  '\u00e9',
  '[',
  'https://[::',
] as const
const TYPES = [
  ...['text/plain', 'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'],
  ...['multipart/form-data', 'multipart/form-data; boundary=', 'text/html', 'application/json; charset=utf-16', '\t'],
] as const
const HEADERS = [
  ...[
    'Content-Encoding: gzip',
    'Transfer-Encoding: chunked',
    'Content-Length: abc',
    'Content-Length: -1',
    'Content-Length: 7',
  ],
  ...[
    'Expect: 100-continue',
    'Upgrade: websocket\r\nConnection: upgrade',
    'X-Forwarded-For: unknown, ::1%eth0, 1.2.3.4:99999',
  ],
  ...[
    'Forwarded: for="[::1',
    `Accept-Encoding: ${'br;q=0.'.repeat(300)}`,
    `If-None-Match: ${'"x",'.repeat(500)}`,
    'Range: bytes=0-',
  ],
  ...[
    'Accept-Language: *;q=NaN',
    `Cookie: ${'x'.repeat(15_000)}`,
    `X: ${'y'.repeat(20_000)}`,
    'Authorization: Bearer x',
  ],
  ...[
    'Sec-Fetch-Site: \u0001',
    'Referer: http://[',
    'Host: elsewhere',
    'Access-Control-Request-Headers: a, b',
    ' folded: x',
  ],
] as const

type Shape = (dice: Dice) => Buffer
const SHAPES: readonly [Shape, ...Shape[]] = [
  // Anything anywhere.
  (dice) => request(dice, dice.pick(METHODS), dice.pick(PATHS) + dice.pick(QUERIES), bodyOf(dice)),
  (dice) => request(dice, 'GET', dice.pick(PATHS) + dice.pick(QUERIES), Buffer.alloc(0)),
  // What the element posts, gone wrong.
  (dice) => request(dice, 'POST', POST, Buffer.from(JSON.stringify(submission(dice)), 'utf8'), 'text/plain'),
  (dice) => request(dice, 'POST', POST, Buffer.from(nested(dice)), 'application/json'),
  (dice) => request(dice, 'POST', POST, bodyOf(dice), dice.pick(TYPES)),
  (dice) => request(dice, 'POST', POST, packed(dice), 'text/plain', 'Content-Encoding: gzip'),
  (dice) => request(dice, 'POST', POST, multipart(dice), 'multipart/form-data; boundary=x'),
  // What a page without a script posts, gone wrong.
  (dice) => request(dice, 'POST', PAGE, Buffer.from(controls(dice)), 'application/x-www-form-urlencoded'),
  (dice) => request(dice, 'POST', PAGE, multipart(dice), 'multipart/form-data; boundary=x'),
  // No HTTP, or hardly any.
  (dice) =>
    Buffer.from(
      dice.pick([
        '\r\n\r\n',
        'GET\r\n\r\n',
        'GET / HTTP/9.9\r\n\r\n',
        '\u0016\u0003\u0001\u0002',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      ]),
    ),
  (dice) => noise(dice, dice.between(1, 400)),
  (dice) =>
    Buffer.from(
      `POST ${POST} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${dice.pick(['zz\r\n', 'ffffffffff\r\n{}', '-1\r\n', '2\r\n{}\r\n0\r\n\r\n', '5\r\n{}'])}`,
    ),
  (dice) =>
    Buffer.from(
      `POST ${POST} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: ${dice.between(0, 9)}\r\n\r\n{}`,
    ),
]

/** Whole, as a client writes it; a header or two too many. */
function request(
  dice: Dice,
  method: string,
  target: string,
  body: Buffer,
  type: string = dice.pick(TYPES),
  ...more: readonly string[]
): Buffer {
  const extra = Array.from({ length: dice.between(0, 3) }, () => dice.pick(HEADERS))
  const length = dice.chance(0.05) ? body.length + dice.between(-2, 3) : body.length
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...['Host: localhost', `Origin: ${dice.pick(ORIGINS)}`, `Content-Type: ${type}`],
    ...(body.length > 0 ? [`Content-Length: ${length}`] : []),
    ...[...more, ...(dice.chance(0.3) ? extra : []), 'Connection: close', '', ''],
  ]
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), body])
}

const ODD = [
  ...[
    '',
    'x',
    null,
    true,
    -0,
    1e308,
    [],
    {},
    [[]],
    ['a', 1],
    '\ud800',
    '\u0000',
    '\u202eevil',
    '__proto__',
    'constructor',
  ],
  ...[
    '<script>alert(1)</script>',
    '=cmd|calc',
    'a\r\nBcc: x@example.com',
    '{{7*7}}',
    '%00',
    'x'.repeat(70_000),
    '\ufeff',
  ],
] as const satisfies readonly unknown[]
const ID = '5f0c0000-0000-4000-8000-0000000000'

function submission(dice: Dice): object {
  const odd = (): unknown => dice.pick(ODD as readonly [unknown, ...unknown[]])
  const good: Record<string, unknown> = {
    ...{ id: ID + dice.between(10, 99), version: 'x', locale: 'en', consent: true },
    answers: { name: 'Ana', email: 'ana@example.com', story: 'Hello' },
    context: { page: 'https://example.com/', last: { utm_source: 'x' } },
    proof: { token: 'v1.x.y', work: 'e30=', typedMs: 5_000 },
  }
  for (let changes = dice.between(0, 4); changes > 0; changes--) {
    const key = dice.pick([
      'id',
      'version',
      'locale',
      'consent',
      'answers',
      'context',
      'proof',
      'amends',
      'toString',
      'then',
    ])
    const part = good[key]
    if (dice.chance(0.5) && typeof part === 'object' && part !== null) good[key] = { ...part, [String(odd())]: odd() }
    else if (dice.chance(0.2)) delete good[key]
    else good[key] = odd()
  }
  return good
}

function nested(dice: Dice): string {
  const depth = dice.pick([7, 8, 9, 500, 30_000])
  const keys = Array.from({ length: dice.pick([10, 399, 401, 5_000]) }, (_, index) => `"k${index}":1`)
  return dice.pick([
    '['.repeat(depth) + ']'.repeat(depth),
    '{"a":'.repeat(depth),
    `{${keys.join()}}`,
    '{"__proto__":{"isAdmin":true},"id":1}',
    '{"id":1,"id":2}',
    '{"answers":{"__proto__":[]}}',
    '{"\\u005f_proto__":1}',
    '{"id":"\\ud800"}',
    `{"id":${'9'.repeat(5_000)}}`,
    '{',
    'NaN',
    '"',
  ])
}

function packed(dice: Dice): Buffer {
  const zeros = Buffer.alloc(dice.pick([100, 100_000, 2_000_000]))
  return dice.chance(0.5) ? gzipSync(zeros) : deflateRawSync(zeros)
}

function multipart(dice: Dice): Buffer {
  const name = dice.pick([SUBMISSION_PART, 'photos', 'f1', '', 'a"b', '__proto__', 'x'.repeat(500)])
  const filename = dice.pick([
    '',
    '; filename="../../x.pdf"',
    '; filename="a\u0000.svg"',
    "; filename*=UTF-8''%00",
    '; filename=',
  ])
  const content = dice.pick([JSON.stringify(submission(dice)), '%PDF-1.7', '<svg onload=x>', 'x'.repeat(100_000), ''])
  const part = `--x\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n\r\n${content}\r\n`
  return Buffer.from(part.repeat(dice.pick([0, 1, 2, 60])) + dice.pick(['--x--\r\n', '--x', '', '--x\r\n\r\n--x--']))
}

function controls(dice: Dice): string {
  const names = dice.pick(['name email story', '__proto__ constructor', 'name '.repeat(300), ''])
  const pairs = {
    submission: ID + dice.between(10, 99),
    version: 'x',
    locale: dice.pick(['en', '%', 'zz']),
    names,
    token: 'v1.x.y',
    f1: 'Ana',
    f2: 'ana@example.com',
  }
  const text = new URLSearchParams(pairs).toString()
  return dice.pick([text, `${text}&`.repeat(50), '%', '%E0%A4%A=1', '&'.repeat(2_000), '=', `f1=${'x'.repeat(70_000)}`])
}

const bodyOf = (dice: Dice): Buffer => noise(dice, dice.pick([0, 1, 50, 3_000]))

function noise(dice: Dice, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => dice.between(0, 256)))
}

/** A few bytes changed, doubled, or cut off. */
function spoiled(bytes: Buffer, dice: Dice): Buffer {
  const at = dice.between(0, Math.max(1, bytes.length))
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  return dice.pick<() => Buffer>([
    () => before,
    () => Buffer.concat([before, noise(dice, dice.between(1, 6)), after.subarray(1)]),
    () => Buffer.concat([before, after, after]),
  ])()
}
