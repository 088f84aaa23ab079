/** All guards, in their order. A new one is a file of its own, a line here, and its doubts in `doubts.ts`. */
import { disposableGuard } from './disposable.ts'
import type { Guards } from './guard.ts'
import { hasteGuard } from './haste.ts'
import type { Limits } from './limits.ts'
import { linksGuard } from './links.ts'
import { originGuard } from './origin.ts'
import { repeatsGuard } from './repeats.ts'
import { tokenGuard } from './tokens.ts'
import { trapGuard } from './trap.ts'
import type { TurnstileDeps } from './turnstile.ts'
import { turnstileGuard } from './turnstile.ts'
import { wayGuard } from './way.ts'
import type { Work } from './work.ts'
import { workGuard } from './work.ts'

export interface GuardDeps {
  /** The proxy's own origin. */
  readonly ownOrigin: string
  /** Of the store: keys what is remembered of texts and people. */
  readonly secret: string
  readonly work: Pick<Work, 'isDone'>
  readonly limits: Limits
  /** Left out: no form asks for it. */
  readonly turnstile?: TurnstileDeps
}

export function createGuards({ ownOrigin, secret, work, limits, turnstile }: GuardDeps): Guards {
  return {
    door: [
      // First, so that whatever the others cost is bounded.
      limits.address,
      originGuard(ownOrigin),
      wayGuard(ownOrigin),
      tokenGuard,
      hasteGuard,
      workGuard(work),
      trapGuard,
    ],
    // What is held for what the door found is counted by none of these: junk must not speak against people.
    hall: [
      limits.busy,
      limits.email,
      linksGuard,
      repeatsGuard(secret),
      disposableGuard(),
      ...(turnstile ? [turnstileGuard(turnstile, ownOrigin)] : []),
    ],
  }
}
