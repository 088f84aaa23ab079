import { expect, test, vi } from 'vitest'
import { orderOf } from '../../../proxy/delivery/order.ts'
import { phonesFor } from '../../../proxy/forms/phone.ts'
import { questionsOf } from '../../../proxy/forms/public.ts'
import type { PublishedForm } from '../../../proxy/forms/published.ts'
import { shownForm } from '../../../proxy/forms/shown.ts'
import { fieldMarkup } from '../../../proxy/hosted/field-markup.ts'
import type { Order } from '../../../proxy/upstreams/upstream.ts'
import { DONE, FORM, openDelivery, sees } from '../../support/delivery.ts'

/** How often the numbering plans were loaded; they are the real ones. */
const loads = vi.hoisted(() => ({ count: 0 }))
vi.mock('libphonenumber-js/min', (original) => {
  loads.count++
  return original()
})

const form: PublishedForm = {
  ...{ ...FORM, locale: 'en' },
  fields: [
    { name: 'nome', type: 'text', label: 'Name' },
    { name: 'fone', type: 'tel', country: 'BR', label: 'Phone' },
    { name: 'outro', type: 'tel', label: 'Other' },
  ],
  mappings: {
    opportunity: [
      { key: 'Telefone', label: 'Telefone', type: 'tel', source: { answer: 'fone' } },
      { key: 'Outro', label: 'Outro', type: 'tel', source: { answer: 'outro' } },
    ],
    contact: [{ key: 'Celular', label: 'Celular', type: 'text', source: { answer: 'fone' } }],
  },
}

const ASKS_NONE: PublishedForm = { ...form, fields: form.fields.filter(({ name }) => name !== 'fone') }
const deps = { env: { now: () => 1 } }

// First: nothing unloads what was loaded once.
test('a form that asks for no number of a country is shown, filled in and delivered without the numbering plans', async () => {
  const { fields } = await shownForm({ version: 'v1', form: ASKS_NONE }, 'en', deps)
  expect(fields.map(({ name }) => name)).toEqual(['nome', 'outro'])
  const stage = await openDelivery({ opportunity: () => DONE })
  stage.form = ASKS_NONE
  const id = await stage.put({ answers: { outro: '(11) 96123-4567' } })
  await stage.deliver()
  expect((await stage.get(id)).state).toBe('delivered')
  expect(loads.count).toBe(0)
})

test('a page is told the calling code, and nobody else has one', async () => {
  const { fields } = await shownForm({ version: 'v1', form }, 'en', deps)
  expect(fields.map(({ callingCode }) => callingCode)).toEqual([undefined, '55', undefined])
  expect(loads.count).toBe(1)
  const odd: PublishedForm = { ...form, fields: [{ name: 'fone', type: 'tel', country: 'XX', label: 'Phone' }] }
  expect((await shownForm({ version: 'v1', form: odd }, 'en', deps)).fields[0]).not.toHaveProperty('callingCode')
})

test('without a script it stands before the number, until one comes with its own', async () => {
  const { fields } = await shownForm({ version: 'v1', form }, 'en', deps)
  const drawn = (answer: string) => {
    const place = { name: 'f2', id: 'x-f2', answer, error: undefined, limits: '', note: '', choose: '', locale: 'en' }
    const [, field] = fields
    return field ? String(fieldMarkup(field, { ...place, parentLabel: (value) => value })) : ''
  }
  expect(drawn('11 96123-4567')).toMatch(
    /<div class="row" dir="ltr"><span class="quiet" id="x-f2-code">\+55<\/span><input /,
  )
  expect(drawn('11 96123-4567')).toContain('aria-describedby="x-f2-code"')
  for (const own of ['+44 20 7946 0958', ' 0044 20']) expect(drawn(own)).not.toContain('x-f2-code')
})

test.each([
  ['11 96123-4567', '+5511961234567'],
  ['(011) 96123 4567', '+5511961234567'],
  ['+55 11 96123-4567', '+5511961234567'],
  ['+44 20 7946 0958', '+442079460958'],
  ['96123', '96123'],
  ['11 96123-4567 ramal 3', '11 96123-4567 ramal 3'],
  ['call me', 'call me'],
])('%s goes upstream as %s, to every entity, and stays as it was typed where it is kept', async (typed, sent) => {
  const orders: Order[] = []
  const stage = await openDelivery({
    opportunity(_, order) {
      orders.push(order)
      return DONE
    },
  })
  stage.form = form
  const id = await stage.put({ answers: { fone: typed, outro: typed } })
  await stage.deliver()
  const { opportunity = [], contact = [] } = orders[0]?.values ?? {}
  expect([...opportunity, ...contact].map(({ key, value }) => [key, value])).toEqual([
    ['Telefone', sent],
    ['Outro', typed],
    ['Celular', sent],
  ])
  expect((await stage.get(id)).answers.fone).toBe(typed)
})

test('is looked for as it was sent', async () => {
  const stage = await openDelivery({ opportunity: () => ({ kind: 'unclear', reason: 'timeout' }) })
  const sought: unknown[] = []
  stage.form = form
  stage.look = async (all, taken) => {
    sought.push(...all.flatMap(({ order }) => order.values.opportunity?.map(({ value }) => value)))
    return sees({ kind: 'absent' })(all, taken)
  }
  await stage.put({ answers: { fone: '11 96123-4567' } })
  await stage.deliver()
  stage.wait(3_600_000)
  await stage.deliver()
  expect(sought).toEqual(['+5511961234567'])
})

test('where people read the answers they stand as they were typed', async () => {
  const stage = await openDelivery({})
  const id = await stage.put({ answers: { fone: '11 96123-4567' } })
  const phones = await phonesFor(questionsOf(form))
  const read: PublishedForm = {
    ...form,
    notes: { key: 'Notas', label: 'Notas' },
    noted: [{ label: 'Fone', source: { answer: 'fone' } }],
  }
  const { order } = orderOf(await stage.get(id), read, {}, { resent: false, ...(phones && { phones }) })
  expect(order.notes?.lines).toEqual(['Fone: 11 96123-4567'])
})
