import { expect, test } from 'vitest'
import { versionOf } from '../../../proxy/forms/digest.ts'
import type { LiveForm } from '../../../proxy/forms/form-store.ts'
import type { Plan } from '../../../proxy/forms/plan.ts'
import { plan } from '../../../proxy/forms/plan.ts'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { changed, definition, fields, published, seen, without } from '../../support/drift.ts'
import { field } from '../../support/schemas.ts'

async function liveOf(of: FormDefinition = definition): Promise<LiveForm> {
  return { version: 'v1', published: published(of), source: await versionOf(of), schemas: seen }
}

const edits = (planned: Plan) => planned.edits.map(({ kind, part }) => `${kind} ${part}`)

test('a form that was never published is published for the first time', async () => {
  expect(await plan(definition, undefined, seen)).toEqual({
    ...{ form: 'contato', verdict: 'first', edits: [], misfits: [], drift: [] },
  })
})

test('nothing changes where neither file nor schema did', async () => {
  const planned = await plan(definition, await liveOf(), seen)
  expect(planned).toMatchObject({ verdict: 'unchanged', edits: [], drift: [] })
})

test('an edited file: fields that come, go and move, texts, limits, ways upstream, sites', async () => {
  const [nome, email, interesse, conta, ...rest] = fields
  const edited: FormDefinition = {
    ...definition,
    sites: ['example.com', 'example.org'],
    title: 'Fale com a gente',
    fields: [email, nome, { ...interesse, label: 'O que procura?' }, { name: 'cidade', to: 'Cidade' }, ...rest].flatMap(
      (one) => (one?.name === undefined ? [] : [{ ...one, name: one.name }]),
    ),
  }
  expect(conta?.name).toBe('conta')
  const planned = await plan(edited, await liveOf(), seen)
  expect(planned).toMatchObject({ verdict: 'publishes', misfits: [], drift: [] })
  expect(edits(planned).sort()).toEqual([
    'added fields.cidade',
    'added mappings.opportunity.cidade',
    'added title',
    'changed fields.interesse.label',
    'changed sites',
    'moved fields',
    'removed fields.conta',
    'removed mappings.opportunity.conta',
  ])
  expect(planned.edits.find(({ kind }) => kind === 'moved')).toMatchObject({
    from: ['nome', 'email', 'interesse', 'mensagem'],
    to: ['email', 'nome', 'interesse', 'mensagem'],
  })
})

test('a drift that needs a person, and what its mend would change', async () => {
  const renamed = without('opportunity', 'Nome', field('Nome completo', { required: true }))
  const waiting = await plan(definition, await liveOf(), renamed)
  expect(waiting.verdict).toBe('needs-person')
  expect(waiting.drift[0]?.proposal?.line).toBe('to: Nome completo')
  expect(waiting.misfits).toHaveLength(1)

  const mended = {
    ...definition,
    fields: fields.map((one) => (one.name === 'nome' ? { ...one, to: 'Nome completo' } : one)),
  }
  const planned = await plan(mended, await liveOf(), renamed)
  expect(planned.verdict).toBe('publishes')
  expect(edits(planned)).toEqual(['changed fields.nome.label', 'changed mappings.opportunity.nome'])
})

test('an edited file that does not fit is not published', async () => {
  const planned = await plan({ ...definition, notes: 'Nada' }, await liveOf(), seen)
  expect(planned).toMatchObject({ verdict: 'misfits', edits: [] })
  expect(planned.misfits).toHaveLength(1)
})

test('with `fields: all`, a new field stays hidden until the file is edited', async () => {
  const all: FormDefinition = { id: 'tudo', connection: 'crm', entity: 'opportunity', sites: [], fields: 'all' }
  const wider = changed('opportunity', (own) => [...own, field('Bairro')])
  expect(await plan(all, await liveOf(all), wider)).toMatchObject({ verdict: 'unchanged' })
  const planned = await plan({ ...all, title: 'Tudo' }, await liveOf(all), wider)
  expect(edits(planned)).toContain('added fields.bairro')
})
