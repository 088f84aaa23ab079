import type { PublicForm } from '../../contract/form.ts'
import { form as formPath } from '../../contract/paths.ts'
import { loadForm } from '../client.ts'
import { complain } from '../complain.ts'
import { FormEvent } from '../events.ts'
import type { RenderedElement } from '../rendered-element.ts'

/** What is asked of the loader: a form by its id, or one that the page already has. */
interface Source extends RenderedElement {
  readonly form: string | null
  readonly base: string
  readonly language: string
  readonly preview: string | null
  readonly preloaded: PublicForm | undefined
}

/** Keeps the public form that its element asks for: loads it, loads it anew when the question changes, and tries again. */
export class FormLoader {
  /** The form that is there. It stays while another one, or another language of it, is on its way. */
  form: PublicForm | undefined
  /** The last load brought nothing. */
  failed = false
  readonly #host: Source
  /** What was asked for last: the form itself, or the address of it. */
  #wanted: PublicForm | string | undefined
  #loading: AbortController | undefined

  constructor(host: Source) {
    this.#host = host
  }

  /** Loads, if the host asks for something else than before. */
  update(): void {
    const { form, base, language, preview, preloaded } = this.#host
    const path = formPath(form ?? '', language, preview)
    const wanted = preloaded ?? base + path
    if (wanted === this.#wanted) return
    this.#wanted = wanted
    if (form || preloaded) void this.#load(path)
    else complain('the attribute "form" is missing')
  }

  retry(): void {
    this.#wanted = undefined
    this.update()
  }

  /** Stops what is on its way; the next update asks for it again. */
  stop(): void {
    if (!this.#loading) return
    this.#loading.abort()
    this.#loading = this.#wanted = undefined
  }

  async #load(path: string): Promise<void> {
    const { form, base, preloaded } = this.#host
    this.#loading?.abort()
    const loading = new AbortController()
    this.#loading = loading
    const loaded = preloaded ? { form: preloaded } : await loadForm(base, path, loading)
    if (this.#loading !== loading) return
    this.#loading = undefined
    this.failed = !loaded.form
    this.form = loaded.form ?? this.form
    this.#host.requestUpdate()
    if (loaded.form) return
    await this.#host.updateComplete
    complain(`the form "${form}" cannot be loaded from ${base}: ${loaded.reason}`)
    this.#host.dispatchEvent(new FormEvent('gatehouse-load-error', { reason: loaded.reason }))
  }
}
