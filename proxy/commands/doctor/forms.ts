/** Each form: whether it can be published as its file stands, whether what is served still fits, and its pace. */
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { callsPerLead, leadsAnHour } from '../../admin/capacity.ts'
import { needsPerson } from '../../forms/change.ts'
import type { Schemas } from '../../forms/drift.ts'
import type { LiveForm } from '../../forms/form-store.ts'
import { plan } from '../../forms/plan.ts'
import { publish } from '../../forms/publish.ts'
import type { Live } from '../live.ts'
import type { LiveForms } from '../live-forms.ts'
import type { Finding } from './finding.ts'
import { fail, ok, warn } from './finding.ts'

/** `uploads`: the folder of files that no upstream took. */
export async function* checkForms(
  definitions: readonly FormDefinition[],
  live: Live,
  served: LiveForms,
  uploads: string,
): AsyncGenerator<Finding> {
  for (const definition of definitions) {
    const check = `form ${definition.id}`
    const schemas = await live.schemasOf(definition)
    if (typeof schemas === 'string') yield fail(check, schemas, 'See its connection above.')
    else {
      yield* checkForm(check, definition, schemas, served.get(definition.id), live)
      yield* checkFiles(check, definition, schemas, live, uploads)
    }
  }
}

async function* checkForm(
  check: string,
  definition: FormDefinition,
  schemas: Schemas,
  served: LiveForm | undefined,
  live: Live,
): AsyncGenerator<Finding> {
  const { verdict, misfits, drift } = await plan(definition, served, schemas)
  const meanwhile = served ? 'The version published before is served meanwhile.' : 'It is not served until then.'
  const look = `${meanwhile} See \`gatehouse forms plan\`.`
  if (verdict === 'misfits') {
    for (const { field, message } of misfits)
      yield fail(check, `${field === undefined ? '' : `${field}: `}${message}`, look)
  }
  const changes = drift.filter(needsPerson)
  for (const { message, proposal } of changes) {
    const line = proposal && `If it is the same field, write in ${proposal.place}: ${proposal.line}`
    yield warn(check, message, line ?? look)
  }
  if (verdict === 'misfits' || changes.length > 0) return
  const words = verdict === 'unchanged' ? 'fits' : 'fits; the file was not published yet'
  yield ok(check, `${words}. ${capacityOf(definition, schemas, live)}`)
}

/** Where the files go that visitors attach. */
function* checkFiles(
  check: string,
  definition: FormDefinition,
  schemas: Schemas,
  live: Live,
  uploads: string,
): Generator<Finding> {
  const published = publish(definition, schemas)
  const upstream = live.connections.get(definition.connection)?.upstream
  if (!published.ok || !upstream || upstream.takesFiles?.includes(definition.entity)) return
  const { fields, mappings } = published.form
  const named = Object.values(mappings).flatMap((all) =>
    all.flatMap(({ source }) => ('answer' in source ? [source.answer] : [])),
  )
  for (const { name } of fields.filter(({ type }) => type === 'file')) {
    const words = `${name}: ${definition.connection} takes no files of ${definition.entity} records: they stay with Gatehouse, in ${uploads}`
    if (named.includes(name)) yield ok(check, `${words}, and their names go there.`)
    else yield warn(check, `${words}.`, 'Name a text field by `to:`, and it gets the names of the files.')
  }
}

function capacityOf(definition: FormDefinition, schemas: Schemas, live: Live): string {
  const { connection: name } = definition
  const connection = live.connections.get(name)
  const published = publish(definition, schemas)
  if (!connection || !published.ok) return ''
  const leads = leadsAnHour(connection.spacingMs, callsPerLead(connection.upstream, published.form, schemas))
  return `Its key's pace lets ${leads} leads an hour through, when nothing else uses it.`
}
