/** Texts with marks: as marketers write them, and as nobody should. */
import fc from 'fast-check'
import type { Prose } from '../../src/contract/prose.ts'
import { PAYLOADS } from './payloads.ts'

const PIECES = [
  ...[
    '**',
    '*',
    '***',
    '[',
    ']',
    '](',
    ')',
    '\\',
    '- ',
    '* ',
    '\n',
    '\n\n',
    ' ',
    '\t',
    '\r',
    'a',
    'é',
    '!',
    '<',
    '>',
    '"',
  ],
  ...['](https://example.com)', '](https://example.com/?q="x")', '](mailto:ana@example.com)', '](tel:+5511)'],
  ...['](javascript:pwned())', '](JaVaScRiPt:pwned())', '](java\tscript:pwned())', '](data:text/html,x)'],
  ...['](https:evil.example)', '](//evil.example)', '](\\\\evil.example)', '](https://a@evil.example)', '](/x)'],
  ...[
    '](&#106;avascript:pwned())',
    '](javascript&colon;pwned())',
    '](\u0001javascript:pwned())',
    '](https://x" onclick="y)',
  ],
]

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 1, arbitrary: fc.constantFrom(...PAYLOADS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
)

export const hostileProse: fc.Arbitrary<string> = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''))

const href = fc.oneof(
  fc.constantFrom(...PIECES.map((text) => text.replace(/^]\(|\)$/g, ''))),
  fc.constantFrom(...PAYLOADS),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

/** Trees that the reader of marks would never make: what draws them trusts nobody. */
export const hostileTree: fc.Arbitrary<Prose> = fc.letrec<{ prose: Prose }>((tie) => ({
  prose: fc.array(
    fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...PAYLOADS, ...PIECES),
      fc.record({
        as: fc.constantFrom('p', 'ul', 'li', 'strong', 'em', 'a'),
        of: tie('prose'),
        href,
      }),
    ),
    { maxLength: 4 },
  ),
})).prose
