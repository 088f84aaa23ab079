import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadDriver } from '../../../proxy/outbox/sqlite/driver.ts'
import { openDesk } from '../../support/cli.ts'
import { openStore } from '../../support/sqlite.ts'
import { settled, stored } from '../../support/stored.ts'
import { checked, reference } from '../../support/submission.ts'

async function openBoth() {
  const desk = await openDesk()
  return { ...desk, ...(await openStore(desk.database)) }
}

describe('store backup', () => {
  test('is a whole store, made while submissions come in: it has all that were there before', async () => {
    const { run, outbox, folder } = await openBoth()
    const before: string[] = []
    for (let index = 0; index < 200; index++) before.push((await stored(outbox)).id)
    let going = true
    let after = 0
    const load = async () => {
      for (; going; after++) await outbox.put(checked(), reference(), 1)
    }
    const loads = [load(), load(), load()]
    const backups = []
    for (const name of ['a.db', 'b.db', 'c.db']) backups.push(await run('store', 'backup', name, '--json'))
    going = false
    await Promise.all(loads)

    const counts = backups.map(({ status, stdout }) => {
      expect(status).toBe(0)
      return JSON.parse(stdout).submissions
    })
    expect(after).toBeGreaterThan(0)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    const copy = await openStore(join(folder, 'c.db'))
    const states = await copy.outbox.counts()
    expect(states.waiting).toBe(counts[2])
    for (const id of before) expect(await copy.outbox.get(id)).toMatchObject({ id, state: 'waiting' })
  })

  test('never writes over a file, and leaves nothing half made', async () => {
    const { run, outbox, folder } = await openBoth()
    await stored(outbox)
    writeFileSync(join(folder, 'mine.db'), 'mine')
    const taken = await run('store', 'backup', 'mine.db')
    expect(taken.status).toBe(1)
    expect(taken.stderr).toContain('is there already')
    expect(readFileSync(join(folder, 'mine.db'), 'utf8')).toBe('mine')
    const nowhere = await run('store', 'backup', 'no/such/folder.db')
    expect(nowhere.status).toBe(1)
    expect(nowhere.stderr).toContain('Its folder is not there')
    expect((await run('store', 'backup', 'good.db')).status).toBe(0)
    expect(statSync(join(folder, 'good.db')).mode & 0o077).toBe(0)
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('when two are made under one name at once, one is kept and the other says so', async () => {
    const { run, outbox, folder } = await openBoth()
    await stored(outbox)
    const both = await Promise.all([run('store', 'backup', 'x.db'), run('store', 'backup', 'x.db')])
    expect(both.map(({ status }) => status).toSorted()).toEqual([0, 1])
    expect(existsSync(join(folder, 'x.db'))).toBe(true)
  })
})

describe('store check', () => {
  test('says how many are in each state, and that all can be read', async () => {
    const { run, outbox } = await openBoth()
    await stored(outbox)
    await settled(outbox, { state: 'delivered' }, { connection: 'crm' }, { at: 500, ids: { opportunity: 'o-1' } })
    const { status, stdout } = await run('store', 'check')
    expect(stdout).toContain('waiting 1')
    expect(stdout).toContain('delivered 1')
    expect(stdout).toContain('All of it can be read.')
    expect(status).toBe(0)
  })

  test.each([
    ['UPDATE submissions SET answers = \'{"nome": \'', 'The answers of submission'],
    ["UPDATE submissions SET context = 'nothing'", 'The answers of submission'],
    ["UPDATE history SET result = '{'", 'The result of a step of submission'],
    ['DELETE FROM history', 'has no history'],
    ["INSERT INTO history (submission, at, state, attempt) VALUES ('ghost', 1, 'waiting', 0)", 'ghost'],
  ])('finds what is wrong, without telling what is in it: %s', async (sql, words) => {
    const { run, outbox, database } = await openBoth()
    await stored(outbox, { answers: { nome: 'geheim' } })
    // As no part of Gatehouse writes: with no key of another table looked at.
    const raw = (await loadDriver()).open(database)
    raw.exec(`PRAGMA foreign_keys = OFF; ${sql}`)
    raw.close()
    const { status, stdout } = await run('store', 'check', '--json')
    expect(status).toBe(1)
    expect(JSON.parse(stdout).faults.join('\n')).toContain(words)
    expect(stdout).not.toContain('geheim')
  })

  test('finds pages that are damaged', async () => {
    const { run, outbox, close, database } = await openBoth()
    for (let index = 0; index < 200; index++) await stored(outbox, { answers: { nome: 'x'.repeat(500) } })
    await close()
    const bytes = readFileSync(database)
    for (let page = 8; page < 20; page++) bytes.fill(0xa5, page * 4_096 + 8, page * 4_096 + 300)
    mkdirSync(join(database, '..'), { recursive: true })
    writeFileSync(database, bytes)
    const { status, stdout, stderr } = await run('store', 'check')
    expect(status).toBe(1)
    expect(stdout + stderr).toMatch(/damaged|malformed|Tree|out of order|Start the proxy/)
  })
})
