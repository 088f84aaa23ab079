import { html } from './template.ts'

/** The only words that cannot come with the form: those that say that it did not come. */
const WORDS = {
  en: ['The form could not be loaded.', 'Try again'],
  pt: ['Não foi possível carregar o formulário.', 'Tentar de novo'],
} as const

/** Stands beside what the page put inside the element. */
export function unavailable(language: string, retry: () => void) {
  const lang = language.startsWith('pt') ? 'pt' : 'en'
  const [message, again] = WORDS[lang]
  return html`
    <p part="status" class="status" role="alert" lang=${lang}>
      <span>${message}</span> <button part="submit" type="button" @click=${retry}>${again}</button>
    </p>
  `
}
