import { check } from '../contract/check.ts'
import { adopt } from './adopt.ts'
import { addressOf } from './client.ts'
import { complain } from './complain.ts'
import type { Extend, Extensions, Kit } from './extension.ts'
import { files } from './extension-files.ts'
import { frame } from './fields/field.ts'
import type { RenderedElement } from './rendered-element.ts'
import { html, nothing } from './template.ts'

/** By address: each script is asked for once a page, and missed once on the console. */
const scripts: Record<string, Promise<Extend<Extensions[keyof Extensions]> | undefined>> = {}

interface Host extends RenderedElement {
  readonly base: string
}

/** The extensions of one element, as they are asked for and arrive. */
export class ExtensionSet {
  readonly #host: Host
  readonly #parts: Partial<Extensions> = {}
  /** By name, whether it is known if it can be had. */
  readonly #isKnown: { [Name in keyof Extensions]?: boolean } = {}

  constructor(host: Host) {
    this.#host = host
  }

  /** Whether it is there, or cannot be had. The first question fetches it. */
  isSettled(name: keyof Extensions): boolean {
    if (this.#isKnown[name] === undefined) {
      this.#isKnown[name] = false
      void this.#fetch(name)
    }
    return this.#isKnown[name]
  }

  part<Name extends keyof Extensions>(name: Name): Extensions[Name] | undefined {
    return this.#parts[name]
  }

  /** Lets go of what they listen to. */
  stop(): void {
    this.#parts.steps?.stop()
    this.#parts.dialog?.stop()
  }

  async #fetch<Name extends keyof Extensions>(name: Name): Promise<void> {
    const { base, root } = this.#host
    const part = await load(base, name, {
      html,
      nothing,
      frame,
      check,
      root,
      host: this.#host,
      adopt: (rules) => adopt(root, rules),
      requestUpdate: () => this.#host.requestUpdate(),
    })
    Object.assign(this.#parts, { [name]: part })
    this.#isKnown[name] = true
    this.#host.requestUpdate()
  }
}

/** The extension for one element, from its proxy; undefined where its script cannot be had. */
async function load<Name extends keyof Extensions>(
  base: string,
  name: Name,
  kit: Kit,
): Promise<Extensions[Name] | undefined> {
  const url = addressOf(base, `${files[name]}`)
  scripts[url] ??= import(/* @vite-ignore */ url).then(
    (script) => script.default,
    () => complain(`"${name}" cannot be loaded from ${url}; the form does without`),
  )
  return (await scripts[url])?.(kit) as Extensions[Name] | undefined
}
