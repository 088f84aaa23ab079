import { html } from './template.ts'

/** By language, what the button says that loads the form again: the only words that cannot come with it. */
const AGAIN: Readonly<Record<string, string>> = {
  en: 'Reload',
  pt: 'Recarregar',
  es: 'Recargar',
  fr: 'Recharger',
  de: 'Neu laden',
  it: 'Ricarica',
  ar: 'إعادة التحميل',
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
