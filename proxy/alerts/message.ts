/** What is sent: an alert, or the good news of a delivery. */
import type { Answer } from '../../src/contract/form.ts'
import { versionOf } from '../forms/digest.ts'
import type { PublishedForm } from '../forms/published.ts'
import { findLocale, textIn } from '../forms/text.ts'
import type { Kept } from '../outbox/outbox.ts'
import type { Alert } from './causes.ts'

export interface Message {
  /** The same through every retry, another for each reminder. */
  readonly id: string
  readonly type: string
  /** When it began to be so, ms since the epoch. */
  readonly timestamp: number
  /** One line. */
  readonly subject: string
  readonly text: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What became of one try to send. `gone`: nobody lives there any more, and it is not to be tried again. */
export type Sent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: 'gone' }

/** Which telling of a cause it is. */
export interface Telling {
  readonly cause: string
  readonly since: number
  readonly toldAt: number | undefined
}

export async function alertMessage(alert: Alert, telling: Telling): Promise<Message> {
  const { kind, severity, title, text, command, about } = alert
  const reminder = telling.toldAt !== undefined
  return {
    id: await idOf(telling),
    type: kind,
    timestamp: telling.since,
    subject: `[Gatehouse] ${reminder ? 'Still: ' : ''}${title}`,
    text: `${text}\n\n${command}`,
    data: { severity, title, command, reminder, ...about },
  }
}

export interface News {
  /** As it was submitted. */
  readonly form: PublishedForm
  /** With the answers in it. */
  readonly answers: boolean
}

/** The good news. Answers are in it only where the form asks for that, and only as long as the store has them. */
export async function newsMessage(kept: Kept, news: News, telling: Telling): Promise<Message> {
  const { form } = news
  const { id: submission, reference } = kept
  const words = WORDS[findLocale(form.locale, Object.keys(WORDS)) ?? 'en'] ?? ENGLISH
  const title = textIn(form.title ?? form.id, form.locale, form.locale)
  const answers = news.answers ? answersOf(kept, form) : []
  const record = kept.results[form.entity]?.id
  return {
    id: await idOf(telling),
    type: 'submission.delivered',
    timestamp: telling.since,
    subject: `${words.lead}: ${title} (${reference})`,
    text: [
      `${words.delivered.replace('{form}', title)} ${words.reference}: ${reference}.`,
      ...(answers.length > 0 ? ['', ...answers.map(({ label, value }) => `${label}: ${plain(value, words)}`)] : []),
    ].join('\n'),
    data: {
      ...{ form: form.id, reference, submission },
      ...(record !== undefined && { record }),
      ...(answers.length > 0 && { answers }),
    },
  }
}

interface Words {
  readonly lead: string
  readonly delivered: string
  readonly reference: string
  readonly yes: string
  readonly no: string
}

const ENGLISH: Words = {
  lead: 'New lead',
  delivered: 'A submission of “{form}” was delivered.',
  reference: 'Reference',
  yes: 'yes',
  no: 'no',
}

const WORDS: Readonly<Record<string, Words>> = {
  en: ENGLISH,
  'pt-BR': {
    lead: 'Novo contato',
    delivered: 'Um envio do formulário “{form}” foi entregue.',
    reference: 'Número',
    yes: 'sim',
    no: 'não',
  },
}

async function idOf({ cause, since, toldAt }: Telling): Promise<string> {
  return `msg_${await versionOf([cause, since, toldAt ?? null])}`
}

function answersOf({ answers, locale }: Kept, form: PublishedForm) {
  return form.fields.flatMap(({ name, label }) => {
    const value = answers[name]
    return value === undefined ? [] : [{ name, label: textIn(label, locale, form.locale), value }]
  })
}

function plain(answer: Answer, { yes, no }: Words): string {
  if (typeof answer === 'boolean') return answer ? yes : no
  return typeof answer === 'string' ? answer : answer.join(', ')
}
