/** The least that a form in Lit can be: six fields written by hand, the browser's own checks, one post. */
import { css, html, LitElement } from 'lit'

export class BareForm extends LitElement {
  static override readonly properties = { isSent: { state: true } }
  static override readonly styles = css`
    form { display: grid; gap: 1em; font: inherit }
    label { display: grid; gap: .25em }
    .choice { display: flex }
    input, textarea, button { font: inherit; padding: .5em }
  `
  declare isSent: boolean

  protected override render(): unknown {
    if (this.isSent) return html`<h2>Obrigado!</h2>`
    return html`<form @submit=${this.#send}>
      <h2>Fale com a gente</h2>
      ${this.fields()}
      <button>Enviar</button>
    </form>`
  }

  protected fields(): unknown {
    return html`
      <label>Nome <input name="nome" required autocomplete="name" /></label>
      <label>E-mail <input name="email" type="email" required autocomplete="email" /></label>
      <label>Telefone <input name="telefone" type="tel" autocomplete="tel" /></label>
      <label class="choice"><input name="interesse" type="radio" value="Residencial" /> Residencial</label>
      <label class="choice"><input name="interesse" type="radio" value="Outro" /> Outro</label>
      <label>Mensagem <textarea name="mensagem"></textarea></label>
      <label class="choice"><input name="aceite" type="checkbox" required /> Aceito a política de privacidade</label>
    `
  }

  readonly #send = async (event: SubmitEvent) => {
    event.preventDefault()
    const answers = Object.fromEntries(new FormData(event.target as HTMLFormElement))
    const sent = await fetch('/answers', { method: 'POST', body: JSON.stringify(answers) })
    this.isSent = sent.ok
  }
}

customElements.define('bare-form', BareForm)
