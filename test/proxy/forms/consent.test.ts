import { describe, expect, test } from 'vitest'
import { consentOf } from '../../../proxy/forms/consent.ts'
import { publicForm, questionsOf } from '../../../proxy/forms/public.ts'
import type { Publishing } from '../../../proxy/forms/publish.ts'
import { publish } from '../../../proxy/forms/publish.ts'
import type { PublishedForm } from '../../../proxy/forms/published.ts'
import { usesOf } from '../../../proxy/forms/uses.ts'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { field, schemas } from '../../support/schemas.ts'

const opportunity = {
  entity: 'opportunity',
  fields: [
    ...schemas.opportunity.fields,
    field('Aceite', { type: 'checkbox' }),
    field('Dia', { type: 'date' }),
    field('Quando', { type: 'datetime-local' }),
  ],
}

const text = { 'pt-BR': 'Aceito', en: 'I agree' }

const attempt = (more: Partial<FormDefinition>): Publishing =>
  publish(
    {
      ...{ id: 'contato', connection: 'crm', entity: 'opportunity', sites: ['example.com'], locale: 'pt-BR' },
      fields: [{ name: 'nome' }],
      ...more,
    },
    { opportunity },
  )

function published(more: Partial<FormDefinition>): PublishedForm {
  const result = attempt(more)
  if (!result.ok) throw new Error(JSON.stringify(result.misfits))
  return result.form
}

function misfits(more: Partial<FormDefinition>): string {
  const result = attempt(more)
  return result.ok ? '' : result.misfits.map(({ message }) => message).join('\n')
}

describe('consent', () => {
  test('goes to a box or to a text, as the schema spells it', () => {
    const form = published({ consent: { text, required: true, to: 'Aceite' } })
    expect(form.mappings.opportunity).toContainEqual({
      ...{ key: 'Aceite', label: 'Aceite', type: 'checkbox', source: { consent: true } },
    })
    expect(usesOf(form).find(({ key }) => key === 'Aceite')).toMatchObject({ place: '`consent`', filled: true })
  })

  test('is a question after the others, and nothing of where it goes', () => {
    const form = published({ consent: { text, required: true, to: 'Origem' } })
    expect(questionsOf(form).at(-1)).toEqual({
      ...{ name: '$consent', type: 'checkbox', label: 'Aceito', required: true },
      langs: {},
    })
    const shown = publicForm(form, 'v1', 'en', { now: 0 })
    expect(shown.consent).toEqual({ text: 'I agree', required: true })
    expect(JSON.stringify(shown)).not.toContain('Origem')
  })

  test('with `fields: all`, its box is asked for once', () => {
    const form = published({ fields: 'all', consent: { text, to: 'Aceite' } })
    expect(form.fields.map(({ label }) => label)).not.toContain('Aceite')
  })

  test('has a version that follows from its words', async () => {
    const form = published({ consent: { text } })
    const [pt, en, again] = await Promise.all(['pt-BR', 'en', 'en'].map((locale) => consentOf(form, locale, true)))
    expect(en).toEqual(again)
    expect(pt?.version).not.toBe(en?.version)
    expect(await consentOf(published({}), 'en', true)).toBeUndefined()
  })

  test.each([
    [
      'a field that is not there',
      'Aceit',
      'has no field "Aceit". Did you mean "Aceite"? Name it in `to` below `consent`.',
    ],
    ['a field to choose from', 'Interesse', '"Interesse" takes neither a tick nor a text.'],
    ['a day', 'Dia', '"Dia" takes neither a tick nor a text.'],
    ['a field that another answer goes to', 'Nome', 'Two fields of the form go to "Nome".'],
  ])('is not published to %s', (_what, to, message) => {
    expect(misfits({ consent: { text, to } })).toContain(message)
  })
})

describe('a published form', () => {
  test('has its steps and where it leads, in each language', () => {
    const form = published({
      fields: [{ name: 'nome' }, { name: 'origem', to: 'Origem' }],
      steps: [{ title: { 'pt-BR': 'Você', en: 'You' }, fields: ['nome'] }, { fields: ['origem'] }],
      success: { redirect: 'https://example.com/ok' },
    })
    const shown = publicForm(form, 'v1', 'en', { now: 0 })
    expect(shown.steps).toEqual([{ title: 'You', fields: ['nome'] }, { fields: ['origem'] }])
    expect(shown.strings.steps?.next).toBe('Next')
    expect(shown.success).toMatchObject({ redirect: 'https://example.com/ok' })
    expect(publicForm(published({}), 'v1', 'en', { now: 0 }).strings).not.toHaveProperty('steps')
  })

  test('tells a browser none of the words that only the proxy says', () => {
    expect(publicForm(published({}), 'v1', 'en', { now: 0 }).strings).not.toHaveProperty('page')
  })

  test('takes local times for what they mean in their zone: the field’s own, else the form’s', () => {
    const zones = (more: Partial<FormDefinition>, fieldZone?: string) =>
      published({
        fields: [{ name: 'nome' }, { name: 'quando', ...(fieldZone && { timeZone: fieldZone }) }, { name: 'dia' }],
        ...more,
      })
        .mappings.opportunity?.slice(1)
        .map(({ timeZone }) => timeZone)
    expect(zones({})).toEqual([undefined, undefined])
    expect(zones({ timeZone: 'Europe/Berlin' })).toEqual(['Europe/Berlin', undefined])
    expect(zones({ timeZone: 'Europe/Berlin' }, 'Asia/Tokyo')).toEqual(['Asia/Tokyo', undefined])
    expect(misfits({ fields: [{ name: 'dia', timeZone: 'Asia/Tokyo' }] })).toContain('take `timeZone` out')
  })

  test('passes on what only the page minds', () => {
    const form = published({ fields: [{ name: 'nome', sensitive: true, format: 'cpf' }] })
    expect(publicForm(form, 'v1', 'en', { now: 0 }).fields[0]).toMatchObject({ sensitive: true, format: 'cpf' })
  })
})
