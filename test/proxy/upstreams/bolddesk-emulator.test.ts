import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Switches } from '../../../demo/upstreams/bolddesk/switches.ts'
import { readFiles } from '../../../demo/upstreams/multipart.ts'
import { DESK_KEY, formOf, openDesk, TICKET } from '../../support/bolddesk.ts'

const complaintsOf = ({ json }: { readonly json: { errors: { field: string; errorType: string }[] } }) =>
  json.errors.map(({ field, errorType }) => `${field} ${errorType}`)

describe('the emulated BoldDesk', () => {
  test('lets nobody in without a good key, and never notes one', async () => {
    const { ask, emulator } = await openDesk()
    for (const key of ['wrong', `Bearer ${DESK_KEY}`, '']) {
      const { status, json } = await ask('GET', '/tickets', undefined, key)
      expect(status).toBe(401)
      expect(json).toMatchObject({ statusCode: 401, errors: [{ errorType: 'Unauthorized' }] })
    }
    expect((await ask('GET', '/tickets')).status).toBe(200)
    expect(emulator.arrivals().map(({ auth }) => auth)).toEqual(['bad', 'bad', 'bad', 'good'])
    expect(JSON.stringify(emulator.arrivals())).not.toContain('CANARY')
  })

  test('makes a ticket under both bases, and says where', async () => {
    const { ask, url } = await openDesk()
    const { status, headers, json } = await ask('POST', '/tickets', TICKET)
    expect(status).toBe(201)
    expect(json).toEqual({ id: 1001, message: 'Ticket created.', isFileUploadSuccess: false })
    expect(headers.get('location')).toBe(`${url}/api/v1/tickets/1001`)
    const other = await fetch(`${url}/api/v1.0/tickets/1001`, { headers: { 'x-api-key': DESK_KEY } })
    expect(await other.json()).toMatchObject({
      ticketId: 1001,
      title: 'A spine',
      description: '<p>It is off</p>',
      priority: { id: 2, description: 'Normal' },
      status: { id: 1, description: 'New' },
      requestedBy: { name: 'Ana', emailId: 'ana@example.com' },
      createdBy: { name: 'Hollis & Wren' },
    })
  })

  test('tells its quota on every reply, and refuses what goes beyond until the window is over', async () => {
    const now = Date.parse('2026-03-01T12:00:00Z')
    const { ask, emulator } = await openDesk(() => now)
    emulator.switches.pace = { requests: 3, windowMs: 3_600_000, fixed: true }
    const left = []
    for (let call = 0; call < 5; call++) {
      const { status, headers } = await ask('GET', '/tickets')
      left.push(`${status} ${headers.get('x-rate-limit-limit')} ${headers.get('x-rate-limit-remaining')}`)
    }
    expect(left).toEqual(['200 3 2', '200 3 1', '200 3 0', '429 3 0', '429 3 0'])
    const { json, headers } = await ask('GET', '/tickets')
    expect(json.errors[0].errorType).toBe('APICallQuotaExceeded')
    expect(headers.get('x-rate-limit-reset')).toMatch(/^2026-03-01T1[23]:\d\d:\d\d\.\d{7}Z$/)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(3_500)
    expect((await ask('GET', '/tickets', undefined, 'another-key')).status).toBe(200)
    Object.assign(emulator.switches, { retryAfter: 'none', limitHeader: 'period', resetHeader: 'seconds' })
    const again = await ask('GET', '/tickets')
    expect([again.status, again.headers.get('retry-after'), again.headers.get('x-rate-limit-limit')]).toEqual([
      429,
      null,
      '60m',
    ])
    expect(Number(again.headers.get('x-rate-limit-reset'))).toBeLessThanOrEqual(3_600)
    expect(emulator.pace()).toMatchObject([{ key: 1, arrivals: 7, smallestGapMs: expect.any(Number) }, { key: 2 }])
  })

  test.each([
    ['an unknown address without a name', { requesterName: '' }, 400, 'requesterName FieldRequired'],
    ['an id that nobody has', { requesterId: 9 }, 400, 'requesterId NotExist'],
    ['no address that it could be', { requesterEmailId: 'ana' }, 400, 'requesterEmailId InvalidValue'],
  ])('refuses as requester %s', async (_what, change, status, complaint) => {
    const { ask, emulator } = await openDesk()
    const reply = await ask('POST', '/tickets', { ...TICKET, ...change })
    expect(reply.status).toBe(status)
    expect(complaintsOf(reply)).toEqual([complaint])
    expect(emulator.records()).toEqual([])
  })

  test('makes the contact of an unknown address, and links a known one by itself', async () => {
    const { ask, emulator } = await openDesk()
    await ask('POST', '/tickets', TICKET)
    const { requesterName, ...unnamed } = TICKET
    expect((await ask('POST', '/tickets', { ...unnamed, requesterEmailId: 'ANA@example.com' })).status).toBe(201)
    const { requesterEmailId, ...nobody } = unnamed
    expect((await ask('POST', '/tickets', nobody)).status).toBe(201)
    const names = emulator.records().map(({ entity, title, requester }) => requester?.name ?? `${entity} ${title}`)
    expect(names).toEqual(['Hollis & Wren', requesterName, requesterName, `contact ${requesterName}`])
    expect((await ask('GET', `/contacts/${requesterEmailId}`)).json.contactName).toBe('Ana')
    emulator.switches.unknownRequesters = 'refused'
    const refused = await ask('POST', '/tickets', { ...TICKET, requesterEmailId: 'new@example.com' })
    expect(complaintsOf(refused)).toEqual(['requesterEmailId NotAllowed'])
  })

  test("demands what the brand's own form demands of agents", async () => {
    const { ask, emulator } = await openDesk()
    const bare = { requesterId: null, requesterName: 'Ana', requesterEmailId: 'ana@example.com' }
    const required = async (body: object, query = '') => complaintsOf(await ask('POST', `/tickets${query}`, body))
    const usual = ['subject FieldRequired', 'description FieldRequired', 'priorityId FieldRequired']
    expect(await required({ ...bare, brandId: 1 })).toEqual(usual)
    expect(await required({ ...bare, brandId: 2 })).toEqual([...usual, 'cf_order FieldRequired'])
    expect(await required({ ...bare, brandId: 2 }, '?skipDependencyValidation=true')).toHaveLength(4)
    expect(await required({ ...TICKET, brandId: 3 })).toEqual(['brandId NotExist'])
    emulator.account.forms[0]?.required.push('cf_fragile')
    expect((await ask('POST', '/tickets', TICKET)).status).toBe(201)
    const repair = { ...TICKET, customFields: { cf_work: 101 } }
    expect(await required(repair)).toEqual(['cf_fragile FieldRequired'])
    emulator.switches.flagSkipsRequired = true
    expect((await ask('POST', '/tickets?skipDependencyValidation=true', repair)).status).toBe(201)
    const { json } = await ask('GET', '/tickets/forms/2')
    const demanded = json.fields.filter(
      (field: Record<string, unknown>) => field.isMandatoryForSubmittingFormInAgentPortal,
    )
    expect(demanded.map(({ apiName }: { apiName: string }) => apiName)).toContain('cf_order')
  })

  test.each([
    ['a choice by its name', { cf_work: 'Repair' }, 'cf_work'],
    ['a choice that is none', { cf_work: 999 }, 'cf_work'],
    ['a choice that nobody may take any more', { cf_work: 102, cf_piece: 290 }, 'cf_piece'],
    ['a choice beside another parent', { cf_work: 102, cf_piece: 201 }, 'cf_piece'],
    ['a child without its parent', { cf_piece: 201 }, 'cf_piece'],
    ['several choices as one', { cf_extras: 301 }, 'cf_extras'],
    ['a day without its time', { cf_wanted_by: '2026-03-01' }, 'cf_wanted_by'],
    ['a number as text', { cf_pages: '12' }, 'cf_pages'],
    ['a number beyond its limit', { cf_pages: 5001 }, 'cf_pages'],
    ['half a page', { cf_pages: 1.5 }, 'cf_pages'],
    ['a box that is no box', { cf_fragile: 'yes' }, 'cf_fragile'],
    ['what the pattern does not take', { cf_order: '19' }, 'cf_order'],
    ['an address that is none', { cf_photo_page: 'photos' }, 'cf_photo_page'],
  ])('refuses %s', async (_what, customFields, field) => {
    const { ask } = await openDesk()
    const reply = await ask('POST', '/tickets', { ...TICKET, customFields })
    expect(reply.status).toBe(400)
    expect(complaintsOf(reply)).toEqual([`${field} InvalidValue`])
  })

  test('keeps every kind of value and shows it, at the root or below, with choices by id and name', async () => {
    const { ask, emulator } = await openDesk()
    const customFields = {
      ...{ cf_work: 101, cf_piece: 202, cf_extras: [301, 303], cf_fragile: false, cf_pages: 96, cf_height_cm: 24.5 },
      ...{ cf_wanted_by: '2026-03-01T00:00:00.000Z', cf_order: 'A-19', cf_photo_page: 'https://example.com/p' },
    }
    expect((await ask('POST', '/tickets', { ...TICKET, customFields })).status).toBe(201)
    const { json } = await ask('GET', '/tickets/1001')
    expect(json).toMatchObject({
      ...customFields,
      cf_work: { id: 101, value: 'Repair' },
      cf_piece: { id: 202, value: 'Boards or cover' },
      cf_extras: [
        { id: 301, value: 'Slipcase' },
        { id: 303, value: 'Ribbon marker' },
      ],
    })
    Object.assign(emulator.switches, { customFieldsAt: 'customFields', choiceShown: 'name', ticketWrapped: true })
    const below = (await ask('GET', '/tickets/1001')).json.result
    expect(below).not.toHaveProperty('cf_work')
    expect(below.customFields.cf_work).toEqual({ id: 101, name: 'Repair' })
    expect(emulator.records()[0]?.fields).toMatchObject({ 'Kind of work': 'Repair', Extras: 'Slipcase, Ribbon marker' })
    emulator.switches.multiSelect = 'comma'
    const joined = { ...TICKET, customFields: { cf_extras: '301,302' } }
    expect((await ask('POST', '/tickets', joined)).status).toBe(201)
    expect((await ask('POST', '/tickets', { ...TICKET, customFields })).status).toBe(400)
  })

  test('drops without a word what no field has, forgets what it is told to, or refuses it', async () => {
    const { ask, emulator } = await openDesk()
    emulator.switches.forgets = ['cf_order']
    const sent = {
      ...TICKET,
      colour: 'red',
      tags: ['site'],
      cf_pages: 1,
      customFields: { cf_order: 'A-19', cf_nothing: 1 },
    }
    expect((await ask('POST', '/tickets', sent)).status).toBe(201)
    expect(emulator.arrivals().at(-1)?.dropped?.toSorted()).toEqual(['cf_nothing', 'cf_pages', 'colour', 'tags'])
    expect(JSON.stringify((await ask('GET', '/tickets/1001')).json)).not.toMatch(/cf_|red|A-19/)
    emulator.switches.unknownField = 'refuse'
    expect(complaintsOf(await ask('POST', '/tickets', sent))).toEqual(['cf_nothing NotExist'])
  })

  test('hears tags under one of their names', async () => {
    const { ask, emulator } = await openDesk()
    const both = { ...TICKET, tag: 'one, two', tags: ['three'] }
    await ask('POST', '/tickets', both)
    emulator.switches.tagKey = 'tags'
    await ask('POST', '/tickets', both)
    const names = async (id: number) =>
      (await ask('GET', `/tickets/${id}/tags`)).json.result.map(({ name }: { name: string }) => name)
    expect([await names(1001), await names(1002)]).toEqual([['one', 'two'], ['three']])
  })

  test.each([
    ['id', { id: 1001 }, true],
    ['ticketId', { ticketId: 1001 }, true],
    ['result', { result: { id: 1001 } }, true],
    ['location', {}, true],
    ['nowhere', {}, false],
  ] as const)('tells the new id by %s', async (idAt, json, located) => {
    const { ask, emulator } = await openDesk()
    Object.assign(emulator.switches, { idAt, ticketStatus: 200 } satisfies Partial<Switches>)
    const reply = await ask('POST', '/tickets', TICKET)
    expect(reply.status).toBe(200)
    expect(reply.json).toEqual({ ...json, message: 'Ticket created.', isFileUploadSuccess: false })
    expect(reply.headers.has('location')).toBe(located)
  })

  test('changes a ticket, and calls a change that changes nothing invalid', async () => {
    const { ask } = await openDesk()
    await ask('POST', '/tickets', { ...TICKET, customFields: { cf_work: 101 } })
    const put = (fields: object, query = '') => ask('PUT', `/tickets/1001/update_fields${query}`, { fields })
    expect((await put({ cf_order: 'A-20', priorityId: 3 })).status).toBe(200)
    const again = await put({ cf_order: 'A-20' })
    expect([again.status, ...complaintsOf(again)]).toEqual([400, ' InvalidValue'])
    expect(complaintsOf(await put({ cf_piece: 211 }))).toEqual(['cf_piece InvalidValue'])
    expect((await put({ cf_piece: 211 }, '?skipDependencyValidation=true')).status).toBe(200)
    expect((await ask('PUT', '/tickets/1001', { fields: { subject: 'Two spines' } })).status).toBe(200)
    expect((await ask('GET', '/tickets/1001')).json).toMatchObject({ title: 'Two spines', cf_order: 'A-20' })
    expect((await ask('PUT', '/tickets/9', { fields: {} })).status).toBe(404)
  })

  test('says no in one shape or another', async () => {
    const { ask, emulator } = await openDesk()
    const bad = { ...TICKET, subject: 'x'.repeat(251) }
    emulator.switches.errorType = 'number'
    expect((await ask('POST', '/tickets', bad)).json.errors).toEqual([
      { field: 'subject', errorMessage: 'Subject is too long.', errorType: 5 },
    ])
    emulator.switches.errorShape = 'problem-details'
    expect((await ask('POST', '/tickets', bad)).json).toMatchObject({
      status: 400,
      title: 'Validation Failed',
      errors: { subject: ['Subject is too long.'] },
    })
  })

  test('refuses by account, by permission, by method and by content type', async () => {
    const { ask, emulator, url } = await openDesk()
    await ask('POST', '/tickets', TICKET)
    emulator.switches.suspended = true
    for (const path of ['/tickets', '/tickets/1001/updates', '/tickets/1001/notes']) {
      const { status, json } = await ask('POST', path, { ...TICKET, description: 'x' })
      expect(status).toBe(404)
      expect(json.message).toMatch(/suspended/)
    }
    expect((await ask('GET', '/tickets/1001')).status).toBe(200)
    emulator.switches.suspended = false
    for (const accessDenied of [400, 403] as const) {
      emulator.switches.accessDenied = accessDenied
      for (const path of ['/tickets', '/contacts']) {
        const reply = await ask('POST', path, TICKET)
        expect([reply.status, ...complaintsOf(reply)]).toEqual([accessDenied, ' AccessDenied'])
      }
    }
    expect((await ask('PATCH', '/tickets', {})).status).toBe(405)
    const plain = await fetch(`${url}/api/v1/tickets`, {
      method: 'POST',
      headers: { 'x-api-key': DESK_KEY },
      body: '{}',
    })
    expect(plain.status).toBe(415)
    expect((await ask('GET', '/nothing')).status).toBe(404)
    expect(emulator.records().filter(({ entity }) => entity === 'ticket')).toHaveLength(1)
  })
})

describe('its lists', () => {
  test('put the last modified first, unless they are told an order', async () => {
    let now = Date.parse('2026-03-01T12:00:00Z')
    const { ask } = await openDesk(() => now)
    for (const subject of ['b', 'c', 'a']) {
      now += 1_000
      await ask('POST', '/tickets', { ...TICKET, subject })
    }
    now += 1_000
    await ask('PUT', '/tickets/1001', { fields: { priorityId: 4 } })
    const titles = async (query = '') =>
      (await ask('GET', `/tickets${query}`)).json.result.map(({ title }: { title: string }) => title).join('')
    expect(await titles()).toBe('bac')
    expect(await titles('?OrderBy=createdon+desc')).toBe('acb')
    expect(await titles('?orderby=Title')).toBe('abc')
    expect(await titles('?PerPage=2&Page=2&OrderBy=ticketid')).toBe('a')
    expect((await ask('GET', '/tickets?PerPage=1&RequiresCounts=true')).json).toMatchObject({ count: 3, result: [{}] })
    expect((await ask('GET', '/tickets?PerPage=1')).json).not.toHaveProperty('count')
  })

  test('filter by each Q, and by all of them', async () => {
    const { ask, emulator } = await openDesk()
    await ask('POST', '/tickets', { ...TICKET, externalReferenceId: 'sub-1' })
    await ask('POST', '/tickets', {
      ...TICKET,
      externalReferenceId: 'sub-2',
      priorityId: 4,
      requesterEmailId: 'b@example.com',
    })
    const ids = async (...filters: string[]) => {
      const query = new URLSearchParams(filters.map((filter) => ['Q', filter]))
      const { status, json } = await ask('GET', `/tickets?${query}&OrderBy=ticketid`)
      return status === 200 ? json.result.map(({ ticketId }: { ticketId: number }) => ticketId) : complaintsOf({ json })
    }
    expect(await ids('externalreferenceids:["sub-2"]')).toEqual([1002])
    expect(await ids('externalreferenceids:["sub-2","sub-1"]', 'priority:[2]')).toEqual([1001])
    expect(await ids('requesteremail:"b@example.com"')).toEqual([1002])
    expect(await ids('requesteremail:"nobody@example.com"')).toEqual(['emailId NotExist'])
    expect(await ids('createdon:today')).toEqual([1001, 1002])
    expect(await ids('createdon:{"from":"2020-01-01T00:00:00.000Z","to":"2020-01-02T00:00:00.000Z"}')).toEqual([])
    expect(await ids('createdon:{"from":"2020-01-01T00:00:00.000Z"}')).toEqual([1001, 1002])
    expect(await ids('mood:[1]')).toEqual(['q InvalidValue'])
    emulator.switches.referenceSearch = false
    expect(await ids('externalreferenceids:["sub-2"]')).toEqual(['q InvalidValue'])
  })

  test('leave a new ticket out for a while, or for so many looks', async () => {
    let now = Date.parse('2026-03-01T12:00:00Z')
    const { ask, emulator } = await openDesk(() => now)
    const found = async () => (await ask('GET', '/tickets')).json.result.length
    emulator.switches.indexLagLooks = 2
    await ask('POST', '/tickets', TICKET)
    expect([await found(), await found(), await found()]).toEqual([0, 0, 1])
    Object.assign(emulator.switches, { indexLagLooks: 0, indexLagMs: 5_000 })
    await ask('POST', '/tickets', TICKET)
    expect(await found()).toBe(0)
    expect((await ask('GET', '/tickets/1002')).status).toBe(200)
    now += 5_000
    expect(await found()).toBe(2)
  })

  test('of choices come in pages, by parent and by words, without those that are closed', async () => {
    const { ask, emulator } = await openDesk()
    const names = async (query: string) =>
      (await ask('GET', `/fields/collection/cf_piece/options?${query}`)).json.result.map(
        ({ name }: { name: string }) => name,
      )
    expect(await names('parentOptionId=102')).toEqual(['Cloth', 'Half leather', 'Full leather'])
    expect(await names('parentOptionId=102&includeReadOnlyAlso=true')).toContain('Vellum')
    expect(await names('Filter=LEATHER')).toEqual(['Half leather', 'Full leather'])
    emulator.switches.maxPerPage = 3
    expect([await names('PerPage=100'), await names('PerPage=100&Page=3')]).toMatchObject([
      { length: 3 },
      { length: 2 },
    ])
  })

  test.each([
    ['/tickets/fields', '/ticket_fields'],
    ['/tickets/priorities', '/ticket_priorities'],
    ['/contact_fields', '/contacts/fields'],
  ])('of metadata answer under %s, and under %s where that is missing', async (path, fallback) => {
    const { ask, emulator } = await openDesk()
    const usual = (await ask('GET', path)).json.result
    emulator.switches.missingPaths = [path]
    expect((await ask('GET', path)).status).toBe(404)
    expect((await ask('GET', fallback)).json.result).toEqual(usual)
    emulator.switches.metadataIn = 'array'
    expect((await ask('GET', fallback)).json).toEqual(usual)
    expect(usual.length).toBeGreaterThan(3)
  })

  test('tell what depends on what in one place or another', async () => {
    const { ask, emulator } = await openDesk()
    const told = async () => {
      const { json } = await ask('GET', '/fields/collection/cf_piece/options')
      const form = await ask('GET', '/tickets/forms/1')
      const list = await ask('GET', '/field_dependencies/config')
      return [json.result[0].parentOptionId, form.json.fieldDependencies?.length, list.json.result?.length]
    }
    const seen = []
    for (const place of ['options', 'form', 'list'] as const) {
      emulator.switches.dependenciesAt = place
      seen.push(await told())
    }
    expect(seen).toEqual([
      [[101], undefined, undefined],
      [undefined, 1, undefined],
      [undefined, undefined, 1],
    ])
  })
})

test('tells whose key it is in one place, in another, or not at all', async () => {
  const { ask, emulator } = await openDesk()
  const told = async () => {
    const { json } = await ask('GET', '/agents')
    const marked = json.result.filter(({ isCurrentUser }: { isCurrentUser?: boolean }) => isCurrentUser)
    return [(await ask('GET', '/agents/me')).json.name, marked[0]?.name]
  }
  expect(await told()).toEqual(['Hollis & Wren', undefined])
  Object.assign(emulator.switches, { keyOwner: 'person', ownerAt: 'list' } satisfies Partial<Switches>)
  expect(await told()).toEqual([undefined, 'Edith Wren'])
  emulator.switches.ownerAt = 'nowhere'
  expect(await told()).toEqual([undefined, undefined])
})

describe('its contacts', () => {
  test('are made once an address, found by it, and changed', async () => {
    const { ask, emulator } = await openDesk()
    const contact = { emailId: 'bo@example.com', contactName: 'Bo', customFields: { cf_letter: true } }
    expect(await ask('POST', '/contacts', contact)).toMatchObject({ status: 201, json: { id: 700_001 } })
    expect(complaintsOf(await ask('POST', '/contacts', contact))).toEqual(['emailId AlreadyExists'])
    expect(complaintsOf(await ask('POST', '/contacts', {}))).toEqual([
      'emailId FieldRequired',
      'contactName FieldRequired',
    ])
    expect((await ask('PUT', '/contacts/700001', { fields: { contactPhoneNo: '+44 1947 600000' } })).status).toBe(200)
    expect((await ask('GET', '/contacts/bo%40example.com')).json).toMatchObject({
      userId: 700_001,
      contactPhoneNo: '+44 1947 600000',
      customFields: { cf_letter: true },
    })
    expect((await ask('GET', '/contacts?Filter=bo@')).json.result).toHaveLength(1)
    emulator.switches.contactStatus = 200
    expect((await ask('POST', '/contacts', { emailId: 'cy@example.com', contactName: 'Cy' })).status).toBe(200)
  })
})

describe('its files', () => {
  test('stream in, are kept as name, size and digest, and stand in the ticket that names their tokens', async () => {
    const { ask, upload, emulator } = await openDesk()
    // A line break and dashes as a boundary has them, and a chunk that is larger than any buffer on the way.
    const content = new Uint8Array(3_000_000).map((_, index) => (index % 7 === 0 ? 13 : index % 7 === 1 ? 10 : 45))
    const names = ['página "1".pdf', 'empty.txt']
    const tokens = [await upload(names[0] ?? '', content, 'application/pdf'), await upload(names[1] ?? '', '')]
    const { json } = await ask('POST', '/tickets', { ...TICKET, attachments: tokens.join(',') })
    expect(json.isFileUploadSuccess).toBe(true)
    expect((await ask('GET', '/tickets/1001/attachments')).json.result).toMatchObject([
      { name: names[0], size: 3_000_000, contentType: 'application/pdf' },
      { name: names[1], size: 0 },
    ])
    const sha256 = createHash('sha256').update(content).digest('hex')
    expect(emulator.records()[0]?.attachments).toMatchObject([{ name: names[0], sha256 }, { size: 0 }])
    const [{ id }] = (await ask('GET', '/tickets/1001/attachments')).json.result
    expect((await ask('DELETE', `/${id}`)).status).toBe(200)
    expect((await ask('GET', '/tickets/1001')).json.attachmentCount).toBe(1)
  })

  test.each([
    ['too large', 'big.txt', 'x'.repeat(11), 'uploadFiles FileSizeLarge'],
    ['of a refused kind', 'run.EXE', 'x', 'uploadFiles FileExtensionInvalid'],
  ])('are refused when they are %s', async (_what, name, content, complaint) => {
    const { ask, emulator } = await openDesk()
    emulator.switches.perFileBytes = 10
    const reply = await ask('POST', '/attachments', formOf(name, content))
    expect([reply.status, ...complaintsOf(reply)]).toEqual([400, complaint])
    expect(emulator.uploads()).toEqual([])
  })

  test('need their part, and a body that ends', async () => {
    const { ask, url } = await openDesk()
    const form = new FormData()
    form.append('file', new File(['x'], 'x.txt'))
    expect(complaintsOf(await ask('POST', '/attachments', form))).toEqual(['uploadFiles FieldRequired'])
    const cut = await fetch(`${url}/api/v1/attachments`, {
      method: 'POST',
      headers: { 'x-api-key': DESK_KEY, 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-Disposition: form-data; name="uploadFiles"; filename="x"\r\n\r\nhalf',
    })
    expect(cut.status).toBe(400)
  })

  test.each([1, 2, 7, 64])('are read the same in pieces of %i bytes', async (length) => {
    const head = (name: string) => `Content-Disposition: form-data; name="uploadFiles"; filename="${name}"`
    const parts = ['\r\n--b', '--b--', '', '\r\n\r\n', 'x\r\n-']
    const text = parts.map((content, at) => `--bound\r\n${head(`f${at}`)}\r\n\r\n${content}\r\n`).join('')
    const bytes = Buffer.from(`preamble\r\n${text}--bound\r\n${head('')}\r\n\r\n\r\n--bound--\r\nepilogue`)
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
    }
    const files = await readFiles(pieces(), 'bound')
    const digest = (content: string) => createHash('sha256').update(content).digest('hex')
    expect(files.map(({ name, sha256 }) => [name, sha256])).toEqual([
      ...parts.map((content, at) => [`f${at}`, digest(content)]),
      ['', digest('')],
    ])
  })

  test('cost no ticket when they get lost, and come with a reply', async () => {
    const { ask, upload, emulator } = await openDesk()
    emulator.switches.attachments = 'fail-on-create'
    const attachments = await upload('a.txt', 'a')
    const made = await ask('POST', '/tickets', { ...TICKET, attachments })
    expect([made.status, made.json.isFileUploadSuccess]).toEqual([201, false])
    expect((await ask('GET', '/tickets/1001')).json.attachmentCount).toBe(0)
    const reply = await ask('POST', '/tickets/1001/updates', { description: 'The files', attachments })
    expect([reply.status, reply.json.isFileUploadSuccess]).toEqual([201, true])
    await ask('POST', '/tickets/1001/notes', { description: 'For us', isPublicNote: false })
    expect(emulator.records()[0]).toMatchObject({ replies: ['The files', 'For us'], attachments: [{ name: 'a.txt' }] })
    const { result } = (await ask('GET', '/1001/messages')).json
    expect(result.map(({ description }: { description: string }) => description)).toEqual([
      '<p>It is off</p>',
      'The files',
      'For us',
    ])
  })

  test('have tokens that expire', async () => {
    let now = Date.parse('2026-03-01T12:00:00Z')
    const { ask, upload, emulator } = await openDesk(() => now)
    const attachments = await upload('a.txt', 'a')
    const post = async () => (await ask('POST', '/tickets', { ...TICKET, attachments })).status
    emulator.switches.expiredTokens = 1
    expect([await post(), await post()]).toEqual([400, 201])
    now += emulator.switches.tokenLifeMs
    expect(await post()).toBe(400)
    expect(complaintsOf(await ask('POST', '/tickets', { ...TICKET, attachments: 'made-up' }))).toEqual([
      'attachments InvalidValue',
    ])
  })
})

test('is steered from outside, and fails as ordered: before the work is done and after it', async () => {
  const { ask, emulator } = await openDesk()
  const faults = [
    { kind: 'html', method: 'POST', path: '/tickets' },
    { kind: 'reset', method: 'POST', afterCommit: true },
  ]
  expect((await ask('PATCH', '/_emulator/switches', { faults, keyOwner: 'person' })).json.keyOwner).toBe('person')
  expect((await ask('POST', '/tickets', TICKET)).status).toBe(502)
  expect(emulator.records()).toHaveLength(0)
  await expect(ask('POST', '/tickets', TICKET)).rejects.toThrow()
  expect((await ask('GET', '/_emulator/records')).json.records).toMatchObject([
    { entity: 'ticket' },
    { entity: 'contact' },
  ])
  expect((await ask('GET', '/tickets/1001')).json.createdBy.name).toBe('Edith Wren')
  expect((await ask('GET', '/_emulator/arrivals')).json.arrivals).toMatchObject([{ status: 502 }, {}, { status: 200 }])
  expect((await ask('PATCH', '/_emulator/switches', { speed: 3 })).json.message).toMatch(/No switch speed/)
  await ask('POST', '/_emulator/reset')
  expect(emulator.records()).toEqual([])
  expect(emulator.switches).toMatchObject({ keyOwner: 'brand', faults: [] })
})

test('survives whatever is thrown at it', async () => {
  const { ask, url } = await openDesk()
  const paths = ['/%zz', '//', '/tickets/', '/tickets?Q=', '/tickets?Q=:::&Page=-1&PerPage=x', '/contacts/%', '/9']
  for (const path of paths) await ask('GET', path)
  const bodies = [
    '',
    'null',
    '[',
    '[]',
    '{"customFields":[]}',
    '{"customFields":7,"attachments":{}}',
    '{"__proto__":1}',
  ]
  for (const path of ['/tickets', '/contacts', '/attachments']) {
    for (const body of bodies) {
      const headers = { 'x-api-key': DESK_KEY, 'content-type': 'application/json' }
      const { status } = await fetch(`${url}/api/v1${path}`, { method: 'POST', body, headers })
      expect(status).toBe(400)
    }
  }
  expect((await ask('GET', '/tickets')).status).toBe(200)
})
