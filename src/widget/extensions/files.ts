/** Files: a button that chooses them and a field that takes what is dropped or pasted, the list of them, and their way to the proxy. */
import { limitsOf, sizeOf } from '../../contract/file-words.ts'
import type { PublicField, PublicForm } from '../../contract/form.ts'
import { sentence } from '../../contract/sentence.ts'
import type { Strings } from '../../contract/strings/public.ts'
import type { Extend, Files, Kit } from '../extension.ts'
import type { Place } from '../fields/field.ts'
import { describing, part } from '../fields/names.ts'
import type { nothing, TemplateResult } from '../template.ts'
import { takeArrivals } from './files/arrivals.ts'
import { asFileList, joined } from './files/lists.ts'
import { News } from './files/news.ts'
import { styles } from './files/styles.ts'
import { paint } from './files/thumbnail.ts'
import { post } from './files/upload.ts'
import { filled, kindOf, percent } from './files/words.ts'

const extend: Extend<Files> = (kit) => new FileFields(kit)

export default extend

class FileFields implements Files {
  readonly post = post
  readonly #kit: Kit
  /** By the name of their control. */
  readonly #fields: Record<string, { readonly take: (came: readonly File[]) => void; readonly news: News }> = {}

  constructor(kit: Kit) {
    this.#kit = kit
    kit.adopt(styles)
    takeArrivals(kit.root, (name, came) => this.#fields[name]?.take(came))
  }

  view(
    field: PublicField,
    place: Place,
    chosen: readonly File[],
    choose: (files: readonly File[]) => void,
  ): TemplateResult {
    const { html, nothing, frame, label } = this.#kit
    const { form } = place
    const words = wordsOf(form)
    const faults = chosen.map((file) => this.#fault(field, form, [file], file.name))
    const fault = faults.find(Boolean) ?? this.#fault(field, form, chosen, field.label)
    const here = { ...place, error: fault ?? place.error }
    const limits = limitsOf(field, form)
    const { news } = this.#fields[place.name] ?? { news: new News() }
    this.#fields[place.name] = { news, take: (came) => came.length && choose(joined(field, chosen, came)) }
    const item = (file: File, index: number) =>
      this.#item(file, !!faults[index], form, (event) => {
        const rest = chosen.filter((each) => each !== file)
        void this.#focusAfter(event, index, () => choose(rest))
      })
    void this.#kit.host.updateComplete.then(() => this.#paint(place, chosen, faults))
    return frame(
      field,
      here,
      label(field, here),
      html`${limits ? html`<p class="quiet" id="${place.id}-limits"><span>${limits}</span></p>` : nothing}
        <div class="pick">
          <label class="choose" for=${place.id}>
            <span>${field.multiple ? words.chooseSeveral : words.choose}</span>
            <input
              type="file"
              part=${part('input', field, here)}
              id=${place.id}
              name=${place.name}
              accept=${field.accept}
              ?multiple=${field.multiple}
              ?required=${field.required}
              aria-invalid=${!!here.error}
              aria-describedby=${[limits && `${place.id}-limits`, describing(field, here)].filter(Boolean).join(' ') || nothing}
              .files=${asFileList(chosen)}
              @input=${stop}
              @change=${(event: Event) => this.#onChange(event, chosen)}
            />
          </label>
          <span class="quiet" aria-hidden="true">${words.drop}</span>
        </div>
        ${chosen.length ? html`<ul role="list">${chosen.map(item)}</ul>` : nothing}
        <p class="unseen" role="status">${news.of(chosen, fault, words, form.locale)}</p>`,
    )
  }

  sending(form: PublicForm, share: number | undefined): TemplateResult | typeof nothing {
    if (share === undefined) return this.#kit.nothing
    const said = filled(wordsOf(form).progress, { percent: percent(share, form.locale) })
    return this.#kit.html`<label class="upload"><span>${said}</span><progress value=${share}></progress></label>`
  }

  #item(file: File, isBad: boolean, form: PublicForm, remove: (event: Event) => void): TemplateResult {
    const { html, nothing } = this.#kit
    return html`<li part="file" class=${isBad ? 'bad' : nothing}>
      <span class="tile" aria-hidden="true" translate="no">${isBad ? '!' : kindOf(file)}<canvas hidden></canvas></span>
      <span class="name"><bdi translate="no">${file.name}</bdi> <span class="quiet">${sizeOf(file.size, form.locale, Math.ceil)}</span></span>
      <button
        class="remove"
        type="button"
        aria-label=${filled(wordsOf(form).remove, { name: file.name })}
        @click=${remove}
      ></button>
    </li>`
  }

  /** What is wrong with these files, said of `called`. That none is chosen is not. */
  #fault(field: PublicField, form: PublicForm, files: readonly File[], called: string): string | undefined {
    const { name, type, label, required: _, when: __, parent: ___, ...limits } = field
    const asked = { name, type, label: called, ...limits }
    const [issue] = this.#kit.check([asked], { [name]: files }, form).issues
    return issue && sentence({ ...form, fields: [asked] }, issue)
  }

  #paint({ id }: Place, files: readonly File[], faults: readonly unknown[]): void {
    const canvases = this.#fieldOf(id)?.querySelectorAll('canvas') ?? []
    canvases.forEach((canvas, index) => {
      void paint(canvas, faults[index] ? undefined : files[index])
    })
  }

  #onChange(event: Event, chosen: readonly File[]): void {
    stop(event)
    const input = event.target as HTMLInputElement
    const picked = [...(input.files ?? [])]
    // What stands in it is what is chosen, taken or not.
    input.files = asFileList(chosen)
    this.#fields[input.name]?.take(picked)
  }

  /** Does what a file's button says; the focus goes to the next one's, or where files are chosen. */
  async #focusAfter(event: Event, index: number, remove: () => void): Promise<void> {
    const field = (event.currentTarget as Element).closest('[part~=field]')
    remove()
    await this.#kit.host.updateComplete
    const buttons = [...(field?.querySelectorAll<HTMLElement>('.remove') ?? [])]
    ;(buttons[index] ?? buttons.at(-1) ?? field?.querySelector('input'))?.focus()
  }

  #fieldOf(id: string): Element | null | undefined {
    return this.#kit.root.querySelector(`#${id}`)?.closest('[part~=field]')
  }
}

/** The form would take it for an edit of the control as it stands. */
function stop(event: Event): void {
  event.stopPropagation()
}

/** A form that takes files comes with their words. */
const wordsOf = ({ strings }: PublicForm) => (strings as Required<Strings>).files
