import { describe, expect, test } from 'vitest'
import type { ReadChoice } from '../../../proxy/upstreams/bolddesk/choices.ts'
import { schemaOf as built, draftsOf, entriesIn } from '../../../proxy/upstreams/bolddesk/fields.ts'
import type { SchemaField } from '../../../proxy/upstreams/upstream.ts'
import { openAdapter, schemaOf } from '../../support/desk-adapter.ts'

const keysOf = (fields: readonly SchemaField[]) => fields.map(({ key }) => key)

function fieldIn(fields: readonly SchemaField[], key: string): SchemaField {
  const found = fields.find((field) => field.key === key)
  if (!found) throw new Error(`There is no ${key}.`)
  return found
}

describe('the schema of tickets', () => {
  test('has what people fill, by our types and with names for choices', async () => {
    const { upstream } = await openAdapter()
    const { fields } = await schemaOf(upstream)
    const types = Object.fromEntries(fields.map(({ key, type }) => [key, type]))
    expect(types).toMatchObject({
      ...{ subject: 'text', description: 'textarea', requesterEmailId: 'email', priorityId: 'select' },
      ...{ cf_work: 'select', cf_extras: 'checkboxes', cf_wanted_by: 'date', cf_collect_at: 'datetime-local' },
      ...{ cf_pages: 'number', cf_height_cm: 'number', cf_fragile: 'checkbox', cf_order: 'text' },
      ...{ cf_photo_page: 'url', cf_phone: 'tel', cf_notes: 'textarea' },
    })
    expect(fieldIn(fields, 'priorityId').options).toContainEqual({ value: 'High', label: 'High' })
    expect(fieldIn(fields, 'priorityId').raw).toMatchObject({
      options: expect.arrayContaining([{ id: 3, name: 'High' }]),
    })
  })

  test('knows the form language’s words for its own fields', async () => {
    const { upstream } = await openAdapter()
    const { fields } = await schemaOf(upstream)
    expect(Object.fromEntries(fields.flatMap(({ role, key }) => (role ? [[role, key]] : [])))).toEqual({
      ...{ 'requester-name': 'requesterName', 'requester-email': 'requesterEmailId', subject: 'subject' },
      ...{ description: 'description', brand: 'brandId', priority: 'priorityId', category: 'categoryId' },
      ...{ type: 'typeId', group: 'groupId', tags: 'tags' },
    })
  })

  test('requires what an agent must fill on the form of the connection’s brand', async () => {
    const required = async (brand: number) => {
      const { upstream } = await openAdapter({ brand })
      return keysOf((await schemaOf(upstream)).fields.filter((field) => field.required))
    }
    expect(await required(1)).toEqual(['subject', 'description', 'priorityId'])
    expect(await required(2)).toEqual(['subject', 'description', 'priorityId', 'cf_order'])
  })

  test('leaves out what is hidden on create or closed, and marks what is no matter of visitors', async () => {
    const { upstream } = await openAdapter()
    const { fields } = await schemaOf(upstream)
    expect(keysOf(fields)).not.toContain('cf_bench_no')
    expect(keysOf(fields)).not.toContain('requesterId')
    expect(fieldIn(fields, 'cf_piece').options?.map(({ value }) => value)).not.toContain('Vellum')
    expect(fieldIn(fields, 'brandId').options?.map(({ value }) => value)).not.toContain('Hollis & Daughter')
    for (const key of ['agentId', 'statusId', 'externalReferenceId']) expect(fieldIn(fields, key).internal).toBe(true)
  })

  test('says which options stand beside which, and when a field is shown', async () => {
    const { upstream } = await openAdapter()
    const { fields } = await schemaOf(upstream)
    expect(fieldIn(fields, 'cf_piece').parent).toEqual({
      key: 'cf_work',
      options: {
        ...{
          Repair: ['Spine', 'Boards or cover', 'Loose pages'],
          'New binding': ['Cloth', 'Half leather', 'Full leather'],
        },
        ...{ Course: ['A Saturday at the bench', 'Marbling, two evenings'], 'Something else': [] },
      },
    })
    expect(fieldIn(fields, 'cf_fragile').when).toEqual({ field: 'cf_work', equals: 'Repair' })
  })

  test('takes one call a field with choices, and six more', async () => {
    const { upstream, emulator } = await openAdapter()
    const { fields } = await schemaOf(upstream)
    const own = fields.filter(({ key, options }) => key.startsWith('cf_') && options)
    expect(emulator.arrivals()).toHaveLength(own.length + 6)
  })

  test.each(['result', 'array', 'fields'] as const)('is read from lists in %s', async (metadataIn) => {
    const { upstream, emulator } = await openAdapter()
    const usual = await schemaOf(upstream)
    emulator.switches.metadataIn = metadataIn
    // The brand's form is one reply of another kind: without it, the fields come in the wrapper.
    emulator.switches.missingPaths = ['/tickets/forms']
    expect(keysOf((await schemaOf(upstream)).fields)).toEqual(keysOf(usual.fields))
  })

  test('is read page by page, whatever a page is cut to', async () => {
    const { upstream, emulator } = await openAdapter()
    emulator.switches.missingPaths = ['/tickets/forms']
    const usual = await schemaOf(upstream)
    emulator.switches.maxPerPage = 3
    expect(await schemaOf(upstream)).toEqual(usual)
  })

  test('finds its way where paths are missing, and asks what worked from then on', async () => {
    const { upstream, emulator } = await openAdapter()
    emulator.switches.missingPaths = ['/tickets/forms', '/tickets/fields', '/tickets/priorities', '/tickets/types']
    const first = await schemaOf(upstream)
    expect(fieldIn(first.fields, 'priorityId').options).toHaveLength(4)
    // The brand's form is one path, and asked for anew each time.
    const missed = ({ status, path }: { status?: number; path: string }) => status === 404 && !path.includes('/forms/')
    const paths = () => emulator.arrivals().filter(missed).length
    const before = paths()
    expect(before).toBeGreaterThan(0)
    expect(await schemaOf(upstream)).toEqual(first)
    expect(paths()).toBe(before)
  })

  test('leaves out a choice field whose choices nobody tells, and says so', async () => {
    const { upstream, emulator, logged } = await openAdapter()
    emulator.switches.missingPaths = [
      '/groups',
      '/tickets/groups',
      '/fields/collection/groupId',
      '/fields/collection/group',
    ]
    expect(keysOf((await schemaOf(upstream)).fields)).not.toContain('groupId')
    await schemaOf(upstream)
    expect(logged).toEqual([{ event: 'choices-missing', entity: 'ticket', field: 'groupId' }])
  })

  test.each([403, 400])('does without what the key may not read, brands and choices alike: %d', async (status) => {
    const { upstream, emulator } = await openAdapter()
    for (const path of ['/brands', '/tickets/types']) emulator.switches.faults.push({ kind: 'status', status, path })
    const keys = keysOf((await schemaOf(upstream)).fields)
    expect(keys).toContain('cf_piece')
    expect(keys).not.toContain('brandId')
    expect(keys).not.toContain('typeId')
  })

  test('is not made up where no list of fields is found: the connection stops', async () => {
    const { upstream, emulator } = await openAdapter()
    emulator.switches.missingPaths = ['/tickets/forms', '/tickets/fields', '/ticket_fields']
    expect(await upstream.schema('ticket')).toEqual({ kind: 'refused', reason: 'fields-not-found', stops: 'component' })
  })
})

test('the schema of contacts has the keys that a create takes', async () => {
  const { upstream } = await openAdapter()
  const { fields } = await schemaOf(upstream, 'contact')
  expect(keysOf(fields)).toEqual(
    expect.arrayContaining(['contactName', 'emailId', 'contactPhoneNo', 'contactMobileNo', 'cf_library', 'cf_letter']),
  )
})

describe('a list of fields', () => {
  const field = { apiName: 'cf_a', labelForAgentPortal: 'A', fieldControlName: 'SingleLineTextBox' }

  test.each([
    ['bare', [field]],
    ['in result', { result: [field] }],
    ['in data', { data: [field] }],
    ['in fields', { fields: [field] }],
    ['in a form', { result: { formId: 1, fields: [field] } }],
    [
      'in the default one of several forms',
      {
        result: [
          { formId: 2, fields: [] },
          { isDefault: true, fields: [field] },
        ],
      },
    ],
  ])('is found %s', (_name, reply) => {
    expect(entriesIn(reply)).toEqual([field])
  })

  test.each<readonly [string, unknown]>([
    ['nothing', {}],
    ['forms without fields', { result: [{ formId: 1 }] }],
    ['a page', '<html>'],
    ['null', null],
  ])('is not found in %s', (_name, reply) => {
    expect(entriesIn(reply)).toBeUndefined()
  })
})

describe('what cannot be said', () => {
  const base = { fieldControlName: 'DropDown', isDefaultField: false }
  const work = { ...base, fieldId: 1, apiName: 'cf_work', labelForAgentPortal: 'Work' }
  const choices = [
    { id: 1, name: 'Repair' },
    { id: 2, name: 'Course' },
  ]
  const schemaWith = (entry: object, more: readonly ReadChoice[] = []) => {
    const drafts = draftsOf('ticket', [work, { apiName: 'cf_b', ...entry }])
    const read = new Map<string, readonly ReadChoice[]>([
      ['cf_work', choices],
      ['cf_b', more],
    ])
    const { schema, unsaid } = built('ticket', drafts, read, [])
    return { field: fieldIn(schema.fields, 'cf_b'), unsaid: unsaid.filter((one) => one.field === 'cf_b') }
  }
  const rule = (operator: string, value: readonly unknown[], name: string | number = 'cf_work') => ({
    field: name,
    operator,
    value,
  })
  const shown = (...rules: readonly object[]) => JSON.stringify({ condition: 'and', rules })

  test.each([
    ['in', shown(rule('in', [1, 2])), { field: 'cf_work', in: ['Repair', 'Course'] }],
    ['notin', shown(rule('notin', ['1'])), { not: { field: 'cf_work', equals: 'Repair' } }],
    ['by the field’s id', shown(rule('in', [2], '1')), { field: 'cf_work', equals: 'Course' }],
    [
      'two rules',
      shown(rule('in', [1]), rule('notin', [2])),
      { all: [{ field: 'cf_work', equals: 'Repair' }, { not: { field: 'cf_work', equals: 'Course' } }] },
    ],
  ])('is no condition of %s', (_name, displayCondition, when) => {
    const { field, unsaid } = schemaWith({ fieldControlName: 'SingleLineTextBox', displayCondition })
    expect(field.when).toEqual(when)
    expect(unsaid).toEqual([])
  })

  test.each([
    ['an operator that is not ours', shown(rule('greaterthan', [1]))],
    ['a field that there is not', shown(rule('in', [1], 'cf_gone'))],
    ['a choice that there is not', shown(rule('in', [99]))],
    ['one rule of two that cannot be said', shown(rule('in', [1]), rule('startswith', ['x']))],
    ['what is no JSON', '{"rules":'],
  ])('is told, and the field always shown: %s', (_name, displayCondition) => {
    const { field, unsaid } = schemaWith({ fieldControlName: 'SingleLineTextBox', displayCondition })
    expect(field.when).toBeUndefined()
    expect(unsaid).toEqual([{ event: 'condition-not-said', field: 'cf_b' }])
  })

  test('is a name that is there twice beside the same answer; beside different ones it has an id each', () => {
    const entry = { ...base, parentFieldId: 1, labelForAgentPortal: 'B' }
    const { field, unsaid } = schemaWith(entry, [
      { id: 11, name: 'Other', parentIds: ['1'] },
      { id: 12, name: 'Other', parentIds: ['2'] },
      { id: 13, name: 'Twice', parentIds: ['1'] },
      { id: 14, name: 'twice', parentIds: ['1', '2'] },
    ])
    expect(field.options).toEqual([{ value: 'Other', label: 'Other' }])
    expect(field.parent).toEqual({ key: 'cf_work', options: { Repair: ['Other'], Course: ['Other'] } })
    expect(unsaid).toEqual([{ event: 'choices-shared', field: 'cf_b', labels: ['Twice', 'twice'] }])
  })

  test('is taken from a dependency that stands apart from the options', () => {
    const drafts = draftsOf('ticket', [work, { ...base, fieldId: 2, apiName: 'cf_b', labelForAgentPortal: 'B' }])
    const read = new Map<string, readonly ReadChoice[]>([
      ['cf_work', choices],
      [
        'cf_b',
        [
          { id: 11, name: 'Spine' },
          { id: 12, name: 'Marbling' },
        ],
      ],
    ])
    const { schema } = built('ticket', drafts, read, [
      {
        ...{ parentField: { fieldId: 1, apiName: 'cf_work' }, childField: { fieldId: 2, apiName: 'cf_b' } },
        dependencyMapping: [{ parentFieldOptionId: 1, childFieldOptionId: [11] }],
      },
    ])
    expect(fieldIn(schema.fields, 'cf_b').parent).toEqual({
      key: 'cf_work',
      options: { Repair: ['Spine'], Course: [] },
    })
  })
})

describe('the account', () => {
  test('shows its brands as parts', async () => {
    const { upstream, url } = await openAdapter()
    const project = new URL(url).host
    expect(await upstream.components()).toEqual({
      kind: 'done',
      value: [
        { id: '1', name: 'Hollis & Wren', project, entity: 'ticket' },
        { id: '2', name: 'The Lantern Press', project, entity: 'ticket' },
      ],
    })
  })

  test.each([
    ['Edith Wren', true],
    ['Ana Maria da Silva', true],
    ['Hollis & Wren', false],
    ['Acme Support', false],
    ['Suporte', false],
    ['gatehouse', false],
  ])('tells whose key it is: %s, a person: %s', async (name, isPerson) => {
    const { upstream, emulator } = await openAdapter()
    const body = JSON.stringify({ userId: 7, displayName: name, emailId: 'x@example.com' })
    emulator.switches.faults.push({ kind: 'text', path: '/agents/me', status: 200, body })
    expect(await upstream.whoami?.()).toEqual({ kind: 'done', value: { name, email: 'x@example.com', isPerson } })
  })
})
