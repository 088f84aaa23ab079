import type { Proof } from '../../contract/wire.ts'
import type { Parcel, Sent } from '../client.ts'
import { send } from '../client.ts'
import type { RenderedElement } from '../rendered-element.ts'

/**
 * `waiting`: the proxy could not take it yet, and it is sent by itself once it can; an edit takes it back. `failed`: not sent,
 * and the visitor's turn. `refused`: the proxy said no, and a retry will not help.
 */
export type Phase = 'ready' | 'sending' | 'waiting' | 'failed' | 'refused' | 'accepted'

/** With fair dice about two minutes of trying. */
const TRIES = 14
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000

/** A proxy that asks for more than this is not waited for. */
const LONGEST_ASKED_MS = 120_000

/** Signs that the network, or the visitor, is back. */
const RETURNS = ['online', 'visibilitychange', 'pageshow']

/** “Sending” is said only to those who have to wait for it. */
const SLOW_MS = 1_000

export interface Host extends RenderedElement {
  /** The proxy's base address. */
  readonly base: string
}

/** What leaves: the bytes with their files. `prove`: asked at each try for what shows that a person filled it. */
interface Leaving extends Pick<Parcel, 'body' | 'files' | 'post'> {
  prove(): Promise<Proof | undefined> | undefined
}

/** The way of a submission to the proxy, and how far it got. */
export class Way {
  phase: Phase = 'ready'
  /** It has been sending for a while, so that it is worth saying. */
  isSlow = false
  /** How much of the files is sent, from 0 to 1. */
  progress: number | undefined
  /** Settles when the page is hidden, which may be the last that is heard of it: what is to be sent waits no longer. */
  declare leaving: Promise<undefined>
  readonly #host: Host
  readonly #isBack: () => void
  #leave: () => void = () => {}
  /** What is on its way. */
  #parcel: object | undefined
  /** How long the proxy has asked to be left alone. */
  #askedMs = 0
  #endWait = () => {}
  #slowTimer: ReturnType<typeof setTimeout> | undefined

  /** `isBack`: told when network or visitor are back and nothing is on its way. */
  constructor(host: Host, isBack: () => void) {
    this.#host = host
    this.#isBack = isBack
    this.#stay()
  }

  /** Minds the visitor's comings and goings, until `stop`. */
  start(): void {
    for (const name of RETURNS) addEventListener(name, this)
  }

  stop(): void {
    for (const name of RETURNS) removeEventListener(name, this)
  }

  handleEvent(): void {
    if (document.hidden) {
      this.#leave()
      // Whatever waited has gone on by then, as far as it goes at once: all that a page still does that is closed.
      setTimeout(() => this.#stay())
    } else if (!this.retry()) this.#isBack()
  }

  /** Whether something is on its way. Its next try is made at once, unless the proxy has said when to come again. */
  retry(): boolean {
    if (!this.#askedMs) this.#endWait()
    return !!this.#parcel
  }

  /** Gives up what is on its way. The try that is under way may still arrive. */
  abort(): void {
    if (!this.#parcel) return
    this.#parcel = undefined
    this.#endWait()
    this.enter('failed')
  }

  enter(phase: Phase): void {
    clearTimeout(this.#slowTimer)
    if (phase === 'sending') this.#slowTimer = setTimeout(() => this.#tell({ isSlow: true }), SLOW_MS)
    this.#tell({ phase, isSlow: false, progress: undefined })
  }

  /** The same bytes, again and again until it is known how that ended, or the tries are used; undefined once taken back. */
  async send(form: string, { prove, ...leaving }: Leaving): Promise<Sent | undefined> {
    const told = (progress: number) => this.#parcel === parcel && this.#tell({ progress })
    const parcel = { ...leaving, told }
    this.#parcel = parcel
    this.enter('sending')
    for (let tries = 1; ; tries++) {
      const proof = await Promise.race([prove(), this.leaving])
      const sent = await send(this.#host.base, form, { ...parcel, proof })
      if (this.#parcel !== parcel) return
      if (sent.kind !== 'later' || tries === TRIES || sent.afterMs > LONGEST_ASKED_MS) {
        this.#parcel = undefined
        return sent
      }
      // A hiccup is not worth a word.
      if (tries > 1 || this.isSlow || sent.afterMs) this.enter('waiting')
      await this.#wait(sent.afterMs, Math.random() * Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS))
      if (this.#parcel !== parcel) return
    }
  }

  #wait(askedMs: number, ms: number): Promise<void> {
    this.#askedMs = askedMs
    return new Promise((done) => {
      const timer = setTimeout(done, askedMs + ms)
      this.#endWait = () => {
        clearTimeout(timer)
        done()
      }
    })
  }

  #stay(): void {
    this.leaving = new Promise((leave) => {
      this.#leave = () => leave(undefined)
    })
  }

  #tell(news: Partial<Pick<Way, 'phase' | 'isSlow' | 'progress'>>): void {
    Object.assign(this, news)
    this.#host.requestUpdate()
  }
}
