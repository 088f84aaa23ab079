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

/** By address: each script is asked for once a page, and missed once on the console. */
const scripts: Record<string, Promise<Script | undefined>> = {}

interface Host extends RenderedElement {
  readonly base: string
}

/** The extensions of one element, as they are asked for and arrive. */
export class ExtensionSet {
  readonly #host: Host
  readonly #parts: Partial<Extensions> = {}
  readonly #asked: { [Name in keyof Extensions]?: Promise<void> } = {}

  constructor(host: Host) {
    this.#host = host
  }

  /** Whether it is there, or cannot be had. The first question fetches it. */
  isSettled(name: keyof Extensions): boolean {
    void this.settle(name)
    return name in this.#parts
  }

  /** Fetches it, if it was not asked for before. Settles when it is there, or cannot be had. */
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
    this.#parts.steps?.stop()
    this.#parts.dialog?.stop()
    this.#parts.lazy?.stop()
  }

  async #fetch<Name extends keyof Extensions>(name: Name): Promise<void> {
    const { base, root } = this.#host
    // One that this element cannot use is as good as none.
    const part = await load(base, name, {
      html,
      nothing,
      frame,
      label,
      check: (...given) => this.checks.check(...given),
      root,
      host: this.#host,
      adopt: (rules) => adopt(root, rules),
      requestUpdate: () => this.#host.requestUpdate(),
    }).catch(complain)
    Object.assign(this.#parts, { [name]: part })
    this.#host.requestUpdate()
  }
}

/** A script that has not come by then is done without: the form would wait for it. */
const LOAD_MS = 10_000

/** The extension for one element, from its proxy; undefined where its script cannot be had. */
async function load<Name extends keyof Extensions>(
  base: string,
  name: Name,
  kit: Kit,
): Promise<Extensions[Name] | undefined> {
  const url = addressOf(base, fileOf(name))
  scripts[url] ??= new Promise<Script>((arrived, missed) => {
    const timer = setTimeout(missed, LOAD_MS)
    const settled = import(/* @vite-ignore */ url).then(arrived, missed)
    void settled.then(() => clearTimeout(timer))
  }).catch(() => void complain(`"${name}" cannot be loaded from ${url}`))
  return (await scripts[url])?.default(kit) as Extensions[Name] | undefined
}
