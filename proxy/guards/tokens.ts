/** Gives form tokens out, and says what those are worth that come back. Nothing is kept until one is used. */
import { base64url, keyFor } from '../forms/digest.ts'
import type { SpentToken } from '../outbox/outbox.ts'
import type { Doubt } from './doubts.ts'
import type { DoorGuard, Sender } from './guard.ts'
import type { FormToken } from './token.ts'
import { mintToken, readToken } from './token.ts'
import { doubtful } from './verdict.ts'

const MINUTE_MS = 60_000

/** How long a token is good. A script renews its own; a page without one may lie open for a day. */
export const LASTS_MS: Readonly<Record<Sender['way'], number>> = { element: 15 * MINUTE_MS, page: 24 * 60 * MINUTE_MS }

/** So far may the clocks of two proxies be apart. */
const SKEW_MS = MINUTE_MS

/** What a token is good for. */
export type Asked = Pick<FormToken, 'form' | 'site' | 'way'>

export interface Issued extends Pick<FormToken, 'id'> {
  readonly token: string
  readonly lastsMs: number
}

/** A token that came back, and what it came with. */
export interface Shown {
  readonly token: string | undefined
  /** Id of the form that it came for. */
  readonly form: string
  readonly sender: Sender
  /** Now, ms since the epoch. */
  readonly at: number
}

export type Worth =
  | { readonly kind: 'good'; readonly token: FormToken; readonly spends: SpentToken }
  | { readonly kind: 'doubt'; readonly doubt: Doubt }

export interface Tokens {
  issue(asked: Asked, at: number): Promise<Issued>
  /** What one is worth as far as it says itself; whether it was used before, only the store knows. */
  worth(shown: Shown): Promise<Worth>
  /** As a token has it. */
  siteOf(sender: Sender): string
}

/** `secret`: the store's. `own`: the proxy's own origin. */
export function createTokens(secret: string, own: string): Tokens {
  const key = keyFor(secret, 'form-token')

  // A page of the proxy's own origin says none when it asks, and names it when it posts; so does one of a site that has
  // the proxy below its own domain, whatever that domain is called.
  const siteOf = ({ origin, fetchSite }: Sender): string =>
    origin === null || origin === 'null' || origin === own || fetchSite === 'same-origin' ? '' : origin

  return {
    siteOf,

    async issue(asked, at) {
      const id = base64url(crypto.getRandomValues(new Uint8Array(16)))
      return { token: await mintToken(await key, { ...asked, issuedAt: at, id }), id, lastsMs: LASTS_MS[asked.way] }
    },

    async worth({ token: text, form, sender, at }) {
      if (text === undefined) return doubtful('token-missing')
      const token = await readToken(await key, text)
      if (!token || token.form !== form || token.site !== siteOf(sender) || token.way !== sender.way)
        return doubtful('token-bad')
      if (token.issuedAt > at + SKEW_MS) return doubtful('token-bad')
      const until = token.issuedAt + LASTS_MS[token.way] + SKEW_MS
      if (at > until) return doubtful('token-expired')
      // Remembered for as long as it is good on a proxy whose clock is late.
      return { kind: 'good', token, spends: { id: token.id, until: until + SKEW_MS } }
    },
  }
}

export const tokenGuard: DoorGuard = ({ worth, sender, submission }) => {
  if (worth.kind !== 'good') return worth
  // Whoever goes back to a page without a script has no other token to correct with.
  const from = sender.way === 'page' ? submission.amends : undefined
  return { kind: 'pass', spends: { ...worth.spends, ...(from !== undefined && { from }) } }
}
