/** `gatehouse forms validate | plan`: every form against its own rules, and against the schema as it is at this moment. */
import { existsSync } from 'node:fs'
import type { FormDefinition } from '../../src/contract/definition.ts'
import type { Config } from '../config.ts'
import { openKeys } from '../connections.ts'
import type { Change } from '../forms/change.ts'
import { needsPerson } from '../forms/change.ts'
import type { Schemas } from '../forms/drift.ts'
import type { Edit, Plan, Verdict } from '../forms/plan.ts'
import { plan as planOf } from '../forms/plan.ts'
import type { Misfit } from '../forms/publish.ts'
import { publish } from '../forms/publish.ts'
import { openSqlite } from '../outbox/sqlite/open.ts'
import type { Invocation } from './invocation.ts'
import { openLive } from './live.ts'
import type { LiveForms } from './live-forms.ts'
import { liveForms } from './live-forms.ts'
import type { Project } from './load.ts'
import { loadOrSay, loadProject } from './load.ts'

export async function validate({ config: path, offline, json }: Invocation): Promise<number> {
  const project = loadProject(path)
  if (!project) return 1
  const results = offline
    ? project.definitions.map(({ id }): Fit => ({ form: id, misfits: [] }))
    : await withSchemas(project, fitOf)
  if (!results) return 1
  if (json) console.log(JSON.stringify(results))
  else {
    for (const { form, misfits } of results) {
      process.stdout.write(
        `${form}: ${misfits.length === 0 ? 'fits' : 'does not fit'}\n${misfits.map(misfitText).join('')}`,
      )
    }
  }
  return results.every(({ misfits }) => misfits.length === 0) ? 0 : 1
}

export async function plan({ config: path, json }: Invocation): Promise<number> {
  const project = loadProject(path)
  if (!project) return 1
  const served = await servedBy(project.config)
  const plans = await withSchemas(project, (definition, schemas): Promise<Plan> | Fit =>
    typeof schemas === 'string' ? fitOf(definition, schemas) : planOf(definition, served.get(definition.id), schemas),
  )
  if (!plans) return 1
  const orphans = [...served.keys()].filter((id) => !project.definitions.some((definition) => definition.id === id))
  if (json) console.log(JSON.stringify({ plans, withoutFile: orphans }))
  else {
    for (const each of plans) process.stdout.write(planText(each))
    for (const id of orphans) console.log(`${id}: served, and has no file any more. It stays as it is.`)
  }
  return plans.every(isWell) ? 0 : 1
}

/** None where there is no store yet. */
async function servedBy({ database }: Config): Promise<LiveForms> {
  if (!existsSync(database)) return new Map()
  const store = await openSqlite({ file: database, own: false })
  try {
    return await liveForms(store.forms)
  } finally {
    await store.close()
  }
}

interface Fit {
  readonly form: string
  readonly misfits: readonly Misfit[]
}

/** One result a form. Undefined after it was said which key is missing. */
async function withSchemas<T>(
  { config, definitions }: Project,
  judge: (definition: FormDefinition, schemas: Schemas | string) => T | Promise<T>,
): Promise<readonly T[] | undefined> {
  const keys = loadOrSay(openKeys(config, process.env))
  if (!keys) return undefined
  const live = await openLive(config, keys)
  const results: T[] = []
  for (const definition of definitions) results.push(await judge(definition, await live.schemasOf(definition)))
  return results
}

/** `schemas`: or why they could not be read. */
function fitOf(definition: FormDefinition, schemas: Schemas | string): Fit {
  const { id: form } = definition
  if (typeof schemas === 'string') return { form, misfits: [{ message: schemas }] }
  const published = publish(definition, schemas)
  return { form, misfits: published.ok ? [] : published.misfits }
}

function isWell(result: Plan | Fit): boolean {
  return result.misfits.length === 0 && !('drift' in result && result.drift.some(needsPerson))
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  first: 'will be published for the first time',
  publishes: 'the next publish changes it',
  unchanged: 'the next publish changes nothing',
  'needs-person': 'the upstream changed, and a person is needed; until then the published version is served',
  misfits: 'cannot be published as its file stands',
}

function planText(result: Plan | Fit): string {
  const [verdict, edits, drift] =
    'verdict' in result ? [result.verdict, result.edits, result.drift] : (['misfits', [], []] as const)
  const lines = [...result.misfits.map(misfitText), ...edits.map(editText), ...drift.map(changeText)]
  return `${result.form}: ${VERDICTS[verdict]}\n${lines.join('')}`
}

function misfitText({ field, message }: Misfit): string {
  return `  ${field === undefined ? '' : `${field}: `}${message}\n`
}

const SIGNS: Readonly<Record<Edit['kind'], string>> = { added: '+', removed: '-', changed: '~', moved: '~' }

function editText({ kind, part, from, to }: Edit): string {
  const values = [from, to].filter((value) => value !== undefined).map((value) => JSON.stringify(value))
  return `  ${SIGNS[kind]} ${part}: ${values.join(' → ')}\n`
}

function changeText(change: Change): string {
  const { message, proposal } = change
  const line = proposal ? `      If it is the same field, write in ${proposal.place}: ${proposal.line}\n` : ''
  return `  ${needsPerson(change) ? '!' : '·'} ${message}\n${line}`
}
