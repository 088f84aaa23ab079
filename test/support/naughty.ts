/** Texts that inputs get from people, scripts and attackers: nearly right ones first of all. */
import fc from 'fast-check'

export type Texts = fc.Arbitrary<string>

const pieces: readonly string[] = [
  ...'0123456789.,:;-+eETZWt@/_ \t\f\v\n\r\0\u00a0\u2028\ufeff\u200d"\'<>\\|()[]{}^$*?!#%&=~`',
  ...[
    '\r\n',
    '--',
    '..',
    ':60',
    '٣',
    '５',
    'é',
    'e\u0301',
    'ß',
    'ſ',
    '\u212a',
    '\u{1f468}\u200d\u{1f469}',
    '\ud800',
    '\udc00',
  ],
  ...['undefined', 'Infinity', 'NaN', '0x1', 'xn--', '__proto__', '\u202e', '\uffff', '\u{10ffff}', '-0', 'e400', '00'],
]

export const junk: Texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...pieces), maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 6 }),
)

/** Mostly as they are, else with one or two places spoiled. */
export function nearly(texts: Texts): Texts {
  const edit = fc.record({ at: fc.nat(40), drop: fc.nat(2), put: fc.constantFrom('', ...pieces) })
  return fc
    .tuple(texts, fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(edit, { minLength: 1, maxLength: 2 })))
    .map(([text, edits]) => edits.reduce(spoil, text))
}

function spoil(text: string, { at, drop, put }: { at: number; drop: number; put: string }): string {
  const from = at % (text.length + 1)
  return text.slice(0, from) + put + text.slice(from + drop)
}

const digits = (maxLength: number): Texts => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength })
const lengthOf = (max: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 4, arbitrary: fc.nat(Math.min(max, 4)) }, fc.nat(max))
const exactly = (n: number, unit: Texts): Texts => fc.string({ unit, minLength: n, maxLength: n })

/** Numbers as people write them, and as nobody does. */
export const numbers: Texts = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: -9999, max: 9999 }), fc.constantFrom('', '.', '.5', '.25', '.01', '.10', '.005'))
      .map((n) => n.join('')),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('', '', '-', '+'),
        digits(22),
        fc.constantFrom('', '.'),
        digits(22),
        fc.constantFrom('', '', 'e', 'E', 'e-', 'e+'),
        digits(3),
      )
      .map(
        ([sign, whole, dot, fraction, e, power]) =>
          sign + whole + (dot || fraction ? '.' : '') + fraction + e + (e && power),
      ),
  },
  { weight: 2, arbitrary: fc.double({ noNaN: true }).map(String) },
  fc.constantFrom(
    '12345678901.01',
    '999999999.99',
    '9007199254740993',
    '1e308',
    '1.8e308',
    '-1.7976931348623157e308',
    '5e-324',
    '1e-400',
    '0e999999999',
    '1e-999999999',
    '0.1',
    '0.3',
    '.5',
    '-.5',
    '1.e2',
    '0.30000000000000004',
    '1e18',
    '123456789012345678',
    '-0',
    '0.000000000000000001',
  ),
)

const two = (max: number): Texts =>
  fc
    .oneof({ weight: 12, arbitrary: fc.integer({ min: 1, max }) }, fc.constantFrom(0, max + 1, 99))
    .map((n) => String(n).padStart(2, '0'))

const years: Texts = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1960, max: 2040 }).map(String) },
  fc.integer({ min: 0, max: 280_000 }).map((year) => String(year).padStart(4, '0')),
  fc.constantFrom(
    '0000',
    '0001',
    '0099',
    '1582',
    '1600',
    '1900',
    '2000',
    '9999',
    '10000',
    '275760',
    '275761',
    '02024',
    '0000000000002024',
    '99999999999999',
    '999',
    '-2024',
  ),
)

export const dates: Texts = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(years, two(12), two(31)).map((parts) => parts.join('-')) },
  fc.constantFrom(
    '2023-02-29',
    '2024-02-29',
    '1900-02-29',
    '2000-02-29',
    '275760-09-13',
    '275760-09-14',
    '0001-01-01',
    '0000-12-31',
    '1970-01-01',
    '1969-12-31',
    '2024-W09',
    '2024-02',
    '2024-060',
  ),
)

export const times: Texts = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(two(23), two(59), fc.constantFrom('', ':'), two(59), fc.constantFrom('', '', '.'), digits(4))
      .map(([h, m, colon, s, dot, fraction]) => `${h}:${m}${colon && colon + s + dot + (dot && fraction)}`),
  },
  fc.constantFrom(
    '00:00',
    '23:59',
    '24:00',
    '23:59:59.999',
    '23:59:60',
    '10:00:00',
    '10:00:00.0',
    '10:00:00.290',
    '1:00',
    '12:00 PM',
    '10:00Z',
    '10.00',
  ),
)

export const dateTimes: Texts = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(dates, fc.constantFrom('T', 'T', 'T', ' ', 't', '  ', ''), times)
      .map((parts) => parts.join('')),
  },
  fc.constantFrom(
    '275760-09-13T00:00',
    '275760-09-13T00:00:00.001',
    '0001-01-01T00:00',
    '2024-02-29T10:00Z',
    '2024-02-29T10:00+01:00',
  ),
)

const label: Texts = lengthOf(65).chain((n) => exactly(n, fc.constantFrom(...'abcXYZ019--')))
const domain: Texts = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))

export const emails: Texts = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(..."abcXYZ019.!#$%&'*+/=?^_`{|}~-"), maxLength: 12 }),
    fc.constantFrom('@', '@', '@', '@', '@@', ''),
    domain,
  )
  .chain(([local, at, host]) =>
    fc.constantFrom(`${local}${at}${host}`, ` ${local}${at}${host}\t`, `${local}${at}\n${host}`),
  )

export const urls: Texts = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTPS://', 'http:/', '//', 'ftp://', 'https:'),
    fc.oneof(
      domain,
      domain.map((host) => `${host}.com.br`),
      fc.constantFrom(
        'ação.com.br',
        'STRASSE.ß.de',
        'a_b.c',
        '1.2.3.4',
        '1.2.3',
        '256.1.1.1',
        '0x7f.1',
        '[::1]',
        'xn--a.b',
        'xn--bcher-kva.de',
        'user:pass@a.b',
        'exam ple.com',
        'a..b',
        '%61.com',
        'a.1',
        'a.0x1',
        '08.1.1.1',
        '\u212a.ſ',
        'a.b.',
        '-a-.b-',
      ),
    ),
    fc.constantFrom('', '', ':80', ':0', ':65535', ':65536', ':99999', ':', ':8a'),
    fc.oneof(
      fc.constantFrom('', '/', '?', '#'),
      junk.map((text) => `/${text}`),
      junk.map((text) => `?${text}`),
      fc.constantFrom('/a/b?c=d#e', '/%zz', '/ação|{x}', '/\\x'),
    ),
  )
  .map((parts) => parts.join(''))

/** Texts that fit a pattern or just miss it. */
export const words: Texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aAbB01-_ é.'), maxLength: 8 }),
  fc.constantFrom('12345-678', '123.456.789-09', 'Ação', 'a\nb', 'ab', 'aB', '🎉', '👨‍👩‍👧', 'ﬁ', 'K', '\u212a'),
)

export const patterns: Texts = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      '[a-z]+',
      '[A-Za-z ]*',
      '\\d{5}-?\\d{3}',
      '\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}',
      'a|b',
      'a)|(b',
      '^a$',
      'a$|^b',
      '(?<x>a)\\k<x>',
    ],
    ...[
      '\\p{L}+',
      '[\\p{L}--[a-z]]+',
      '[\\w&&[^\\d]]+',
      '[(]',
      '[a-z',
      '(',
      '*',
      '\\',
      '\\q',
      '(?=a).*',
      '(?<!a)b',
      '.',
      '..',
      '[^]*',
      '\\-',
      'a{2,1}',
    ],
    ...[
      '\\p{RGI_Emoji}',
      '[^\\n]*',
      '\\S+@\\S+',
      '(?:a|b)*',
      '(a*)*c?',
      '$',
      '^',
      '(?i:a)',
      '\\u{1F389}',
      '\\ud83c\\udf89',
      '[\\q{ab|a}]+',
      '/',
      '(?#a)',
      '.*\\n.*',
    ],
  ),
  fc.string({ unit: fc.constantFrom(...'ab01.*+?|()[]{}^$\\-&&'), maxLength: 7 }),
)

/**
 * A field with a step, and a text that lies on a step, or near one: the four numbers are multiples of one power of ten, of at
 * most 18 digits.
 */
export const steps = fc
  .record({
    scale: fc.integer({ min: -3, max: 9 }),
    step: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 999_999 })),
    count: fc.oneof(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -99_999_999, max: 99_999_999 })),
    base: fc.oneof(fc.constant(0), fc.integer({ min: -50, max: 50 }), fc.integer()),
    off: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.constantFrom(1, -1, 2, 5)),
  })
  .map(({ scale, step, count, base, off }) => {
    const write = (n: bigint) => (scale <= 0 ? `${n * 10n ** BigInt(-scale)}` : `${n}e-${scale}`)
    const plain = (n: bigint) => {
      const digits = `${n < 0n ? -n : n}`.padStart(scale + 1, '0')
      return scale <= 0 ? write(n) : `${n < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
    }
    const value = BigInt(base) + BigInt(count) * BigInt(step) + BigInt(off)
    return { text: plain(value), step: write(BigInt(step)), base: plain(BigInt(base)) }
  })
