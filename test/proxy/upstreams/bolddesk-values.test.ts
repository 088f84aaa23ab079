import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { descriptionOf, escaped } from '../../../proxy/upstreams/bolddesk/description.ts'
import { multipart } from '../../../proxy/upstreams/bolddesk/multipart.ts'
import { bodyOf, toSend } from '../../../proxy/upstreams/bolddesk/values.ts'
import type { Listing, Order, Value } from '../../../proxy/upstreams/upstream.ts'
import { fileOf, openAdapter, orderFor, SUBMISSION } from '../../support/desk-adapter.ts'

describe('a value on its way', () => {
  test('is in the JSON that its kind of field takes', async () => {
    const { upstream } = await openAdapter()
    const order = await orderFor(upstream, {
      ticket: {
        ...{
          subject: 'S',
          priorityId: 'High',
          cf_work: 'repair',
          cf_piece: 'Spine',
          cf_extras: ['Slipcase', 'Ribbon marker'],
        },
        ...{ cf_wanted_by: '2026-02-28', cf_collect_at: '2026-03-01T09:30', cf_pages: '120', cf_height_cm: '21.5' },
        ...{
          cf_fragile: true,
          cf_order: 'A-19',
          cf_photo_page: 'https://example.com/p',
          cf_notes: 'a\nb',
          agentId: '12',
        },
        ...{ cf_phone: '' },
      },
    })
    expect(bodyOf(toSend(order, 'ticket').sent)).toEqual({
      ...{ subject: 'S', priorityId: 3, agentId: 12 },
      customFields: {
        ...{ cf_work: 101, cf_piece: 201, cf_extras: [301, 303], cf_wanted_by: '2026-02-28T00:00:00.000Z' },
        ...{ cf_collect_at: '2026-03-01T09:30:00.000Z', cf_pages: 120, cf_height_cm: 21.5, cf_fragile: true },
        ...{ cf_order: 'A-19', cf_photo_page: 'https://example.com/p', cf_notes: 'a\nb' },
      },
    })
  })

  test('that is an instant stays that instant', async () => {
    const { upstream } = await openAdapter()
    const order = await orderFor(upstream, { ticket: { cf_collect_at: '2026-03-01T09:30:00-03:00' } })
    expect(toSend(order, 'ticket').sent[0]?.json).toBe('2026-03-01T12:30:00.000Z')
  })

  test('whose choice there is no more is not sent, and said to be dropped', async () => {
    const { upstream } = await openAdapter()
    const order = await orderFor(upstream, { ticket: { subject: 'S', cf_extras: ['Slipcase', 'Gilt edges'] } })
    const { sent, dropped } = toSend(order, 'ticket')
    expect(sent.map(({ key }) => key)).toEqual(['subject'])
    expect(dropped.map(({ key }) => key)).toEqual(['cf_extras'])
  })

  test('has the id that its name has beside the parent’s answer', () => {
    const options = [
      { id: 11, name: 'Other', parents: ['Repair'] },
      { id: 12, name: 'Other', parents: ['Course'] },
    ]
    const other = { key: 'cf_b', label: 'B', options: [{ value: 'Other', label: 'Other' }] }
    const field = { ...other, parent: { key: 'cf_a', options: {} }, raw: { options } }
    const values = (parent: string): readonly Value[] => [
      { key: 'cf_a', label: 'A', type: 'select', value: parent },
      { key: 'cf_b', label: 'B', type: 'select', value: 'Other' },
    ]
    const idBeside = (parent: string) => {
      const schemas = { ticket: { entity: 'ticket', fields: [field] } }
      const order: Order = { submissionId: 's', entity: 'ticket', values: { ticket: values(parent) }, schemas }
      return toSend(order, 'ticket').sent.find(({ key }) => key === 'cf_b')?.json
    }
    expect(idBeside('Repair')).toBe(11)
    expect(idBeside('Course')).toBe(12)
    expect(idBeside('Something else')).toBeUndefined()
  })

  test('of the notes field carries what the visitor wrote there, and the lines', async () => {
    const { upstream } = await openAdapter()
    const notes = { key: 'cf_notes', label: 'Notes', lines: ['Campaign: spring'], locale: 'en' }
    const order = await orderFor(upstream, { ticket: { cf_notes: 'By hand, please' } }, { notes })
    expect(toSend(order, 'ticket').sent[0]?.json).toBe('By hand, please\n\nCampaign: spring')
  })
})

describe('a description', () => {
  const listing: Listing = {
    ...{ key: 'description', label: 'Description', lead: ['It came off.\nTwice.'], notes: ['Campaign: spring'] },
    entries: [
      { label: 'Kind of work', value: 'Repair' },
      { label: 'Piece', value: 'Spine' },
    ],
    ...{ page: 'https://example.com/?a=1&b=2', at: Date.UTC(2026, 0, 31, 12, 5), locale: 'pt-BR' },
  }
  const order: Order = { submissionId: SUBMISSION, entity: 'ticket', values: {}, schemas: {}, listing }

  /** What a reader sees of it. */
  const readable = (html: string) =>
    html
      .replace(/<br>|<\/(p|tr)>/g, '\n')
      .replace(/<[^>]*>/g, ' ')
      .replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))

  test('leads with what was written, lists the rest in the form’s order, and ends with place, time and id', () => {
    const lines = readable(descriptionOf(order))
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ').trim())
    expect(lines.filter((line) => line !== '')).toEqual([
      ...['It came off.', 'Twice.', 'Kind of work Repair', 'Piece Spine', 'Campaign: spring'],
      'Página: https://example.com/?a=1&b=2',
      expect.stringMatching(/^Recebido: .*2026.* UTC$/),
      `Envio: ${SUBMISSION}`,
    ])
  })

  test('is escaped in every part, and has every part', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((one) => one.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(one))
    const nasty = fc.oneof(
      text,
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        '</td></table>',
        '&lt;b&gt;',
        "' onload='",
        '<xmp>',
      ),
    )
    fc.assert(
      fc.property(nasty, nasty, nasty, nasty, nasty, (lead, label, value, note, page) => {
        const given = { ...listing, lead: [lead], entries: [{ label, value }], notes: [note], page }
        const html = descriptionOf({ ...order, listing: given })
        for (const part of [lead, label, value, note, page]) {
          expect(html).toContain(escaped(part))
          expect(escaped(part)).not.toMatch(/[<>"']|&(?!#\d+;)/)
          expect(readable(html)).toContain(part)
        }
        // Nothing but our own tags, whatever was answered.
        expect(html.replace(/<\/?(p|br|table|tr|t[hd])( scope="row")?( style="[a-z0-9:; -]*")?>/g, '')).not.toMatch(
          /[<>]/,
        )
      }),
    )
  })

  test('that is the notes field, too, has its lines', () => {
    const notes = { key: 'description', label: 'Description', lines: ['Possible duplicate of GH-1'], locale: 'en' }
    expect(readable(descriptionOf({ ...order, notes }))).toContain('Campaign: spring\nPossible duplicate of GH-1\n')
  })

  test('without anything listed is what is mapped to it, and the id', () => {
    const bare = descriptionOf({ submissionId: SUBMISSION, entity: 'ticket', values: {}, schemas: {} }, 'A & B')
    expect(bare).toBe(`<p>A &#38; B</p>\n<p>Submission: ${SUBMISSION}</p>`)
  })

  test('in a language that is none is written all the same', () => {
    expect(descriptionOf({ ...order, listing: { ...listing, locale: 'no such' } })).toContain('Received: Jan 31, 2026')
  })
})

describe('a file on its way', () => {
  const sent = async (name: string, content: string | undefined, bytes?: number) => {
    const file = { ...fileOf(name, content), ...(bytes !== undefined && { bytes }) }
    const { body, length, broke } = multipart(file, 'b')
    const chunks: Uint8Array[] = []
    let failed = false
    try {
      for await (const chunk of body) chunks.push(chunk)
    } catch {
      failed = true
    }
    return { text: Buffer.concat(chunks).toString('utf8'), length, failed, broke: broke() }
  }

  test('is one part, as long as was said', async () => {
    const { text, length, broke } = await sent('ä "b"\r\n.png', 'hello')
    expect(Buffer.byteLength(text)).toBe(length)
    expect(text).toContain('name="uploadFiles"; filename="ä %22b%22%0D%0A.png"\r\n')
    expect(text.split('\r\n\r\n')[1]).toBe('hello\r\n--b--\r\n')
    expect(broke).toBe(false)
  })

  test.each([
    ['is gone', undefined, undefined],
    ['is shorter than it was', 'hello', 9],
    ['is longer than it was', 'hello', 2],
  ])('that %s never arrives whole, and is to blame', async (_name, content, bytes) => {
    expect(await sent('a.png', content, bytes)).toMatchObject({ failed: true, broke: true })
  })
})
