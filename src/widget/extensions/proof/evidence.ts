import type { PublicForm } from '../../../contract/form.ts'
import type { Proof } from '../../../contract/wire.ts'
import { TRAP } from '../../../contract/wire.ts'
import type { Kit, Prover } from '../../extension.ts'
import { Attempt } from './attempt.ts'

/** For so long a visitor who has pressed the button waits for what is not there yet. */
const PATIENCE_MS = 8_000

/** What is over by more is renewed when the visitor comes to another field. */
const RENEWED = 0.5

/** What is over by more is not sent: it has to reach the proxy, whose clock is not quite this one. */
const USED = 0.95

/** Token, work, and how the form was filled; renewed unseen for as long as somebody is there. */
export class Evidence implements Prover {
  protected readonly kit: Kit
  #attempt: Attempt | undefined

  constructor(kit: Kit) {
    this.kit = kit
    kit.root.addEventListener('focusin', () => this.#prepare())
    this.#prepare()
  }

  async prove(form: PublicForm, id: string, typedMs: number | undefined): Promise<Proof> {
    const attempt = this.#attemptFor(form.id, USED, id)
    attempt.shownFor = id
    await inTime(attempt.done)
    const { token, work } = attempt
    const trap = this.kit.root.querySelector<HTMLInputElement>(`[name=${TRAP}]`)?.value
    return {
      ...(token && { token }),
      ...(work && { work }),
      ...(typedMs !== undefined && { typedMs: Math.round(typedMs) }),
      ...(trap && { trap }),
    }
  }

  /** For as long as there is a form to fill in. */
  #prepare(): void {
    const { root, host } = this.kit
    if (host.form && root.querySelector('form')) this.#attemptFor(host.form, RENEWED)
  }

  /** The present one, while it is for this form, for this submission or for none yet, and young enough; else a new one. */
  #attemptFor(form: string, share: number, id?: string): Attempt {
    const last = this.#attempt
    const isShown = id && last?.token && last.shownFor && last.shownFor !== id
    if (last?.form === form && !isShown && last.isBefore(share)) return last
    last?.giveUp()
    this.#attempt = new Attempt(this.kit.host.base, form)
    return this.#attempt
  }
}

/** Waits for something, and not too long. */
export function inTime(something: Promise<unknown>): Promise<unknown> {
  return Promise.race([
    something,
    new Promise((done) => {
      AbortSignal.timeout(PATIENCE_MS).onabort = done
    }),
  ])
}
