import { expect, test } from 'vitest'
import { disposableGuard } from '../../../proxy/guards/disposable.ts'
import { sight } from '../../support/seen.ts'

const verdict = async (...emails: string[]) => (await disposableGuard()(sight({ emails }))).kind

test.each([
  'ana@mailinator.com',
  'ANA@MAILINATOR.COM',
  'ana@inbox.mailinator.com',
  'a@b.c.mailinator.com',
  '"a@b"@mailinator.com',
])('%s is thrown away: a doubt', async (email) => {
  expect(await verdict(email)).toBe('doubt')
})

test('one among several is enough', async () => {
  expect(await verdict('ana@example.com', 'ana@mailinator.com')).toBe('doubt')
})

test.each([
  ...['ana@example.com', 'ana@gmail.com', 'ana@hotmail.com', 'ana@yahoo.com.br', 'ana@uol.com.br', 'ana@bol.com.br'],
  ...['ana@outlook.com', 'ana@icloud.com', 'ana@proton.me', 'ana@terra.com.br', 'ana@gmx.de', 'ana@qq.com'],
  // Names that only look like one that is listed.
  ...['ana@mailinator.com.example.org', 'ana@my-mailinator.com', 'mailinator.com@example.com', ''],
])('%j is as good as any', async (email) => {
  expect(await verdict(email)).toBe('pass')
})

test('no address is no doubt', async () => {
  expect(await verdict()).toBe('pass')
})
