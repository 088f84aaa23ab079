interface Opener {
  /** Selects what opens it, anywhere on the page and at any time. */
  readonly trigger: string | null
  readonly isConnected: boolean
  show(): void
}

/** Opens an element by clicks elsewhere on the page. */
export class Trigger {
  readonly #opener: Opener

  constructor(opener: Opener) {
    this.#opener = opener
  }

  /** Listens while the element is in the page and names a trigger. */
  update(): void {
    const { trigger, isConnected } = this.#opener
    if (trigger && isConnected) document.addEventListener('click', this)
    else document.removeEventListener('click', this)
  }

  handleEvent(event: Event): void {
    const { trigger } = this.#opener
    if (!trigger || !(event.target as Element).closest(trigger)) return
    // A link stays where it leads to without this script.
    event.preventDefault()
    this.#opener.show()
  }
}
