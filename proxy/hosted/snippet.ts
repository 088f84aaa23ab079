/** What to paste into a page for one form, in the three ways that there are. */
import type { PublicForm } from '../../src/contract/form.ts'
import { paths } from '../../src/contract/wire.ts'
import { reservedSpace } from '../forms/reserved.ts'
import { attributes, html } from './html.ts'
import { pasteMarkup } from './page.ts'
import { scriptTag } from './script-tag.ts'

/** `element`: loads script and form side by side. `script`: one line. `instant`: a real form, which the element takes over. */
export const KINDS = ['element', 'script', 'instant'] as const
export type Kind = (typeof KINDS)[number]

export interface Wanted {
  /** The proxy's base address, ending in a slash. */
  readonly endpoint: string
  /** The language that was asked for; left out, the form comes in its own. */
  readonly locale?: string | undefined
  /** Those that an instant form carries: `plainStyles`. */
  readonly styles: string
}

type Snippet = (form: PublicForm, wanted: Wanted) => string

export const snippets: Readonly<Record<Kind, Snippet>> = {
  /** The element asks in its `locale`: what was preloaded is what it asks for, whatever language the page is in. */
  element: (form, { endpoint, locale }) => {
    const json = at(endpoint, paths.form(form.id, form.locale))
    const page = at(endpoint, paths.hosted(form.id), locale && form.locale)
    return lines(
      html`<link${attributes({ rel: 'preload', as: 'fetch', crossorigin: true, href: json })}>`,
      scriptTag({ type: 'module' }, at(endpoint, paths.script)),
      room(form, `gatehouse-form[form="${form.id}"]`),
      html`<gatehouse-form${attributes({ form: form.id, locale: form.locale })}><a${attributes({ href: page })}>${form.strings.hosted}</a></gatehouse-form>`,
    )
  },
  script: (form, { endpoint, locale }) =>
    lines(
      room(form, `[${PLACE}="${form.id}"]`),
      html`<div${attributes({ [PLACE]: form.id })}></div>`,
      scriptTag({ async: true }, at(endpoint, paths.embed(form.id), locale && form.locale)),
    ),
  instant: (form, { endpoint, styles }) => pasteMarkup(form, endpoint, styles),
}

/** The attribute of the box that the one line draws into. */
const PLACE = 'data-gatehouse-form'

const lines = (...all: readonly unknown[]): string => all.map((line) => `${line}\n`).join('')

/** Keeps what stands below the form where it is; a page that does not allow it has the form push that down. */
const room = (form: PublicForm, selector: string): string => `<style>${reservedSpace(form, selector)}</style>`

function at(endpoint: string, path: string, locale?: string): string {
  return new URL(locale ? `${path}?locale=${locale}` : path, endpoint).href
}
