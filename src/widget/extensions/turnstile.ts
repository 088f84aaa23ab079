/**
 * The same as `proof`, with Cloudflare's opinion. Nothing of Cloudflare's is loaded before the visitor has come to the form,
 * and where it cannot be loaded, or a page's policy refuses it, the form is sent without.
 */
import type { PublicForm } from '../../contract/form.ts'
import type { Proof } from '../../contract/wire.ts'
import type { Extend, Kit, Prover } from '../extension.ts'
import { Evidence, inTime } from './proof/evidence.ts'
import { Opinion } from './turnstile/opinion.ts'

const extend: Extend<Prover> = (kit) => new WithTurnstile(kit)

export default extend

class WithTurnstile extends Evidence {
  readonly #opinion: Opinion

  constructor(kit: Kit) {
    super(kit)
    this.#opinion = new Opinion(kit)
  }

  override async prove(form: PublicForm, id: string, typedMs: number | undefined): Promise<Proof> {
    const asked = this.#opinion.ask(form)
    const [proof] = await Promise.all([super.prove(form, id, typedMs), inTime(asked)])
    const turnstile = this.#opinion.take()
    return { ...proof, ...(turnstile && { turnstile }) }
  }

  view(form: PublicForm): unknown {
    return this.#opinion.view(form)
  }
}
