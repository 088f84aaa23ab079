import type { Answers } from '../contract/form.ts'
import { adopt } from './adopt.ts'
import { addressOf } from './client.ts'
import { complain } from './complain.ts'
import type { Checks, Extend, Extensions, Kit } from './extension.ts'
import { fileOf } from './extension-files.ts'
import { frame, label } from './fields/field.ts'
import type { RenderedElement } from './rendered-element.ts'
import { html, nothing } from './template.ts'
import { trusting } from './trusting.ts'

interface Script {
  readonly default: Extend<Extensions[keyof Extensions]>
}

/**
 * By address: what is put behind it once it was missed. There are browsers that keep what became of an address for as long
 * as the page lives (https://github.com/whatwg/html/issues/6768).
 */
const again: Record<string, string> = {}

/** A script that has not come by then is done without: the form would wait for it. */
const LOAD_MS = 10_000

interface Host extends RenderedElement {
  readonly form: string | null
  readonly base: string
  answers: Answers
  submit(): Promise<void>
  reset(): void
}

/** The extensions of one element, as they are asked for and arrive. */
export class ExtensionSet {
  readonly #host: Host
  readonly #parts: Partial<Extensions> = {}
  readonly #asked: { [Name in keyof Extensions]?: Promise<void> } = {}

  constructor(host: Host) {
    this.#host = host
  }

  /** What to wait for until it is there, or was missed. The first question fetches it, and no other: each drawing may ask. */
  pending(name: keyof Extensions): Promise<void> | undefined {
    return name in this.#parts ? undefined : this.settle(name)
  }

  /** Fetches it; again, if it was missed before. Settles when it is there, or cannot be had at present. */
  settle(name: keyof Extensions): Promise<void> {
    this.#asked[name] ??= this.#fetch(name)
    return this.#asked[name]
  }

  /** What knows about answers, as far as it is there. */
  get checks(): Checks {
    return this.#parts.check ?? trusting
  }

  part<Name extends keyof Extensions>(name: Name): Extensions[Name] | undefined {
    return this.#parts[name]
  }

  /** Lets go of what they listen to. */
  stop(): void {
    for (const part of Object.values(this.#parts)) if (part && 'stop' in part) part.stop()
  }

  async #fetch(name: keyof Extensions): Promise<void> {
    const { base, root } = this.#host
    const url = addressOf(base, fileOf(name))
    const kit: Kit = {
      html,
      nothing,
      frame,
      label,
      check: (...given) => this.checks.check(...given),
      root,
      host: this.#host,
      adopt: (rules) => adopt(root, rules),
      requestUpdate: () => this.#host.requestUpdate(),
    }
    const part = await new Promise<Script>((arrived, missed) => {
      const timer = setTimeout(missed, LOAD_MS, 'timeout')
      const settled = import(/* @vite-ignore */ url + (again[url] ?? '')).then(arrived, missed)
      void settled.then(() => clearTimeout(timer))
    })
      .then((script) => script.default(kit))
      // One that this element cannot use is as good as none.
      .catch((cause) => {
        if (!again[url]) complain(`"${name}" cannot be loaded from ${url}: ${cause}`)
        again[url] = `?${Date.now()}`
        delete this.#asked[name]
      })
    Object.assign(this.#parts, { [name]: part })
    this.#host.requestUpdate()
  }
}
