import type { PublicForm } from '../../../contract/form.ts'
import { turnstileAction } from '../../../contract/wire.ts'
import type { Kit } from '../../extension.ts'
import { loadTurnstile } from './script.ts'

const SLOT = 'turnstile'

/**
 * What Cloudflare thinks of the visitor, each time for one try. Its frame stands in the page itself, where it finds it, and
 * is slotted into the form; nobody sees it unless there is something to do in it.
 */
export class Opinion {
  readonly #kit: Kit
  readonly #place = document.createElement('div')
  #isBegun = false
  #isSeen = false
  /** Settles when it is there, or cannot be had. Undefined: the next question is a new one. */
  #asked: Promise<void> | undefined
  #response: string | undefined
  #widget: string | undefined

  constructor(kit: Kit) {
    this.#kit = kit
    if (!(kit.root instanceof ShadowRoot)) return
    this.#place.slot = SLOT
    kit.host.append(this.#place)
  }

  view(form: PublicForm): unknown {
    const { html, nothing, root } = this.#kit
    if (!this.#isBegun) void this.ask(form)
    this.#isBegun = true
    const place = root instanceof ShadowRoot ? html`<slot name=${SLOT}></slot>` : this.#place
    return html`<div class=${this.#isSeen ? nothing : 'unseen'}>${place}</div>`
  }

  /** Never rejects. */
  ask(form: PublicForm): Promise<void> {
    this.#asked ??= this.#ask(form).catch(() => {
      this.#asked = undefined
    })
    return this.#asked
  }

  /** Good once. */
  take(): string | undefined {
    const response = this.#response
    this.#response = undefined
    if (response) this.#asked = undefined
    return response
  }

  async #ask({ id, locale, turnstile = '' }: PublicForm): Promise<void> {
    const api = await loadTurnstile()
    if (this.#widget) api.remove(this.#widget)
    await new Promise<void>((answered) => {
      this.#widget = api.render(this.#place, {
        sitekey: turnstile,
        action: turnstileAction(id),
        language: locale,
        size: 'flexible',
        appearance: 'interaction-only',
        'response-field': false,
        callback: (response) => {
          this.#response = response
          answered()
        },
        'expired-callback': () => {
          this.#response = undefined
        },
        'before-interactive-callback': () => this.#show(true),
        'after-interactive-callback': () => this.#show(false),
        // Handled: it tries again by itself, and says nothing on the console.
        'error-callback': () => true,
      })
    })
  }

  #show(isSeen: boolean): void {
    this.#isSeen = isSeen
    this.#kit.requestUpdate()
  }
}
