import { expect, test } from 'vitest'
import { trapGuard } from '../../../proxy/guards/trap.ts'
import { sight } from '../../support/seen.ts'

test('S1: whoever fills the field that no person meets is doubted, and only they', async () => {
  expect(await trapGuard(sight({ proof: { trap: 'https://spam.example' } }))).toMatchObject({ doubt: 'trap-filled' })
  expect(await trapGuard(sight({ proof: { token: 'x' } }))).toEqual({ kind: 'pass' })
  expect(await trapGuard(sight({}))).toEqual({ kind: 'pass' })
})
