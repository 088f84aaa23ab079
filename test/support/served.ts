/** Forms over a real store, with the schemas that a test says, and all that is logged and told of them. */
import type { Change } from '../../proxy/forms/change.ts'
import type { Schemas } from '../../proxy/forms/drift.ts'
import type { FormStore } from '../../proxy/forms/form-store.ts'
import type { Forms } from '../../proxy/forms/forms.ts'
import { createForms } from '../../proxy/forms/forms.ts'
import type { LogEvent } from '../../proxy/log.ts'
import type { FormDefinition } from '../../src/contract/definition.ts'

export interface Served {
  readonly forms: Forms
  readonly lines: LogEvent[]
  /** What the listener heard, in order. */
  readonly told: { readonly form: string; readonly codes: readonly string[] }[]
  /** The next reading. */
  read(schemas: Schemas): Promise<void>
}

/** As after a start: what the store has is loaded. */
export async function serveForms(
  { forms: store }: { readonly forms: FormStore },
  definitions: readonly FormDefinition[],
  first: Schemas,
): Promise<Served> {
  let schemas = first
  const lines: LogEvent[] = []
  const told: Served['told'] = []
  const forms = createForms({
    definitions,
    connections: new Set(['crm']),
    catalog: { schemas: () => schemas },
    store,
    env: { now: () => 1 },
    log: (_level, event) => lines.push(event),
    drifted: (form, changes: readonly Change[]) => told.push({ form, codes: changes.map(({ code }) => code) }),
  })
  await forms.load()
  return {
    ...{ forms, lines, told },
    async read(next) {
      schemas = next
      await forms.publish('crm')
    },
  }
}
