/** Each form: whether it can be published as its file stands, whether what is served still fits, and its pace. */
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { callsPerLead, leadsAnHour } from '../../admin/capacity.ts'
import type { Config } from '../../config.ts'
import { needsPerson } from '../../forms/change.ts'
import type { Schemas } from '../../forms/drift.ts'
import type { LiveForm } from '../../forms/form-store.ts'
import { plan } from '../../forms/plan.ts'
import { publish } from '../../forms/publish.ts'
import { BOLTEN_SPACING_MS } from '../../upstreams/bolten.ts'
import type { Live } from '../live.ts'
import type { LiveForms } from '../live-forms.ts'
import type { Finding } from './finding.ts'
import { fail, ok, warn } from './finding.ts'

export async function* checkForms(
  config: Config,
  definitions: readonly FormDefinition[],
  live: Live,
  served: LiveForms,
): AsyncGenerator<Finding> {
  for (const definition of definitions) {
    const check = `form ${definition.id}`
    const schemas = await live.schemasOf(definition)
    if (typeof schemas === 'string') yield fail(check, schemas, 'See its connection above.')
    else yield* checkForm(check, definition, schemas, served.get(definition.id), config, live)
  }
}

async function* checkForm(
  check: string,
  definition: FormDefinition,
  schemas: Schemas,
  served: LiveForm | undefined,
  config: Config,
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
  yield ok(check, `${words}. ${capacityOf(definition, schemas, config, live)}`)
}

function capacityOf(definition: FormDefinition, schemas: Schemas, { connections }: Config, live: Live): string {
  const { connection: name } = definition
  const upstream = live.connections.get(name)?.upstream
  const spacingMs = connections.find((connection) => connection.name === name)?.spacingMs ?? BOLTEN_SPACING_MS
  const published = publish(definition, schemas)
  if (!upstream || !published.ok) return ''
  const leads = leadsAnHour(spacingMs, callsPerLead(upstream, published.form, schemas))
  return `Its key's pace lets ${leads} leads an hour through, when nothing else uses it.`
}
