/** The same form, drawn from what it fetches. */
import { html } from 'lit'
import { BareForm } from './bare-lit.ts'

interface Field {
  readonly name: string
  readonly type: string
  readonly label: string
  readonly required?: boolean
  readonly options?: readonly { readonly value: string; readonly label: string }[]
}

class FetchingForm extends BareForm {
  static override readonly properties = { ...BareForm.properties, form: { state: true } }
  declare form: { readonly fields: readonly Field[] } | undefined

  override async connectedCallback(): Promise<void> {
    super.connectedCallback()
    this.form = await (await fetch(this.getAttribute('src') ?? '')).json()
  }

  protected override render(): unknown {
    return this.form ? super.render() : html`<slot></slot>`
  }

  protected override fields(): unknown {
    return this.form?.fields.map(({ name, type, label, required = false, options }) => {
      if (options) {
        return options.map(
          ({ value, label: words }) =>
            html`<label class="choice"><input type="radio" name=${name} value=${value} /> ${words}</label>`,
        )
      }
      if (type === 'textarea') return html`<label>${label} <textarea name=${name}></textarea></label>`
      const className = type === 'checkbox' ? 'choice' : ''
      return html`<label class=${className}>${label} <input type=${type} name=${name} ?required=${required} /></label>`
    })
  }
}

customElements.define('fetching-form', FetchingForm)
