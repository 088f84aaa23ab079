import { expect, test } from 'vitest'
import type { PublishedForm } from '../../../proxy/forms/published.ts'
import { freshFile, openStore } from '../../support/sqlite.ts'

const published = (title: string): PublishedForm => ({
  ...{ id: 'contact', connection: 'crm', entity: 'opportunity', sites: ['example.com'], locale: 'pt-BR', title },
  fields: [],
  mappings: { opportunity: [{ key: 'Observação\u0301', label: 'Observação', type: 'text', source: { value: 'x' } }] },
})

const saved = (version: string) => ({
  form: 'contact',
  version,
  published: published(version),
  source: `source of ${version}`,
})

test('the version saved last is live, and every earlier one is kept', async () => {
  const { forms } = await openStore()
  expect(await forms.live('contact')).toBeUndefined()
  await forms.saveVersion(saved('v1'), 10)
  // The clock stood still, then went back: order is the order of saving.
  await forms.saveVersion(saved('v2'), 10)
  await forms.saveVersion(saved('v3'), 5)
  expect(await forms.live('contact')).toEqual({ version: 'v3', published: published('v3'), source: 'source of v3' })
  expect(await forms.version('contact', 'v1')).toEqual(published('v1'))
  expect((await forms.versions('contact')).map(({ version }) => version)).toEqual(['v3', 'v2', 'v1'])
  expect(await forms.version('contact', 'v4')).toBeUndefined()
  expect(await forms.version('another', 'v1')).toBeUndefined()
})

test('going back to an earlier version makes it live again, and never changes what it says', async () => {
  const { forms } = await openStore()
  await forms.saveVersion(saved('v1'), 1)
  await forms.saveVersion(saved('v2'), 2)
  await forms.saveVersion({ ...saved('v1'), published: published('forged'), source: 'new source' }, 3)
  expect(await forms.live('contact')).toEqual({ version: 'v1', published: published('v1'), source: 'new source' })
  expect(await forms.versions('contact')).toHaveLength(2)
})

test.each(['v1\0', '\ud800', '', "' OR 1=1 --"])(
  'a version that no store could keep is unknown: %j',
  async (version) => {
    const { forms } = await openStore()
    await forms.saveVersion(saved('v1'), 1)
    expect(await forms.version('contact', version)).toBeUndefined()
  },
)

test('each form has its own versions', async () => {
  const { forms } = await openStore()
  await forms.saveVersion({ ...saved('v1'), form: 'zebra' }, 1)
  await forms.saveVersion(saved('v1'), 2)
  expect(await forms.ids()).toEqual(['contact', 'zebra'])
  expect((await forms.live('zebra'))?.version).toBe('v1')
})

test('the last good schema survives a restart, with its keys byte for byte', async () => {
  const file = freshFile()
  const before = await openStore(file)
  const schema = {
    entity: 'contact',
    fields: [{ key: 'Observac\u0327a\u0303o', label: 'Observação', raw: { name: '😀' } }],
  }
  expect(await before.forms.schema('crm', 'contact')).toBeUndefined()
  await before.forms.saveSchema('crm', 'contact', { entity: 'contact', fields: [] }, 1)
  await before.forms.saveSchema('crm', 'contact', schema, 2)
  await before.close()
  const { forms } = await openStore(file)
  expect(await forms.schema('crm', 'contact')).toEqual({ schema, readAt: 2 })
  expect(await forms.schema('desk', 'contact')).toBeUndefined()
})

test('of many that make the secret at once, all get the same one', async () => {
  const { forms } = await openStore()
  const made = await Promise.all(['a', 'b', 'c'].map((value) => forms.setSettingOnce('secret', value)))
  expect(new Set(made).size).toBe(1)
  expect(await forms.setting('secret')).toBe(made[0])
  expect(await forms.setting('nothing')).toBeUndefined()
})

test('the time that a version was served is noted', async () => {
  const { forms, store } = await openStore()
  await forms.saveVersion(saved('v1'), 1)
  await forms.served('contact', 'v1', 77)
  const rows = await store.run([{ sql: 'SELECT version, served_at FROM form_versions', parameters: [] }])
  expect(rows?.[0]).toEqual([{ version: 'v1', served_at: 77 }])
})
