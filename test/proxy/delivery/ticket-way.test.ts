/** The demo's ticket form, from its file to the ticket that people read: real adapter, real sockets, emulated account. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { orderOf } from '../../../proxy/delivery/order.ts'
import { questionsOf } from '../../../proxy/forms/public.ts'
import { publish } from '../../../proxy/forms/publish.ts'
import type { Outcome, StepResult } from '../../../proxy/upstreams/upstream.ts'
import { check, offered } from '../../../src/contract/check.ts'
import { parseDefinition } from '../../../src/contract/schema.ts'
import { openAdapter, schemaOf } from '../../support/desk-adapter.ts'
import { kept, keptFile } from '../../support/kept.ts'

function resultOf(outcome: Outcome): StepResult {
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  return outcome.result
}

test('a ticket from a form arrives whole, with its choice beside its parent and its file', async () => {
  const { upstream, emulator } = await openAdapter()
  const schemas = { ticket: await schemaOf(upstream) }
  const parsed = parseDefinition(
    parse(readFileSync(new URL('../../../demo/forms/ticket.yaml', import.meta.url), 'utf8')),
  )
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const result = publish(parsed.definition, schemas)
  if (!result.ok) throw new Error(JSON.stringify(result.misfits))
  const fields = questionsOf(result.form)
  const piece = fields.find(({ name }) => name === 'piece')
  if (!piece) throw new Error('The form asks for no piece.')
  expect(piece.parent).toBe('work')

  const given = { name: 'Ana Souza', email: 'ana@example.com', work: 'Repair', story: 'It <b>fell</b> apart.' }
  const [choice] = offered(fields, piece, given)
  expect(choice).toBeDefined()
  const { answers, issues } = check(fields, { ...given, piece: choice?.value })
  expect(issues).toEqual([])
  expect(check(fields, { ...given, work: 'Course', piece: choice?.value }).issues).toEqual([
    { field: 'piece', code: 'not-an-option' },
  ])

  const files = [keptFile('photos', 'spine.png', 3)]
  const submission = kept({ ...answers, photos: ['spine.png'] }, { id: crypto.randomUUID(), files })
  const open = async function* () {
    yield new Uint8Array([1, 2, 3])
  }
  const { order, lost, skipped } = orderOf(submission, result.form, schemas, { resent: false, open })
  expect([lost, skipped]).toEqual([[], []])
  const done: Record<string, StepResult> = {}
  for (const step of upstream.plan(order)) done[step.name] = resultOf(await step.run(done))
  expect(Object.values(done).flatMap((each) => each.lost ?? [])).toEqual([])

  const said = JSON.stringify(emulator.records())
  for (const text of ['Site: Repair', 'ana@example.com', 'spine.png', submission.id]) expect(said).toContain(text)
  expect(said).not.toContain('<b>fell')
})
