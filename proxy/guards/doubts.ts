/**
 * The one table of what makes a submission look like spam, how much each weighs, and what operators read about it. Doubts
 * add up; from `HOLD_AT` on the submission is held for a person. Nothing here refuses anybody, and `doubts:` in the
 * configuration changes each figure.
 */
export const DOUBTS = {
  'origin-missing': {
    weight: 30,
    means: 'it does not say which page it came from: privacy settings, a sandboxed frame, or no browser',
  },
  'way-contradicts': {
    weight: 50,
    means: 'what the browser says of the way (`Sec-Fetch-Site`) does not go with the page that it names',
  },
  'token-missing': { weight: 100, means: 'the page never asked for a form token' },
  'token-bad': { weight: 100, means: 'its form token is not ours, or is for another form or another site' },
  'token-expired': { weight: 60, means: 'its form token was good once' },
  'token-spent': { weight: 100, means: 'another submission came with its form token' },
  'work-missing': {
    weight: 100,
    means: 'the proof of work was not done: an old browser, a page without TLS, or a script',
  },
  'work-bad': { weight: 100, means: 'its proof of work is wrong, or was done for something else' },
  'no-script': { weight: 60, means: 'sent by the form’s page without a script, of which no work can be asked' },
  'too-fast': { weight: 40, means: 'typed in less time than a person needs' },
  'trap-filled': { weight: 70, means: 'something stands in the field that no person meets' },
  'many-links': { weight: 50, means: 'more links than a person writes, or one in a name' },
  'repeated-text': { weight: 70, means: 'the same long text came with several other submissions' },
  'disposable-address': {
    weight: 40,
    means: 'its e-mail address is of a service that throws its addresses away',
  },
  'many-for-address': {
    weight: 100,
    means: 'more submissions came with its e-mail address than a person sends',
  },
  'form-busy': { weight: 50, means: 'more comes in than usually would' },
  'turnstile-missing': { weight: 50, means: 'the form asks for Turnstile, and no response came: blocked, or a script' },
  'turnstile-bad': { weight: 100, means: 'Cloudflare says that its Turnstile response is not good' },
} as const satisfies Readonly<Record<string, { readonly weight: number; readonly means: string }>>

export const HOLD_AT = 100

export type Doubt = keyof typeof DOUBTS

/** What each weighs here, and what is enough to hold a submission. */
export interface DoubtTable {
  readonly holdAt: number
  readonly weights: Readonly<Record<Doubt, number>>
}

/** Every code. */
export const DOUBT_CODES = Object.keys(DOUBTS) as readonly Doubt[]

export const USUAL_DOUBTS: DoubtTable = {
  holdAt: HOLD_AT,
  weights: Object.fromEntries(DOUBT_CODES.map((doubt) => [doubt, DOUBTS[doubt].weight])) as DoubtTable['weights'],
}

/** Reason of a submission that is held for what it looks like. */
export const SUSPECTED_SPAM = 'suspected-spam'

/** Whether these are enough to ask a person. */
export function suffice(doubts: readonly Doubt[], { holdAt, weights }: DoubtTable): boolean {
  return doubts.reduce((sum, doubt) => sum + weights[doubt], 0) >= holdAt
}
