import { describe, expect, test } from 'vitest'
import { orderOf } from '../../../proxy/delivery/order.ts'
import type { Kept, KeptFile } from '../../../proxy/outbox/outbox.ts'
import type { Schema } from '../../../proxy/upstreams/upstream.ts'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { kept, keptFile } from '../../support/kept.ts'
import { asked, published, ticket, withField } from '../../support/ticket.ts'

const answers = {
  who: 'Ana',
  email: 'ana@example.com',
  topic: 'Order',
  product: 'Lamp',
  order: 'A-19',
  message: 'Hi\nthere',
}

interface Given {
  readonly form?: Partial<FormDefinition>
  readonly kept?: Partial<Kept>
  readonly schema?: Schema
  readonly open?: (file: KeptFile) => AsyncIterable<Uint8Array>
  readonly resent?: boolean
}

function ordered({ form = {}, kept: more = {}, schema = ticket, open, resent = false }: Given = {}) {
  return orderOf(kept(answers, more), published(form), { ticket: schema }, { resent, ...(open && { open }) })
}

const sent = (given?: Given) =>
  Object.fromEntries((ordered(given).order.values.ticket ?? []).map(({ key, value }) => [key, value]))

describe('the subject of a ticket', () => {
  const subject = (template: string, more: Partial<Kept> = {}, form: Partial<FormDefinition> = {}) =>
    sent({ form: { subject: template, ...form }, kept: more }).subject

  test('has answers in it as people read them, in the language of the submission', () => {
    expect(subject('Site: {topic} from {who}')).toBe('Site: Order from Ana')
    const options = [{ value: 'Order', label: { en: 'An order', 'pt-BR': 'Um pedido' } }]
    const fields = asked.map((one) => (one.name === 'topic' ? { ...one, options } : one))
    const only = fields.filter(({ name }) => name !== 'product')
    const given = { answers: { ...answers, box: true } as Kept['answers'], locale: 'pt-BR' }
    const boxed = [...only, { name: 'box', type: 'checkbox' as const, to: false as const }]
    expect(subject('{topic}: {box}', given, { fields: boxed })).toBe('Um pedido: sim')
    expect(subject('{topic}: {box}', { ...given, locale: 'en' }, { fields: boxed })).toBe('An order: yes')
  })

  test('is one line of at most 200 characters, without what nobody sees', () => {
    expect(subject('{message}')).toBe('Hi there')
    const odd = { answers: { ...answers, message: 'a\0\u202eb\u2028\r\n c \u{1f469}\u200d\u{1f527}' } }
    expect(subject('{message}', odd)).toBe('ab c \u{1f469}\u200d\u{1f527}')
    const long = `${subject('{message}', { answers: { ...answers, message: '\u{1f600}'.repeat(500) } })}`
    expect([...long]).toHaveLength(200)
    expect(long).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
    expect(long.endsWith('…')).toBe(true)
  })

  test('that comes to nothing is the form’s title, and without one its id', () => {
    expect(subject(' {order} ', { answers: { ...answers, order: '' } })).toBe('Help')
    expect(sent({ form: { title: { 'pt-BR': 'Ajuda', en: 'Help me' }, locale: 'pt-BR' } }).subject).toBe('Ajuda')
    const untitled = published()
    const { title: _title, ...bare } = untitled
    const { order } = orderOf(kept({}), bare, { ticket }, { resent: false })
    expect(order.values.ticket?.find(({ key }) => key === 'subject')?.value).toBe('help')
  })

  test('never takes an answer for a template', () => {
    expect(subject('{message}', { answers: { ...answers, message: '{email} $&' } })).toBe('{email} $&')
  })
})

describe('the listing', () => {
  test('begins with what is mapped to it, then the template, and has every other answer in the form’s order', () => {
    const { order, lost } = ordered({ form: { description: 'From {who}', locale: 'en' } })
    expect(order.listing).toEqual({
      ...{ key: 'description', label: 'Description', locale: 'en', at: 1_700_000_000_000 },
      lead: ['Hi\nthere', 'From Ana'],
      entries: [
        { label: 'Your name', value: 'Ana' },
        { label: 'E-mail', value: 'ana@example.com' },
        { label: 'Topic', value: 'Order' },
        { label: 'Product', value: 'Lamp' },
        { label: 'Order number', value: 'A-19' },
      ],
      notes: [],
      page: 'https://example.com/help',
    })
    expect(order.values.ticket?.map(({ key }) => key)).not.toContain('description')
    expect(lost).toEqual([])
  })

  test('leaves out what was not answered, prose, and an empty lead', () => {
    const fields = [...asked, { name: 'prose', type: 'text-block' as const, label: 'Read' }]
    const { order } = ordered({ form: { fields }, kept: { answers: { email: 'a@example.com' } } })
    expect(order.listing).toMatchObject({ lead: [], entries: [{ label: 'E-mail', value: 'a@example.com' }] })
  })

  test('is read in the form’s language, whatever the visitor’s', () => {
    const fields = asked.map((one) => (one.name === 'who' ? { ...one, label: { en: 'Name', 'pt-BR': 'Nome' } } : one))
    const { order } = ordered({ form: { fields, locale: 'pt-BR' }, kept: { locale: 'en' } })
    expect(order.listing?.entries[0]).toEqual({ label: 'Nome', value: 'Ana' })
  })

  test('takes what would be notes, and says nothing twice', () => {
    const fields = [
      ...asked,
      { name: 'how', to: '$notes', label: 'How?' },
      { name: 'channel', to: '$notes', label: 'Channel', value: 'Site' },
    ]
    const { order, lost, skipped } = ordered({
      form: { fields, attribution: '$notes' },
      kept: {
        answers: { ...answers, how: 'Radio' },
        leftovers: { old: 'an answer' },
        context: { last: { utm_source: 'a' } },
      },
      resent: true,
    })
    expect(order).not.toHaveProperty('notes')
    expect(order.listing?.entries.at(-1)).toEqual({ label: 'How?', value: 'Radio' })
    expect(order.listing?.notes).toEqual([
      ...['Channel: Site', 'Campaign: utm_source=a', 'old: an answer'],
      'Possible duplicate of KQ4-7PX',
    ])
    expect([lost, skipped]).toEqual([[], []])
  })

  test('leaves the notes to their own field where there is one', () => {
    const fields = [...asked, { name: 'how', to: '$notes', label: 'How?' }]
    const { order } = ordered({
      form: { fields, notes: 'cf_files' },
      kept: { answers: { ...answers, how: 'Radio' } },
      resent: true,
    })
    expect(order.notes?.lines).toEqual(['How?: Radio', 'Possible duplicate of KQ4-7PX'])
    expect(order.listing?.notes).toEqual([])
  })

  test('has what has lost its field, so that nothing is lost; only what nothing else says is a note', () => {
    const fields = [...asked, { name: 'site', to: 'cf_files', value: 'Shop' }]
    const schema = { ...ticket, fields: ticket.fields.filter(({ key }) => !['cf_topic', 'cf_files'].includes(key)) }
    const { order, lost, skipped } = ordered({ form: { fields }, schema })
    expect(order.listing?.entries).toContainEqual({ label: 'Topic', value: 'Order' })
    expect(order.listing?.notes).toEqual(['File names: Shop'])
    expect([lost, skipped]).toEqual([[], []])
  })

  test('that is gone itself leaves a person what stood nowhere else', () => {
    const fields = [...asked, { name: 'nick', to: false as const, label: 'Nick' }]
    const given = { form: { fields }, kept: { answers: { ...answers, nick: 'A' } } }
    const { order, lost } = ordered({ ...given, schema: withField('description') })
    expect(order).not.toHaveProperty('listing')
    expect(lost).toEqual(['What happened?', 'Nick'])
    const noted = ordered({ ...given, form: { fields, notes: 'cf_files' }, schema: withField('description') })
    expect(noted.order.notes?.lines).toEqual(['What happened?:\n  Hi\n  there', 'Nick: A'])
    expect(noted.lost).toEqual([])
  })
})

describe('a choice that depends on another', () => {
  const product = ticket.fields.find(({ key }) => key === 'cf_product')
  const parent = { key: 'cf_topic', options: { Order: ['Fan'], Fault: ['Lamp'], Praise: [] } }

  test('goes where it stands beside what is sent, whatever its case', () => {
    expect(sent()).toMatchObject({ cf_topic: 'Order', cf_product: 'Lamp' })
    const spelled = { ...product, key: 'cf_product', parent: { key: 'cf_topic', options: { ORDER: ['lamp'] } } }
    expect(sent({ schema: withField('cf_product', spelled as never) }).cf_product).toBe('Lamp')
  })

  test('that the upstream has elsewhere by now is not sent: it would refuse the ticket', () => {
    const schema = withField('cf_product', { ...product, parent } as never)
    const { order, lost } = ordered({ schema })
    expect(order.values.ticket?.map(({ key }) => key)).not.toContain('cf_product')
    expect(order.listing?.entries).toContainEqual({ label: 'Product', value: 'Lamp' })
    expect(lost).toEqual([])
  })
})

describe('files', () => {
  const foto = { name: 'foto', type: 'file', multiple: true, label: { en: 'Photos', 'pt-BR': 'Fotos' } } as const
  const fields = [...asked, foto]
  const files = [keptFile('foto', 'a.png'), keptFile('foto', 'b.png', 2_500_000)]
  const given: Partial<Kept> = { files, answers: { ...answers, foto: ['a.png', 'b.png'] } }

  test('are handed on, each to be read anew', async () => {
    const opened: string[] = []
    const open = async function* ({ at }: KeptFile) {
      opened.push(at)
      yield new Uint8Array([1])
    }
    const { order } = ordered({ form: { fields }, kept: given, open })
    expect(order.files?.map(({ label, name, type, bytes }) => [label, name, type, bytes])).toEqual([
      ['Photos', 'a.png', 'image/png', 1_234],
      ['Photos', 'b.png', 'image/png', 2_500_000],
    ])
    for (const _ of [1, 2]) for await (const chunk of order.files?.[0]?.open() ?? []) expect(chunk).toHaveLength(1)
    expect(opened).toEqual(['x/a.png', 'x/a.png'])
    expect(order.listing?.entries.at(-1)).toEqual({ label: 'Photos', value: 'a.png (1.2 kB), b.png (2.5 MB)' })
    expect(order.listing?.notes).toEqual([])
  })

  test('that stay with Gatehouse are named, in the listing or in the notes', () => {
    const { order, lost } = ordered({ form: { fields, locale: 'pt-BR' }, kept: given })
    expect(order).not.toHaveProperty('files')
    expect(order.listing?.entries.at(-1)?.value).toMatch(
      /^a\.png \(1,2 kB\), b\.png \(2,5 MB\) \(guardado no Gatehouse\)$/,
    )
    expect(order.listing?.notes).toEqual([])
    const noted = ordered({ form: { fields, notes: 'cf_files' }, kept: given, schema: withField('description') })
    expect(noted.order.notes?.lines).toContain('Photos: a.png, b.png (kept with Gatehouse)')
    expect([lost, noted.lost]).toEqual([[], []])
  })

  test('have their names in the field that takes them', () => {
    const named = { form: { fields: [...asked, { ...foto, to: 'cf_files' }] }, kept: given }
    expect(sent(named).cf_files).toBe('a.png, b.png')
    expect(ordered(named).order.listing?.notes).toEqual([])
  })

  test('are in nobody’s way where nothing can say them: they are kept all the same', () => {
    const { lost, skipped } = ordered({ form: { fields }, kept: given, schema: withField('description') })
    expect(lost).not.toContain('Photos')
    expect(skipped).toContain('Photos')
  })
})

test('a ticket without a schema is sent as it was published', () => {
  const { order } = orderOf(kept(answers), published(), {}, { resent: false })
  expect(order.listing?.lead).toEqual(['Hi\nthere'])
  expect(order.values.ticket?.find(({ key }) => key === 'cf_product')?.value).toBe('Lamp')
})
