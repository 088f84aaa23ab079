import { describe, expect, test } from 'vitest'
import { pages } from '../../../proxy/commands/submissions/pages.ts'
import { openDesk } from '../../support/cli.ts'
import { openStore } from '../../support/sqlite.ts'
import { settled, stored } from '../../support/stored.ts'

async function openBoth() {
  const desk = await openDesk()
  return { ...desk, ...(await openStore(desk.database)) }
}

describe('submissions export', () => {
  test('CSV has a column for every answer that anybody gave, and a row for each', async () => {
    const { run, outbox } = await openBoth()
    const first = await settled(
      outbox,
      { state: 'delivered' },
      {
        answers: { nome: 'Ana "Nina", de Ávila', aceite: true, interesses: ['Casa', 'Campo'], id: 'not the id' },
        context: { page: 'https://example.com/', last: { utm_source: '=cmd' } },
      },
      { ids: { contact: 'c-1', opportunity: 'o-1' } },
    )
    const second = await stored(
      outbox,
      { answers: { telefone: '+5511912345678' }, leftovers: { antigo: 'x\ny' }, doubts: ['no-script', 'too-fast'] },
      2_000,
    )
    const { status, stdout, stderr } = await run('submissions', 'export', '--csv')
    expect(status).toBe(0)
    expect(stderr).toBe('2 exported.\n')
    expect(stdout.startsWith('\ufeff"id","reference",')).toBe(true)
    expect(stdout.endsWith('\r\n')).toBe(true)
    const [head = [], ...rows] = parseCsv(stdout.slice(1))
    expect(new Set(head).size).toBe(head.length)
    const shown = rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index]])))
    expect(shown).toMatchObject([
      {
        id: second.id,
        state: 'waiting',
        doubts: 'no-script too-fast',
        'answers.telefone': "'+5511912345678",
        'leftovers.antigo': 'x\ny',
        'answers.nome': '',
      },
      {
        ...{ id: first.id, reference: first.reference, state: 'delivered', received: '1970-01-01T00:00:01.000Z' },
        ...{ 'answers.nome': 'Ana "Nina", de Ávila', 'answers.aceite': 'true', 'answers.interesses': 'Casa, Campo' },
        ...{ 'answers.id': 'not the id', 'last.utm_source': "'=cmd", upstream: 'contact c-1, opportunity o-1' },
      },
    ])
    expect(rows.every(({ length }) => length === head.length)).toBe(true)
  })

  test('of nothing is a table without rows', async () => {
    const { run } = await openBoth()
    const { stdout, stderr } = await run('submissions', 'export', '--csv')
    expect(stdout).toMatch(/^\ufeff"id","reference",.*"referrer"\r\n$/)
    expect(stderr).toBe('0 exported.\n')
  })

  test('NDJSON has everything as it was kept', async () => {
    const { run, outbox } = await openBoth()
    const kept = await stored(outbox, { answers: { telefone: '+55', nome: '=1+1' }, person: 'keyed-hash' })
    const { stdout } = await run('submissions', 'export', '--ndjson')
    const { person: _, ...shown } = kept
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([shown])
  })

  test('is narrowed by form and state', async () => {
    const { run, outbox } = await openBoth()
    await stored(outbox)
    const held = await stored(outbox, { held: 'x', form: 'other' })
    await stored(outbox, { form: 'other' })
    const { stdout } = await run('submissions', 'export', '--ndjson', '--form', 'other', '--state', 'held')
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual([held.id])
  })

  test('of more than a page has each once, though many came in the same millisecond and others come meanwhile', async () => {
    const { run, outbox } = await openBoth()
    const ids = new Set<string>()
    for (let index = 0; index < 1_300; index += 100) {
      const some = Array.from({ length: 100 }, () => stored(outbox, {}, index < 1_200 ? 5_000 : index))
      for (const { id } of await Promise.all(some)) ids.add(id)
    }
    const exporting = run('submissions', 'export', '--ndjson')
    for (let index = 0; index < 50; index++) await stored(outbox, {}, Date.now() + 60_000)
    const exported = (await exporting).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id)
    expect(exported).toHaveLength(ids.size)
    expect(new Set(exported)).toEqual(ids)
  })

  test.each([[[]], [['--csv', '--ndjson']]])('says what is missing: %j', async (args) => {
    const { run } = await openDesk()
    expect(await run('submissions', 'export', ...args)).toMatchObject({ status: 2 })
  })
})

test.each([1, 2, 3, 7, 100])('pages of %i go through all of them once, the newest first', async (size) => {
  const { outbox } = await openStore()
  const at = [1, 1, 1, 1, 1, 2, 3, 3, 4, 5, 5, 5]
  for (const each of at) await stored(outbox, {}, each)
  const seen: { id: string; receivedAt: number }[] = []
  for await (const page of pages(outbox, {}, size)) seen.push(...page)
  expect(new Set(seen.map(({ id }) => id)).size).toBe(at.length)
  expect(seen.map(({ receivedAt }) => receivedAt)).toEqual(at.toReversed())
})

/** RFC 4180. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  for (const [, quoted = '', end] of text.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)) {
    const row = rows.at(-1)
    const cell = quoted.replaceAll('""', '"')
    if (row) row.push(cell)
    else rows.push([cell])
    if (end === '\r\n') rows.push([])
  }
  return rows.filter(({ length }) => length > 0)
}
