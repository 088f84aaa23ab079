/**
 * `/f/{id}`: one form on a page of its own, with or without a script. It is on the proxy's origin, so that it works where
 * the embedding site is not listed.
 */
import type { PublicForm } from '../../src/contract/form.ts'
import { stringsFor } from '../../src/contract/strings/index.ts'
import { paths } from '../../src/contract/wire.ts'
import { directionOf } from '../forms/text.ts'
import type { Filled } from './form-markup.ts'
import { formMarkup, previewNote } from './form-markup.ts'
import type { Markup } from './html.ts'
import { attributes, html } from './html.ts'
import { formLooks, waitingLooks } from './looks.ts'
import { spoken } from './own-text.ts'
import { scriptTag } from './script-tag.ts'

/** What can be said in the place of a form. */
export type Sorry = 'missing' | 'unavailable' | 'failed'

/** Where the pages are and how they look. */
export interface Setting {
  /** The proxy's base address, ending in a slash. */
  readonly endpoint: string
  /** The element's looks. */
  readonly styles: string
  /** Allows the page's one style; everything else comes from the proxy. */
  readonly nonce: string
  /** Where its site is, for a page that has one. */
  readonly back?: URL | undefined
}

/** The form to be filled. */
export function formPage(form: PublicForm, setting: Setting, filled: Filled): string {
  const { endpoint } = setting
  const isWrong = filled.issues !== undefined && filled.issues.length > 0
  const action = new URL(paths.hosted(form.id), endpoint).href
  return whole(setting, {
    ...form,
    looks: formLooks(form),
    title: `${isWrong ? `${form.strings.error}: ` : ''}${form.title ?? form.id}`,
    content: html`<gatehouse-form${attributes({ form: form.id, endpoint, locale: form.locale, preview: form.preview?.token })}>
${formMarkup(form, action, 1, filled)}
</gatehouse-form>
<script${attributes({ type: 'module', src: new URL(paths.script, endpoint).href })}></script>`,
  })
}

/** A form on a page of somebody else’s, until its element is there. `styles`: those of `plainStyles`. */
export const waitingForm = (form: PublicForm, endpoint: string, styles: string) => ({
  markup: formMarkup(form, new URL(paths.hosted(form.id), endpoint).href, 2),
  looks: styles + formLooks(form) + waitingLooks(form),
})

/**
 * The form to paste into other pages, or to include on the server: it works before the script is there, and without it.
 * A page that does not allow its styles has the form in its own looks.
 */
export function pasteMarkup(form: PublicForm, endpoint: string, styles: string): string {
  const { markup, looks } = waitingForm(form, endpoint, styles)
  // The page may be in another language, in which the element would ask for the form.
  const start = html`<gatehouse-form${attributes({ form: form.id, locale: form.locale })}>`
  const rest = html`${markup}
</gatehouse-form>
${scriptTag({ type: 'module' }, new URL(paths.script, endpoint).href)}
`
  return `${start}\n${styleTag(looks)}\n${rest}`
}

/** What stands there once it is accepted. */
export function thanksPage(form: PublicForm, setting: Setting, reference: string): string {
  const [start, ...rest] = form.success.message.split('{reference}')
  const parts = rest.map((text) => html`<bdi part="reference" translate="no" dir="ltr">${reference}</bdi>${text}`)
  const { thanks: title } = form.strings
  const message = html`<p${spoken(form.success, 'message')}>${start}${parts}</p>`
  const content = html`${previewNote(form)}<div class="success">\n<h1>${title}</h1>\n${message}\n</div>`
  return whole(setting, { ...form, title, content })
}

/** Outside the form's time. */
export function closedPage(form: PublicForm, setting: Setting): string {
  const { closed: title } = form.strings
  return whole(setting, { ...form, title, content: html`<h1>${title}</h1>\n<p>${form.closed}</p>` })
}

/** In the place of a form. `back`: address of the form, where there is one. */
export function sorryPage(
  { says, locale, back }: { readonly says: Sorry; readonly locale: string; readonly back?: string },
  setting: Setting,
): string {
  const { page: words, error: title } = stringsFor(locale)
  const link = back !== undefined && html`\n<p><a${attributes({ href: back })}>${words.back}</a></p>`
  const content = html`<h1>${title}</h1>\n<p>${words[says]}</p>${link}`
  return whole(setting, { locale, dir: directionOf(locale), title, content })
}

interface Page extends Pick<PublicForm, 'locale' | 'dir'> {
  readonly title: string
  readonly content: Markup
  /** Style rules of its own. */
  readonly looks?: string
}

function whole({ nonce, styles, back }: Setting, { locale, dir, title, content, looks = '' }: Page): string {
  const head = html`<!doctype html>
<html${attributes({ lang: locale, dir })}>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
`
  return `${head}${styleTag(styles + LOOKS + looks, nonce)}
${html`<main class="gatehouse">
${content}
${back && backLink(back, locale)}</main>
</html>
`}`
}

/** Out of any frame that the page is in. */
function backLink({ href, host }: URL, locale: string): Markup {
  const [before, after] = stringsFor(locale).page.site.split('{site}')
  const site = html`<bdi translate="no" dir="ltr">${host}</bdi>`
  return html`<p class="site"><a${attributes({ href, target: '_top' })}>${before}${site}${after}</a></p>\n`
}

/** A style's text is no HTML: nothing in it is escaped, it comes from the build or is quoted as CSS has it. */
const styleTag = (rules: string, nonce?: string): string => `<style${attributes({ nonce })}>${rules}</style>`

/** One column; the rest is the element's looks. */
const LOOKS = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 36em; margin: 0 auto; padding: 2rem 1rem }
.gatehouse h1 { font-size: 1.5em; text-wrap: balance }
.gatehouse .summary h2 { font-size: 1em }
.gatehouse .status { margin: 0 }
.gatehouse h1 + p { margin-block: 1em }
.gatehouse .site { margin-block-start: 2em }
.gatehouse :not(.site) > a[target] { display: inline }
@media print { .gatehouse button { display: none } }
`
