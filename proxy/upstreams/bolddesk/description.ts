/**
 * A ticket's description: what the visitor wrote, a table of everything else, where and when, and the submission's id. HTML
 * as mail clients show it. Every part is escaped, and no address becomes a link. Pure.
 */
import { findLocale } from '../../forms/text.ts'
import type { Listing, Order } from '../upstream.ts'

interface Words {
  readonly page: string
  readonly received: string
  readonly submission: string
  readonly files: string
}

const ENGLISH: Words = { page: 'Page', received: 'Received', submission: 'Submission', files: 'Files' }
const WORDS: Readonly<Record<string, Words>> = {
  en: ENGLISH,
  'pt-BR': { page: 'Página', received: 'Recebido', submission: 'Envio', files: 'Arquivos' },
}

/** `given`: what is mapped to the description, where the order has no listing for it. */
export function descriptionOf({ submissionId, listing, notes }: Order, given = ''): string {
  const words = wordsIn(listing?.locale ?? notes?.locale ?? '')
  const marker = line(words.submission, submissionId)
  if (!listing) return [...paragraphs([given]), `<p>${marker}</p>`].join('\n')
  const lines = [...listing.notes, ...(notes?.key === listing.key ? notes.lines : [])]
  return [
    ...paragraphs(listing.lead),
    ...table(listing),
    ...(lines.length > 0 ? [`<p>${lines.map(escaped).join('<br>')}</p>`] : []),
    `<p>${[
      ...(listing.page === undefined ? [] : [line(words.page, listing.page)]),
      line(words.received, timeOf(listing)),
      marker,
    ].join('<br>')}</p>`,
  ].join('\n')
}

/** The text of the reply that files are added by. */
export function filesReply(names: readonly string[], locale: string): string {
  return `<p>${line(wordsIn(locale).files, names.join(', '))}</p>`
}

/** As text: for what people wrote, in HTML and in an attribute alike. */
export function escaped(text: string): string {
  return text
    .replace(CONTROLS, '')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/\r\n|[\r\n\u2028\u2029]/g, '<br>')
}

/** No text has them, and some readers end at one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is for
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g

const CELL = 'style="text-align:left;vertical-align:top;padding:2px 12px 2px 0"'

function table({ entries }: Listing): readonly string[] {
  if (entries.length === 0) return []
  const rows = entries.map(
    ({ label, value }) => `<tr><th scope="row" ${CELL}>${escaped(label)}</th><td ${CELL}>${escaped(value)}</td></tr>`,
  )
  return ['<table>', ...rows, '</table>']
}

function paragraphs(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => text.trim() !== '').map((text) => `<p>${escaped(text)}</p>`)
}

function line(label: string, value: string): string {
  return `${escaped(label)}: ${escaped(value)}`
}

function timeOf({ at, locale }: Listing): string {
  const format = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const
  return `${new Intl.DateTimeFormat(knownLocale(locale), format).format(at)} UTC`
}

/** English where a form's language is none that can be written. */
function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en'
  } catch {
    return 'en'
  }
}

function wordsIn(locale: string): Words {
  return WORDS[findLocale(locale, Object.keys(WORDS)) ?? ''] ?? ENGLISH
}
