/** The form on top of the page, in the browser's own dialog. */
import type { PublicForm } from '../../contract/form.ts'
import type { Dialog, Extend, Kit } from '../extension.ts'
import { hold, release } from './dialog/page-scroll.ts'
import { styles } from './dialog/styles.ts'
import { isTrigger } from './dialog/trigger.ts'

const extend: Extend<Dialog> = (kit) => new ModalDialog(kit)

export default extend

class ModalDialog implements Dialog {
  readonly #kit: Kit
  #close = () => {}
  /** It is meant to be seen: the browser's word that it was closed is the visitor's. */
  #isShown = false
  /** The pointer went down beside it: the end of a selection that began inside is no click on the page. */
  #isPressed = false
  /** It was closed on its thanks. */
  #isOver = false

  constructor(kit: Kit) {
    this.#kit = kit
    kit.adopt(styles)
  }

  view(content: unknown, form: PublicForm | undefined, close: () => void) {
    this.#close = close
    return this.#kit.html`<dialog
      part="dialog"
      lang=${form?.locale}
      dir=${form?.dir}
      aria-label=${form?.title ?? form?.submit}
      @close=${this.#onClose}
      @mousedown=${this.#onPress}
      @click=${this.#onClick}
    >
      <div class="sheet">
        <button part="close" class="close" type="button" aria-label=${form?.strings.close} @click=${close}></button>
        ${content}
      </div>
    </dialog>`
  }

  sync(open: boolean): void {
    document.addEventListener('click', this.#onPageClick)
    const dialog = this.#find<HTMLDialogElement>('dialog')
    if (!dialog) {
      // It went with its form, or the page shows the form without it from now on.
      this.#isShown = false
      release(this)
      return
    }
    if (open === this.#isShown) return
    if (!open) {
      this.#hide(dialog)
      return
    }
    if (this.#isOver) {
      // Whoever opens it again has something else to say. The drawing that follows comes here again.
      this.#isOver = false
      this.#kit.host.reset()
      return
    }
    this.#isShown = true
    hold(this)
    dialog.showModal()
    // The form takes up what stands in its controls when the focus comes, and new ones are filled at the end of the drawing.
    queueMicrotask(() => this.#isShown && this.#focus())
  }

  stop(): void {
    document.removeEventListener('click', this.#onPageClick)
    const dialog = this.#find<HTMLDialogElement>('dialog')
    if (dialog && this.#isShown) this.#hide(dialog)
  }

  #focus(): void {
    const focused = this.#find('[tabindex]:not(.unseen)') ?? this.#find('form [name]:not(.unseen)')
    focused?.focus()
  }

  /** The browser gives the focus back to what had it. */
  #hide(dialog: HTMLDialogElement): void {
    this.#isShown = false
    this.#isOver = !!this.#find('[part=success]')
    release(this)
    dialog.close()
  }

  readonly #onPageClick = (event: Event) => {
    if (!isTrigger(event, this.#kit.host.getAttribute('trigger'))) return
    // A link stays where it leads to without this script.
    event.preventDefault()
    // The focus is back before the news of the end: who is fast opens it again in between.
    this.#onClose()
    this.#kit.host.toggleAttribute('open', true)
  }

  /** By Escape, or the back gesture of a telephone; the news of an earlier end may come when it is open again. */
  readonly #onClose = () => {
    const dialog = this.#find<HTMLDialogElement>('dialog')
    if (!this.#isShown || !dialog || dialog.open) return
    this.#hide(dialog)
    this.#close()
  }

  readonly #onPress = (event: MouseEvent) => {
    // The second of a double click may be that which opened it.
    this.#isPressed = event.detail < 2 && event.target === event.currentTarget
  }

  readonly #onClick = (event: Event) => {
    if (this.#isPressed && event.target === event.currentTarget) this.#close()
  }

  #find<E extends HTMLElement>(selector: string): E | null {
    return this.#kit.root.querySelector<E>(selector)
  }
}
