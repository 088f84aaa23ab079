/** A form that works without the element, as the one line brings it to the page. */
import type { PublicForm } from './form.ts'

/** An element: its name, its attributes, and what stands in it. */
export type PlainNode = readonly [
  tag: string,
  attributes: Readonly<Record<string, string>>,
  within: readonly (PlainNode | string)[],
]

export interface PlainForm {
  readonly content: PlainNode
  /** Its style rules. */
  readonly looks: string
}

/** What the one line is called with. `endpoint`: the proxy's base address, ending in a slash. `plain`: none for a form that has closed. */
export type Embed = (form: PublicForm, endpoint: string, plain?: PlainForm) => void
