import { expect, test } from 'vitest'
import { changeSecret, isOtherSecret } from '../../proxy/store-secret.ts'
import { openStore } from '../support/sqlite.ts'

test('a store knows its secret again, and tells another one, once', async () => {
  const { store, forms } = await openStore()
  expect(await isOtherSecret(store, 'first')).toBe(false)
  expect(await changeSecret(store, 'first')).toBe(false)
  expect(await changeSecret(store, 'first')).toBe(false)
  // To ask changes nothing.
  for (let turn = 0; turn < 2; turn++) expect(await isOtherSecret(store, 'second')).toBe(true)
  expect(await changeSecret(store, 'second')).toBe(true)
  expect(await changeSecret(store, 'second')).toBe(false)
  expect(await changeSecret(store, 'first')).toBe(true)
  expect(await forms.setting('secret-mark')).toMatch(/^[\w-]{43}$/)
})
