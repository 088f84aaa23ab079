import { adopt } from './adopt.ts'
import { reset } from './gatehouse-form.styles.ts'
import { render } from './template.ts'

/**
 * A custom element that is drawn by a template of Lit's, without LitElement. Changes are drawn together, once, at the end of the running task, and only
 * while it stands in a page.
 */
export abstract class RenderedElement extends HTMLElement {
  /** Settles when what was asked for last is drawn. */
  updateComplete: Promise<void> = Promise.resolve()
  /** Where it draws: its shadow root, or with `shadow="none"` a box inside itself. There once it has stood in a page. */
  declare root: ShadowRoot | HTMLElement
  /** What controls say now is the drawing's doing: one that goes away with the focus in it tells of its change first. */
  isDrawing = false
  readonly #styles: string
  #isAsked = false

  constructor(styles: string) {
    super()
    this.#styles = styles
  }

  /** What stands in the root. */
  protected abstract render(): unknown

  /** Runs after each drawing. */
  protected abstract drawn(): void

  requestUpdate(): void {
    if (this.#isAsked) return
    this.#isAsked = true
    this.updateComplete = Promise.resolve().then(() => {
      this.#isAsked = false
      if (!this.isConnected) return
      this.isDrawing = true
      render(this.render(), this.root)
      this.isDrawing = false
      this.drawn()
    })
  }

  connectedCallback(): void {
    // A framework may set properties before this script arrives; they would hide the accessors of the class.
    for (const [name, value] of Object.entries(this)) {
      if (name in Object.getPrototypeOf(this)) {
        delete (this as Record<string, unknown>)[name]
        Object.assign(this, { [name]: value })
      }
    }
    this.root ??=
      this.getAttribute('shadow') === 'none'
        ? this.appendChild(document.createElement('div'))
        : this.attachShadow({ mode: 'open' })
    adopt(this.root, this.contains(this.root) ? reset + this.#styles : this.#styles)
    this.requestUpdate()
  }
}
