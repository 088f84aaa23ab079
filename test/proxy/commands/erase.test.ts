import { randomBytes } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keyedDigest } from '../../../proxy/forms/digest.ts'
import { eraseAgain, erasedIds, noteErased } from '../../../proxy/outbox/sqlite/erased.ts'
import { openDesk } from '../../support/cli.ts'
import { openStore } from '../../support/sqlite.ts'
import { claimed, settled, stored } from '../../support/stored.ts'

const CANARY = 'Canário-que-ninguém-deve-achar'

/** A desk whose store a proxy owns: this process. */
async function openBoth() {
  const desk = await openDesk()
  return { ...desk, ...(await openStore(desk.database)) }
}

/** Which files below the folder hold the text. */
function holding(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile() && readFileSync(join(folder, name)).includes(text))
}

describe('what is erased', () => {
  test('is in no byte of the folder, while the proxy runs; its receipt and its story stay', async () => {
    const { run, outbox, folder } = await openBoth()
    const personal = (mark: string) => ({
      answers: { nome: `Ana ${CANARY} ${mark}`, mensagem: `${CANARY} ${mark} `.repeat(400) },
      leftovers: { antigo: [`${CANARY} ${mark}`] },
      context: { page: `https://example.com/?q=${CANARY}-${mark}`, last: { utm_source: `${CANARY}-${mark}` } },
    })
    const gone = await settled(
      outbox,
      { state: 'held', reason: 'refused', words: `${CANARY} is not valid` },
      personal('gone'),
      { ids: { opportunity: 'o-1' } },
    )
    const stays = await stored(outbox, { answers: { nome: 'Rita que fica' } })
    const before = await outbox.accepted(gone.id)
    expect(holding(folder, CANARY).length).toBeGreaterThan(0)

    const { status, stdout } = await run('submissions', 'erase', '--id', gone.id)
    expect(stdout).toContain('1 erased.')
    expect(stdout).toContain('delete it there: opportunity o-1')
    expect(status).toBe(0)
    expect(holding(folder, CANARY)).toEqual([])
    expect(holding(folder, 'Rita que fica').length).toBeGreaterThan(0)
    expect(await outbox.accepted(gone.id)).toEqual(before)
    expect(await outbox.get(gone.id)).toMatchObject({ state: 'erased', answers: {}, leftovers: {}, context: {} })
    expect(await outbox.get(stays.id)).toMatchObject({ state: 'waiting', answers: { nome: 'Rita que fica' } })
    expect((await run('submissions', 'show', gone.id)).stdout).toContain('Erased on request')
    expect((await run('submissions', 'erase', '--id', gone.id)).status).toBe(0)
  })

  test.each([
    ['leaves no trace on pages that were split, merged and written over', 'ON', 0],
    ['would leave some if deleting did not write over what it frees', 'OFF', 1],
  ])('%s', async (_words, secure, atLeast) => {
    const { run, outbox, store, folder, database } = await openBoth()
    await store.run([{ sql: `PRAGMA secure_delete = ${secure}`, parameters: [] }])
    const texts: string[] = []
    const ids: string[] = []
    for (let index = 0; index < 300; index++) {
      const text = `${index}-${randomBytes(8).toString('hex')}`
      const answers = { nome: text, mensagem: `${text};`.repeat((index * 37) % 260) }
      const kept =
        index % 2 === 0
          ? await stored(outbox, { answers, held: 'x' })
          : await settled(outbox, { state: 'delivered' }, { answers })
      if (index % 5 > 0) continue
      texts.push(text)
      ids.push(kept.id)
      if (index % 2 === 0) await outbox.decide(kept.id, { from: ['held'], state: 'rejected', reason: 'rejected' }, 2)
    }
    expect(texts.filter((text) => holding(folder, text).length === 0)).toEqual([])
    for (const id of ids.slice(0, 40)) await outbox.erase(id, 5)
    for (let index = 0; index < 100; index++) {
      await stored(outbox, { answers: { nome: 'x'.repeat(index * 20) }, held: 'x' })
    }
    noteErased(database, ids)
    for (const id of ids) await outbox.erase(id, 5)
    const last = await stored(outbox, { held: 'x' })
    expect((await run('submissions', 'erase', '--id', last.id)).status).toBe(0)
    const left = texts.filter((text) => holding(folder, text).length > 0)
    if (atLeast === 0) expect(left).toEqual([])
    else expect(left.length).toBeGreaterThanOrEqual(atLeast)
  })

  test('by address: what is known by it goes too when retention has wiped every submission', async () => {
    const { run, outbox, forms } = await openBoth()
    const secret = await forms.setSettingOnce('secret', 'the-secret-of-the-store')
    const person = await keyedDigest(secret, 'person:ana@example.com')
    const kept = await settled(outbox, { state: 'delivered' }, { person })
    await outbox.rememberContact('crm', person, 'c-1', 1)
    expect(await outbox.retire('delivered', 9_000_000_000_000, 5)).toBe(1)
    expect((await run('submissions', 'erase', '--email', 'Ana@example.com')).status).toBe(0)
    expect((await outbox.get(kept.id))?.state).toBe('erased')
    expect(await outbox.contactOf('crm', person)).toBeUndefined()
  })

  test('by address: each of the person’s, by the hash and by any answer, and nobody else’s', async () => {
    const { run, outbox, forms, folder } = await openBoth()
    const secret = await forms.setSettingOnce('secret', 'the-secret-of-the-store')
    const person = await keyedDigest(secret, 'person:ana@example.com')
    const byHash = await stored(outbox, { person, answers: { nome: 'Ana' } })
    const byAnswer = await stored(outbox, { answers: { outro: ' ANA@example.com ' } })
    const older = await stored(outbox, { answers: {}, leftovers: { email: 'ana@example.com' } })
    const joana = await stored(outbox, { answers: { email: 'joana@example.com' } })
    const mention = await stored(outbox, { answers: { mensagem: 'Falem com ana@example.com.' } })
    await outbox.rememberContact('crm', person, 'c-1', 1)

    const { status, stdout } = await run('submissions', 'erase', '--email', 'Ana@Example.com')
    expect(status).toBe(0)
    expect(stdout).toContain('3 erased.')
    expect(stdout).toContain(mention.id)
    for (const { id } of [byHash, byAnswer, older]) expect((await outbox.get(id))?.state).toBe('erased')
    for (const { id } of [joana, mention]) expect((await outbox.get(id))?.state).toBe('waiting')
    expect(await outbox.contactOf('crm', person)).toBeUndefined()
    expect(holding(folder, person)).toEqual([])
    expect((await run('submissions', 'erase', '--email', 'ana@example.com', '--json')).stdout).toContain('"erased":0')
  })

  test('is not taken from a worker that holds it, and goes as soon as it is let go', async () => {
    const { run, outbox, folder } = await openBoth()
    const claim = await claimed(outbox, { answers: { nome: CANARY } }, Date.now())
    const erasing = run('submissions', 'erase', '--id', claim.id)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await outbox.get(claim.id)).toMatchObject({ state: 'sending' })
    expect(await outbox.settle(claim, { state: 'delivered' }, Date.now())).toBe(true)
    expect((await erasing).status).toBe(0)
    expect(holding(folder, CANARY)).toEqual([])
  })

  test('of a waiting one keeps it from delivery', async () => {
    const { run, outbox } = await openBoth()
    const { id } = await stored(outbox)
    await run('submissions', 'erase', '--id', id)
    expect(await outbox.claim({ owner: 'w', connections: ['crm'], now: Date.now(), leaseMs: 1 })).toBeUndefined()
  })

  test.each([[[]], [['--email', 'a@b.c', '--id', 'x']]])('says what is missing: %j', async (args) => {
    const { run } = await openDesk()
    expect(await run('submissions', 'erase', ...args)).toMatchObject({ status: 2 })
  })
})

describe('a restored backup', () => {
  test('does not bring back what was erased since, not even one that was being sent', async () => {
    const { run, outbox, close, folder, database } = await openBoth()
    const ids = [
      (await claimed(outbox, { answers: { nome: CANARY } })).id,
      (await stored(outbox, { answers: { nome: CANARY } })).id,
    ]
    const stays = await stored(outbox)
    const copy = join(folder, 'copy.db')
    expect((await run('store', 'backup', copy)).status).toBe(0)
    await close()
    for (const id of ids) expect((await run('submissions', 'erase', '--id', id)).status).toBe(0)

    for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true })
    copyFileSync(copy, database)
    rmSync(copy)
    const restored = await openStore(database)
    expect(await eraseAgain(database, restored, 9)).toBe(2)
    for (const id of ids) expect((await restored.outbox.get(id))?.state).toBe('erased')
    expect((await restored.outbox.get(stays.id))?.state).toBe('waiting')
    expect(await eraseAgain(database, restored, 9)).toBe(0)
    await restored.close()
    expect(holding(folder, CANARY)).toEqual([])
  })

  test('the list of what was erased survives a cut line, is only added to and is its user’s alone', async () => {
    const { database, outbox, close } = await openBoth()
    const { id } = await stored(outbox)
    noteErased(database, ['a', 'b'])
    writeFileSync(`${database}.erased`, 'half-an-i', { flag: 'a' })
    noteErased(database, [id])
    expect([...erasedIds(database)]).toEqual(['a', 'b', 'half-an-i', id])
    expect(statSync(`${database}.erased`).mode & 0o077).toBe(0)
    await close()
  })
})
