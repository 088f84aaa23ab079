/** A form token and the work that goes with it: asked for, done, and of use for a while. */
import type { Challenge, WorkChallenge } from '../../../contract/wire.ts'
import { paths } from '../../../contract/wire.ts'
import { addressOf } from '../../client.ts'
import { solve } from './solve.ts'

/** A proxy that does not answer by then is done without. */
const ASK_MS = 6_000

/** Keys of the usual challenge that take longer are those of a device that deserves an easier one. */
const SLOW_MS = 40

/** What an answer is taken to last until it is there. */
const PENDING_MS = 60_000

/** A proxy that wants to be left alone for longer is asked again after this. */
const LONGEST_REST_MS = 120_000

const { hardwareConcurrency = 4, deviceMemory = 4 } = navigator as Navigator & { readonly deviceMemory?: number }

/** Of the device, for as long as the page lives. */
let isSlow = hardwareConcurrency <= 2 || deviceMemory <= 2

/** One core stays with the page. */
const abreast = Math.max(1, Math.min(4, hardwareConcurrency - 1))

/** Asks at once, for a form of the proxy at this address. */
export class Attempt {
  readonly form: string
  /** Settles when token and work are there, or cannot be had. Never rejects. */
  readonly done: Promise<void>
  token: string | undefined
  work: string | undefined
  /** The submission that it was shown for; of no use for another. */
  shownFor: string | undefined
  readonly #askedAtMs = Date.now()
  #lastsMs = PENDING_MS
  #isGivenUp = false

  constructor(base: string, form: string) {
    this.form = form
    this.done = this.#obtain(addressOf(base, paths.challenge(form))).catch(() => {})
  }

  /** Whether no more than this share of its time is over; or it is on its way, or the proxy wants to be left alone. */
  isBefore(share: number): boolean {
    // By the clock on the wall: the other one stands still while a device sleeps.
    const age = Date.now() - this.#askedAtMs
    return age >= 0 && age < this.#lastsMs * (this.token ? share : 1)
  }

  /** Does no more work for it. */
  giveUp(): void {
    this.#isGivenUp = true
  }

  async #obtain(url: string): Promise<void> {
    let given = await this.#ask(url)
    const work = await this.#solve(given, isSlow ? Number.POSITIVE_INFINITY : SLOW_MS)
    if (work === 'slow') {
      isSlow = true
      given = (await this.#ask(url)) ?? given
      this.work = await this.#solve(given, Number.POSITIVE_INFINITY)
    } else this.work = work
  }

  /** The work that was given with a new token; undefined where there is none, or no token. */
  async #ask(url: string): Promise<WorkChallenge | undefined> {
    const signal = AbortSignal.timeout(ASK_MS)
    let restMs = 0
    try {
      // A service worker may keep every answer by its address, whatever `cache` says.
      const asked = `${url}?at=${Date.now()}${isSlow ? '&slow=1' : ''}`
      const response = await fetch(asked, { credentials: 'omit', cache: 'no-store', signal })
      restMs = 1000 * Number(response.headers.get('retry-after')) || 0
      const { token, lastsMs = 0, proof }: Partial<Challenge> = await response.json()
      if (token) {
        this.token = token
        this.#lastsMs = lastsMs
        return proof
      }
    } catch {}
    // A token that is there stays good.
    if (!this.token) this.#lastsMs = restMs && Date.now() - this.#askedAtMs + Math.min(restMs, LONGEST_REST_MS)
  }

  async #solve(given: WorkChallenge | undefined, slowMs: number): Promise<string | undefined> {
    return given && solve(given, { abreast, slowMs, isWanted: () => !this.#isGivenUp })
  }
}
