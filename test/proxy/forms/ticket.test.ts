import { describe, expect, test } from 'vitest'
import { publicForm } from '../../../proxy/forms/public.ts'
import { publish } from '../../../proxy/forms/publish.ts'
import { republish } from '../../../proxy/forms/republish.ts'
import { field } from '../../support/schemas.ts'
import { asked, definition, misfits, published, ticket, withField } from '../../support/ticket.ts'

const mapped = (form = published()) =>
  Object.fromEntries((form.mappings.ticket ?? []).map(({ key, source }) => [key, source]))
const shownIn = (form = published()) => Object.fromEntries(form.fields.map((each) => [each.name, each]))
const without = (...names: string[]) => asked.filter(({ name }) => !names.includes(name))

describe('a ticket', () => {
  test('is filled by role: who asks, the subject, everything that was said, what the form chooses', () => {
    expect(
      mapped(published({ subject: 'Site: {topic}', description: 'From {who}', brand: '2', tags: ['site'] })),
    ).toEqual({
      requesterName: { answer: 'who' },
      requesterEmailId: { answer: 'email' },
      subject: { template: 'Site: {topic}' },
      description: { listing: true, lead: 'message', template: 'From {who}' },
      brandId: { value: 'Solar' },
      priorityId: { value: 'High' },
      tags: { value: ['site'] },
      cf_topic: { answer: 'topic' },
      cf_product: { answer: 'product' },
      cf_order: { answer: 'order' },
    })
  })

  test('left to itself is called by the form’s title and asked for by its e-mail and its name', () => {
    const form = published({ fields: [...without('who'), { name: 'name', label: 'You' }] })
    expect(mapped(form)).toMatchObject({
      subject: { template: '' },
      description: { listing: true, lead: 'message' },
      requesterName: { answer: 'name' },
    })
    // Nobody answers a ticket of nobody.
    expect([shownIn(form).name?.required, shownIn(form).email?.required]).toEqual([true, true])
  })

  test('may name the fields of who asks, and fields of its own for anything', () => {
    const fields = [...without('who'), { name: 'nick' }, { name: 'title', to: 'subject' }]
    const form = published({ fields, requester: { name: 'nick', email: 'email' } })
    expect(mapped(form)).toMatchObject({ requesterName: { answer: 'nick' }, subject: { answer: 'title' } })
    expect(shownIn(form).title?.required).toBe(true)
  })

  test('takes a choice by name or by id, and fixed values too', () => {
    expect(mapped(published({ priority: '1' }))).toMatchObject({ priorityId: { value: 'Low' } })
    const fields = [...without('topic', 'product', 'order'), { name: 'topic', to: 'cf_topic', value: '3' }]
    expect(mapped(published({ fields }))).toMatchObject({ cf_topic: { value: 'Praise' } })
  })

  test('needs no `notes` for what has no field: there is room in the description', () => {
    const fields = [...asked, { name: 'how', to: '$notes' }]
    expect(published({ fields, attribution: '$notes' })).not.toHaveProperty('notes')
    expect(published({ fields, notes: 'description' })).not.toHaveProperty('notes')
    expect(published({ fields, notes: 'cf_files' })).toMatchObject({ notes: { key: 'cf_files' } })
    const bare = { entity: 'ticket', fields: [field('cf_topic')] }
    const lead = [
      { name: 'topic', to: 'cf_topic' },
      { name: 'how', to: '$notes' },
    ]
    const said = publish({ ...definition({ fields: lead }), priority: undefined } as never, { ticket: bare })
    expect(said).toMatchObject({
      ok: false,
      misfits: [{ field: 'how', message: expect.stringContaining('needs `notes:`') }],
    })
  })

  test('of all fields asks what a visitor can tell, under the same names when it is published again', () => {
    const all = definition({ fields: 'all' })
    const first = publish(all, { ticket })
    if (!first.ok) throw new Error(JSON.stringify(first.misfits))
    expect(first.form.fields.map(({ name }) => name)).toEqual([
      ...['requester-name', 'requester-e-mail', 'subject', 'description'],
      ...['topic', 'product', 'order-number', 'file-names'],
    ])
    const more = { ...ticket, fields: [...ticket.fields, field('cf_new')] }
    expect(republish(all, { ticket: more }, first.form)).toEqual(first)
    const worded = published({ fields: 'all', subject: 'Site: {topic}' })
    expect(worded.fields.map(({ name }) => name)).not.toContain('subject')
  })

  test('tells a browser nothing of it', () => {
    const shown = JSON.stringify(
      publicForm(published({ brand: 'Solar', subject: 'Secret {topic}' }), 'v1', 'en', { now: 0 }),
    )
    for (const word of ['Solar', 'Secret', 'High', 'requester', 'cf_', 'listing', 'role'])
      expect(shown).not.toContain(word)
  })
})

test.each<[string, Parameters<typeof misfits>[0], string, Parameters<typeof misfits>[1]?]>([
  [
    'a priority that is not there',
    { priority: 'Hgh' },
    '`priority`: The upstream has no choice "Hgh". Did you mean "High"?',
  ],
  ['an id that is not there', { brand: '9' }, '`brand`: The upstream has no choice "9".'],
  [
    'a word that this entity has not',
    { group: 'Sales' },
    '`group`: there is no such thing in ticket. Take `group` out.',
  ],
  [
    'a subject said twice',
    { subject: 'x', fields: [...asked, { name: 'title', to: 'subject' }] },
    '`subject` and a field of the form both go to "Subject"',
  ],
  [
    'a template over nothing',
    { subject: '{topik}' },
    '`subject`: This form asks for no field `topik`. Did you mean "topic"?',
  ],
  [
    'nobody who asks',
    { fields: without('who', 'email') },
    'Nobody can tell who asks: there is nothing for Requester name and Requester e-mail. Write `requester:',
  ],
  [
    'a requester without such a field',
    { requester: { name: 'whom', email: 'email' } },
    '`requester`: This form asks for no field `whom`.',
  ],
  [
    'an address that is no e-mail',
    { requester: { name: 'who', email: 'who' } },
    'who: A field of type text gives no e-mail address',
  ],
  [
    'who asks, asked for sometimes',
    { fields: [...without('email'), { name: 'email', type: 'email', when: { field: 'topic', equals: 'Order' } }] },
    'email: The upstream requires "Requester e-mail" every time. Take `when` out.',
  ],
  [
    'who asks, asked for at will',
    { fields: [...without('who'), { name: 'who', autocomplete: 'name', required: false }] },
    'who: The upstream requires "Requester name". Take `required: false` out.',
  ],
  [
    'a field with no place',
    { fields: [...asked, { name: 'color' }] },
    'color: ticket has no field "color". Name it in `to`. Or write `to: false`: it stands in "Description" all the same.',
  ],
  [
    'two that begin the description',
    { fields: [...asked, { name: 'more', to: 'description' }] },
    'more: `message` begins "Description" already.',
  ],
  [
    'a fixed description',
    { fields: [...without('message'), { name: 'message', to: 'description', value: 'x' }] },
    'message: "Description" says everything that was answered, this too. Write the text in `description`.',
  ],
  [
    'files in a field to choose from',
    { fields: [...asked, { name: 'foto', type: 'file', to: 'priorityId' }] },
    'foto: "Priority" takes no free text. Name a text field for the names of the files.',
  ],
])('%s is said, with the mend', (_name, more, expected, schema) => {
  const said = misfits(more, schema)
  expect(said.join('\n')).toContain(expected)
})

describe('what the upstream requires', () => {
  test('and the form has nothing for is said by its label, with the mend', () => {
    const strict = { ...ticket, fields: [...ticket.fields, field('cf_site', { label: 'Site', required: true })] }
    expect(misfits({}, strict)).toEqual([
      'undefined: ticket requires "Site", and the form has nothing for it. Ask for it by a field with `to: cf_site`, or fix it by its `value`.',
    ])
    const { priority: _priority, ...rest } = definition()
    expect(publish(rest, { ticket })).toMatchObject({
      misfits: [
        {
          message: expect.stringContaining('requires "Priority", and the form has nothing for it. Write `priority` in'),
        },
      ],
    })
    for (const filled of [{ value: 'x' }, { from: 'page' as const }, { type: 'hidden' as const }])
      expect(misfits({ fields: [...asked, { name: 'site', to: 'cf_site', ...filled }] }, strict)).toEqual([])
  })

  test('sometimes only, the form needs where that can be', () => {
    expect(misfits({ fields: without('order') })[0]).toContain('requires "Order number"')
    const fixed = (value: string) => [...without('topic', 'product', 'order'), { name: 'topic', to: 'cf_topic', value }]
    expect(misfits({ fields: fixed('Praise') })).toEqual([])
    expect(misfits({ fields: fixed('Order') })[0]).toContain('requires "Order number"')
  })

  test('the form asks for just then', () => {
    expect(shownIn().order).toMatchObject({ required: true, when: { field: 'topic', equals: 'Order' } })
    expect(shownIn().topic).not.toHaveProperty('required')
  })

  test('of a choice that has nothing to choose is nothing', () => {
    const product = ticket.fields.find(({ key }) => key === 'cf_product')
    const strict = withField('cf_product', { ...product, required: true } as never)
    const fields = (value: string) => [
      ...without('topic', 'product', 'order'),
      { name: 'topic', to: 'cf_topic', value },
    ]
    expect(misfits({ fields: fields('Praise') }, strict)).toEqual([])
    expect(misfits({ fields: fields('Fault') }, strict)[0]).toContain('requires "Product"')
  })
})

describe('files', () => {
  const foto = { name: 'foto', type: 'file', accept: ['image/*'], multiple: true, label: 'Photos' } as const

  test('have no field of their own, whatever one is called, unless the form says so', () => {
    const named = { ...ticket, fields: [...ticket.fields, field('foto')] }
    expect(mapped(published({ fields: [...asked, foto] }, named))).not.toHaveProperty('foto')
    const { mappings } = published({ fields: [...asked, { ...foto, to: 'cf_files' }] })
    expect(mappings.ticket).toContainEqual({
      key: 'cf_files',
      label: 'File names',
      type: 'text',
      source: { answer: 'foto' },
    })
  })

  test('are asked for as the form says', () => {
    const { fields } = publicForm(published({ fields: [...asked, foto] }), 'v1', 'en', { now: 0 })
    expect(fields.at(-1)).toEqual({ ...foto, accept: ['image/*'] })
  })
})
