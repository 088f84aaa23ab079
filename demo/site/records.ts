/** What an upstream's records look like to people: the words around them, and their parts as rows of text. */

export interface Arrived {
  readonly id: string
  readonly entity: string
  /** Bolten's, by label. */
  readonly attributes?: Readonly<Record<string, unknown>>
  /** BoldDesk's. */
  readonly title?: string
  readonly requester?: { readonly name: string; readonly email: string }
  readonly brand?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly fields?: Readonly<Record<string, string>>
  readonly attachments?: readonly { readonly name: string; readonly size: number }[]
}

export type Row = readonly [label: string, value: string]

export interface View {
  readonly upstream: string
  /** The entity whose arrival ends the wait. */
  readonly main: string
  readonly titles: Readonly<Record<string, string>>
  rows(record: Arrived): readonly Row[]
  /** After the receipt, and once the record is there; each with its time. */
  accepted(time: string): string
  arrived(time: string): string
}

export const VIEWS: Readonly<Record<'bolten' | 'bolddesk', View>> = {
  bolten: {
    upstream: 'bolten',
    main: 'opportunity',
    titles: { opportunity: 'Oportunidade', contact: 'Contato' },
    rows: ({ attributes = {} }) => Object.entries(attributes).map(([label, value]) => [label, attribute(value)]),
    accepted: (time) => `O recibo veio em ${time}. O registro está a caminho, no ritmo que o Bolten permite…`,
    arrived: (time) => `Do clique ao registro: ${time}.`,
  },
  bolddesk: {
    upstream: 'bolddesk',
    main: 'ticket',
    titles: { ticket: 'Ticket', contact: 'Contact' },
    rows: (record) => TICKET_ROWS.flatMap((row) => row(record)).filter(([, value]) => value !== ''),
    accepted: (time) =>
      `The receipt came in ${time}. The ticket is on its way, with its files, as fast as BoldDesk allows…`,
    arrived: (time) => `From the click to the ticket: ${time}.`,
  },
}

const TICKET_ROWS: readonly ((record: Arrived) => readonly Row[])[] = [
  ({ entity, id }) => (entity === 'ticket' ? [['Number', id]] : []),
  ({ entity, title = '' }) => (entity === 'ticket' ? [['Title', title]] : []),
  ({ requester }) => [['Requester', requester ? `${requester.name} <${requester.email}>` : '']],
  ({ brand = '' }) => [['Brand', brand]],
  ({ fields = {} }) => Object.entries(fields).map(([label, value]) => [label, YES_AND_NO[value] ?? value]),
  ({ description = '' }) => [['Description', textOf(description)]],
  ({ tags = [] }) => [['Tags', tags.join(', ')]],
  ({ attachments = [] }) => [['Files', attachments.map(({ name, size }) => `${name} (${kilobytes(size)})`).join('\n')]],
]

const YES_AND_NO: Readonly<Record<string, string>> = { true: 'yes', false: 'no' }

/** A linked record stands in its field as an object: its name is what people know it by. */
function attribute(value: unknown): string {
  if (value === true) return 'sim'
  if (typeof value === 'object' && value !== null) return String('Nome' in value ? value.Nome : JSON.stringify(value))
  return String(value)
}

/** HTML as text, line by line: what a visitor wrote is shown, whatever it is. Nothing in it runs or loads. */
function textOf(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const end of body.querySelectorAll('p, li, div, tr, dd, h1, h2, h3')) end.append('\n')
  for (const label of body.querySelectorAll('th, dt'))
    label.append(/\p{L}$/u.test(label.textContent ?? '') ? ': ' : ' ')
  for (const line of body.querySelectorAll('br')) line.replaceWith('\n')
  return (body.textContent ?? '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
}

function kilobytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1_024)).toLocaleString('en')} KB`
}
