import { render } from 'lit/html.js'

/**
 * A custom element whose shadow root is drawn by a lit template: all that `<gatehouse-form>` needs of LitElement, at a
 * fifth of the bytes. Changes are drawn together, once, at the end of the running task.
 */
export abstract class RenderedElement extends HTMLElement {
  /** Settles when what was asked for last is drawn. */
  updateComplete: Promise<void> = Promise.resolve()
  readonly root = this.attachShadow({ mode: 'open' })
  #isAsked = false

  constructor(styles: string) {
    super()
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
    this.root.adoptedStyleSheets = [sheet]
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
      render(this.render(), this.root)
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
    this.requestUpdate()
  }
}
