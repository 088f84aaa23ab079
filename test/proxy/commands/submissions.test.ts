import { describe, expect, test } from 'vitest'
import { keyedDigest } from '../../../proxy/forms/digest.ts'
import type { PublishedForm } from '../../../proxy/forms/published.ts'
import { openDesk, USUAL } from '../../support/cli.ts'
import { openStore } from '../../support/sqlite.ts'
import { settled, stored } from '../../support/stored.ts'

const form: PublishedForm = {
  ...{ id: 'contact', connection: 'crm', entity: 'opportunity', sites: ['example.com'], locale: 'en' },
  ...{ fields: [], mappings: { opportunity: [] } },
}

/** A desk whose store a proxy owns: this process. */
async function openBoth() {
  const desk = await openDesk()
  const store = await openStore(desk.database)
  await store.forms.saveVersion({ form: 'contact', version: 'v1', published: form, source: 's' }, 1)
  return { ...desk, ...store, desk }
}

describe('submissions list', () => {
  test('shows the newest first, how many are in each state, and narrows by state and form', async () => {
    const { run, outbox } = await openBoth()
    const old = await stored(outbox, {}, 1_000)
    const held = await stored(outbox, { held: 'suspected-spam' }, 2_000)
    const other = await stored(outbox, { form: 'other' }, 3_000)
    const all = await run('submissions', 'list')
    expect(all.status).toBe(0)
    expect(all.stdout).toContain('waiting 2  held 1')
    expect(idsIn(all.stdout)).toEqual([other.id, held.id, old.id])
    expect(all.stdout).toContain('held (suspected-spam)')
    expect(idsIn((await run('submissions', 'list', '--held')).stdout)).toEqual([held.id])
    expect(idsIn((await run('submissions', 'list', '--state', 'waiting', '--form', 'other')).stdout)).toEqual([
      other.id,
    ])
    expect(idsIn((await run('submissions', 'list', '--limit', '2')).stdout)).toEqual([other.id, held.id])
    expect(idsIn((await run('submissions', 'list', '--before', '1970-01-01T00:00:02Z')).stdout)).toEqual([old.id])
  })

  test('says of what looks like spam why, in codes and in words; of others it does not', async () => {
    const { run, outbox } = await openBoth()
    const held = await stored(outbox, { held: 'suspected-spam', doubts: ['token-missing', 'of-tomorrow'] })
    await stored(outbox, { doubts: ['origin-missing'] })
    const { stdout } = await run('submissions', 'list', '--held')
    expect(idsIn(stdout)).toEqual([held.id])
    expect(stdout).toContain('    token-missing: the page never asked for a form token\n    of-tomorrow\n')
    expect((await run('submissions', 'list')).stdout).not.toContain('origin-missing')
    const json = JSON.parse((await run('submissions', 'list', '--held', '--json')).stdout)
    expect(json).toMatchObject({ reason: 'suspected-spam', doubts: ['token-missing', 'of-tomorrow'] })
  })

  test('says of one that was never tried where to read it and how to decide, and of no record that there could be', async () => {
    const { run, outbox } = await openBoth()
    const { id, answers } = await stored(outbox, { held: 'suspected-spam', doubts: ['token-missing'] })
    const { stdout } = await run('submissions', 'show', id)
    expect(stdout).toContain(`what was written: gatehouse submissions show ${id} --json\n`)
    expect(stdout).toContain(`next: gatehouse submissions approve ${id}, or reject ${id}\n`)
    expect(JSON.parse((await run('submissions', 'show', id, '--json')).stdout)).toMatchObject({ answers })
  })

  test('finds a person by the address, whatever its case, and says nothing of the hash', async () => {
    const { run, outbox, forms } = await openBoth()
    const secret = await forms.setSettingOnce('secret', 'the-secret-of-the-store')
    const person = await keyedDigest(secret, 'person:ana@example.com')
    const hers = await stored(outbox, { person })
    await stored(outbox, { person: 'somebody-else' })
    const { stdout } = await run('submissions', 'list', '--email', ' Ana@Example.com', '--json')
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows.map(({ id }) => id)).toEqual([hers.id])
    expect(rows[0].answers).toEqual(hers.answers)
    expect(stdout).not.toContain(person)
  })

  test.each([
    [['--limit', '0'], '--limit'],
    [['--limit', 'x'], '--limit'],
    [['--before', 'yesterday'], '--before'],
    [['--state', 'hold'], 'Did you mean "held"?'],
    [['--held', '--state', 'failed'], 'different things'],
    [['--delivered', 'x'], "'--delivered'"],
    [['more'], 'What is "more"?'],
  ])('refuses a line that cannot be meant: %j', async (args, words) => {
    const { run } = await openDesk()
    const { status, stderr } = await run('submissions', 'list', ...args)
    expect(status).toBe(2)
    expect(stderr).toContain(words)
  })

  test('says where the store should be when there is none, and makes none', async () => {
    const { run, folder } = await openDesk()
    const { status, stderr } = await run('submissions', 'list')
    expect(status).toBe(1)
    expect(stderr).toContain(`There is no store at ${folder}/data/gatehouse.db`)
    expect((await run('store', 'check')).stderr).toContain('There is no store')
  })
})

describe('submissions show', () => {
  test('tells the story from the history, in sentences, by id or by reference', async () => {
    const { run, outbox } = await openBoth()
    const move = { state: 'held', reason: 'lost-fields', words: 'Not in the record: Telefone\u001b[2J' } as const
    const kept = await settled(outbox, move, {}, { ids: { contact: 'c-1', opportunity: 'o-1' } })
    const { status, stdout } = await run('submissions', 'show', kept.id)
    expect(status).toBe(0)
    expect(stdout).toContain('held  lost-fields')
    expect(stdout).toContain('contact c-1 upstream')
    expect(stdout).toContain('the upstream said: Not in the record: Telefone [2J')
    const story = stdout
      .split('\n')
      .filter((line) => /^ {2}\d{4}-/.test(line))
      .map((line) => line.slice(28))
    expect(story).toEqual([
      'Received; waits for delivery.',
      'Attempt 1 began.',
      'Step contact: the request leaves.',
      'Step contact: done.',
      'Step opportunity: the request leaves.',
      'Step opportunity: done.',
      'Held for a person to decide: not every answer is in the record. (lost-fields)',
    ])
    expect(stdout).not.toContain('\u001b')
    expect((await run('submissions', 'show', kept.reference.toLowerCase())).stdout).toBe(stdout)
  })

  test('says what each doubt means and weighs as it is configured, and what is enough', async () => {
    const { run, outbox, desk } = await openBoth()
    const kept = await stored(outbox, {
      held: 'suspected-spam',
      doubts: ['no-script', 'many-links', 'of-tomorrow\u001b'],
    })
    expect((await run('submissions', 'show', kept.id)).stdout).toContain(`weigh 110 with the present settings; 100 are`)
    desk.write('gatehouse.yaml', `${USUAL}doubts: { no-script: 7, holdAt: 50 }\n`)
    const { stdout } = await run('submissions', 'show', kept.id)
    expect(stdout).toContain('weigh 57 with the present settings; 50 are enough')
    expect(stdout).toMatch(/^ {6,}7 {2}no-script: sent by .*\n {6,}50 {2}many-links: .*\n {6,}0 {2}of-tomorrow $/m)
    expect(stdout).toContain('Received. Held for a person to decide: it looks like spam. (suspected-spam)')
    const clean = await stored(outbox)
    expect((await run('submissions', 'show', clean.id)).stdout).not.toContain('doubts')
  })

  test('gives machines all of it, and knows nothing of an id that is none', async () => {
    const { run, outbox } = await openBoth()
    const kept = await stored(outbox)
    const { stdout } = await run('submissions', 'show', kept.id, '--json')
    expect(JSON.parse(stdout)).toMatchObject({ id: kept.id, answers: kept.answers, history: [{ state: 'waiting' }] })
    const { status, stderr } = await run('submissions', 'show', 'nobody')
    expect(status).toBe(1)
    expect(stderr).toContain('There is no submission nobody.')
  })
})

describe('a person decides', () => {
  test('retry makes a held or a failed one due at once, and the owner of the store may claim it', async () => {
    const { run, outbox } = await openBoth()
    const failed = await settled(outbox, { state: 'failed', reason: 'tries-used' })
    const { status, stdout } = await run('submissions', 'retry', failed.id)
    expect(status).toBe(0)
    expect(stdout).toContain('was failed, is waiting')
    const claim = await outbox.claim({ owner: 'w', connections: ['crm'], now: Date.now(), leaseMs: 1_000 })
    expect(claim?.id).toBe(failed.id)
    expect((await outbox.history(failed.id)).some(({ reason }) => reason === 'retried')).toBe(true)
  })

  test('retry takes all of a state, of a form, or of both, and says how many', async () => {
    const { run, outbox } = await openBoth()
    for (let at = 1; at <= 3; at++) await settled(outbox, { state: 'failed', reason: 'tries-used' }, {}, { at })
    for (let at = 1; at <= 2; at++) await stored(outbox, { form: 'other', held: 'suspected-spam' }, at)
    await stored(outbox, { held: 'suspected-spam' })
    const one = await run('submissions', 'retry', '--form', 'other')
    expect(one.stdout).toContain('2 retried (2 held)')
    expect(await outbox.counts()).toMatchObject({ waiting: 2, held: 1, failed: 3 })
    const rest = await run('submissions', 'retry', '--state', 'failed', '--json')
    expect(JSON.parse(rest.stdout)).toEqual({ retried: 3, from: { failed: 3 }, left: 0 })
    expect(await outbox.counts()).toMatchObject({ waiting: 5, held: 1, failed: 0 })
    expect((await run('submissions', 'retry', '--state', 'failed')).stdout).toContain('0 retried')
  })

  test.each([
    [['retry'], 'Name one submission'],
    [['retry', 'x', '--form', 'contact'], 'Name one submission'],
    [['retry', '--state', 'delivered'], '--state is one of: held, failed.'],
    [['resolve', 'x'], '--delivered <upstream id>'],
    [['approve'], 'gatehouse submissions approve <id>'],
    [['aprove', 'x'], 'Did you mean "approve"?'],
  ])('a line that cannot be meant changes nothing: %j', async (args, words) => {
    const { run } = await openDesk()
    const { status, stderr } = await run('submissions', ...args)
    expect(status).toBe(2)
    expect(stderr).toContain(words)
  })

  test('approve delivers a held one, and none that has another state', async () => {
    const { run, outbox } = await openBoth()
    const held = await stored(outbox, { held: 'suspected-spam' })
    expect((await run('submissions', 'approve', held.id)).status).toBe(0)
    expect(await outbox.get(held.id)).toMatchObject({ state: 'waiting' })
    const again = await run('submissions', 'approve', held.id)
    expect(again.status).toBe(1)
    expect(again.stderr).toContain('is waiting: only one that is held can be approved.')
  })

  test('approve of what looked like spam delivers it, and what was found stays known', async () => {
    const { run, outbox } = await openBoth()
    const held = await stored(outbox, { held: 'suspected-spam', doubts: ['token-missing'] })
    expect((await run('submissions', 'approve', held.id)).stdout).toContain('was held, is waiting')
    const claim = await outbox.claim({ owner: 'w', connections: ['crm'], now: Date.now(), leaseMs: 1_000 })
    expect(claim).toMatchObject({ id: held.id, answers: held.answers, doubts: ['token-missing'] })
    const history = await outbox.history(held.id)
    expect(history.map(({ reason }) => reason)).toEqual(['suspected-spam', 'approved', undefined])
  })

  test('approve of one that its delivery held is a retry: what was found then does not hold it again', async () => {
    const { run, outbox } = await openBoth()
    const kept = await settled(outbox, { state: 'held', reason: 'lost-fields' }, {}, { ids: { opportunity: 'o-1' } })
    const { stdout } = await run('submissions', 'show', kept.id)
    expect(stdout).toContain(`next: gatehouse submissions retry ${kept.id}`)
    expect(stdout).toContain('--delivered o-1')
    expect((await run('submissions', 'approve', kept.id)).status).toBe(0)
    expect(await outbox.get(kept.id)).toMatchObject({ state: 'waiting', reason: 'retried' })
  })

  test('reject keeps it from delivery and keeps what was written', async () => {
    const { run, outbox } = await openBoth()
    const held = await stored(outbox, { held: 'suspected-spam' })
    expect((await run('submissions', 'reject', held.id)).status).toBe(0)
    expect(await outbox.get(held.id)).toMatchObject({ state: 'rejected', answers: held.answers })
    expect((await run('submissions', 'retry', held.id)).status).toBe(1)
    expect((await run('submissions', 'reject', 'nobody')).status).toBe(1)
  })

  test('resolve notes the record that a person found, as the result of the form’s own step', async () => {
    const { run, outbox } = await openBoth()
    const kept = await settled(outbox, { state: 'held', reason: 'in-doubt', open: true })
    const { status } = await run('submissions', 'resolve', '--delivered', 'o-9', kept.id)
    expect(status).toBe(0)
    expect(await outbox.get(kept.id)).toMatchObject({ state: 'delivered', results: { opportunity: { id: 'o-9' } } })
    expect(await outbox.takenRecords('crm', ['o-9'])).toEqual(new Set(['o-9']))
  })

  test('resolve refuses a record that belongs to another submission', async () => {
    const { run, outbox } = await openBoth()
    await settled(outbox, { state: 'delivered' }, {}, { ids: { opportunity: 'o-1' } })
    const held = await stored(outbox, { held: 'suspected-spam' })
    const { status, stderr } = await run('submissions', 'resolve', held.id, '--delivered', 'o-1')
    expect(status).toBe(1)
    expect(stderr).toContain('belongs to another submission')
    expect(await outbox.get(held.id)).toMatchObject({ state: 'held' })
  })

  test('one that a worker holds stays with it', async () => {
    const { run, outbox } = await openBoth()
    const { id } = await stored(outbox)
    await outbox.claim({ owner: 'w', connections: ['crm'], now: Date.now(), leaseMs: 3_600_000 })
    for (const what of ['retry', 'approve', 'reject']) expect((await run('submissions', what, id)).status).toBe(1)
    expect(await outbox.get(id)).toMatchObject({ state: 'sending' })
  })
})

function idsIn(text: string): readonly string[] {
  return text.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []
}
