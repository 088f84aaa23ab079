import { html } from './template.ts'

/** By language, what the button says that loads the form again: the only words that cannot come with it. */
const AGAIN: Readonly<Record<string, string>> = {
  en: 'Reload the form',
  pt: 'Recarregar o formulário',
  es: 'Recargar el formulario',
  fr: 'Recharger le formulaire',
  de: 'Formular neu laden',
  it: 'Ricaricare il modulo',
  ar: 'إعادة تحميل النموذج',
}

/** Stands beside what the page put inside the element. */
export function unavailable(language: string, retry: () => void) {
  const wanted = language.slice(0, 2)
  const lang = AGAIN[wanted] ? wanted : 'en'
  return html`
    <p part="status" class="status" role="alert" lang=${lang}>
      <button part="submit" type="button" @click=${retry}>${AGAIN[lang]}</button>
    </p>
  `
}
