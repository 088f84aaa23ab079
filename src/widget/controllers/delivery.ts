import type { Sent } from '../client.ts'

/** With fair dice about two minutes of trying. */
const TRIES = 14
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000

/** A proxy that asks for more than this is not waited for. */
const LONGEST_ASKED_MS = 120_000

/** The same bytes, sent again and again until it is known how that ended, the tries are used, or it is stopped. */
export class Delivery {
  /** How the last try ended. Of no meaning once it is stopped. */
  readonly end: Promise<Sent>
  #isStopped = false
  #endWait = () => {}
  /** Makes the next try at once, unless the proxy has said when to come again. */
  wake = () => {}

  /** `waits` is told before each wait how many tries there were. */
  constructor(send: () => Promise<Sent>, waits: (tries: number) => void) {
    this.end = this.#deliver(send, waits)
  }

  /** Makes no further try. The one that is under way may still arrive. */
  stop(): void {
    this.#isStopped = true
    this.#endWait()
  }

  async #deliver(send: () => Promise<Sent>, waits: (tries: number) => void): Promise<Sent> {
    for (let tries = 1; ; tries++) {
      const sent = await send()
      if (sent.kind !== 'later' || tries === TRIES || sent.afterMs > LONGEST_ASKED_MS || this.#isStopped) return sent
      waits(tries)
      await this.#wait(sent.afterMs, Math.random() * Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS))
      if (this.#isStopped) return sent
    }
  }

  #wait(askedMs: number, ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, askedMs + ms)
      this.#endWait = () => {
        clearTimeout(timer)
        done()
      }
      this.wake = askedMs ? () => {} : this.#endWait
    })
  }
}
