/** A form that uses the schema in every way there is, and the schema after a change. */

import type { Change } from '../../proxy/forms/change.ts'
import { drift } from '../../proxy/forms/drift.ts'
import { publish } from '../../proxy/forms/publish.ts'
import type { PublishedForm } from '../../proxy/forms/published.ts'
import type { Schema, SchemaField } from '../../proxy/upstreams/upstream.ts'
import type { FieldDefinition, FormDefinition } from '../../src/contract/definition.ts'
import { contact, field, opportunity } from './schemas.ts'

export const seen = {
  opportunity: { ...opportunity, fields: [...opportunity.fields, field('ID do site'), field('Cidade')] },
  contact: { ...contact, fields: [...contact.fields, field('Cidade')] },
}

const plain = (value: string) => ({ value, label: value })

export const fields: readonly FieldDefinition[] = [
  { name: 'nome', to: 'Nome' },
  { name: 'email', to: 'E-mail', type: 'email', required: true },
  { name: 'interesse', to: 'Interesse', type: 'radio', options: [plain('Residencial'), plain('Outro')] },
  { name: 'conta', to: 'Conta de luz' },
  { name: 'mensagem', to: 'Observação', type: 'textarea' },
  { name: 'origem', to: 'Origem', value: 'Site' },
]

export const definition: FormDefinition = {
  ...{ id: 'contato', connection: 'crm', entity: 'opportunity', sites: ['example.com'], fields },
  contact: { fields: [{ name: 'nome', to: 'Nome' }] },
  notes: 'Observação',
  reference: { to: 'ID do site' },
}

export function published(of: FormDefinition = definition, schemas = seen): PublishedForm {
  const result = publish(of, schemas)
  if (!result.ok) throw new Error(JSON.stringify(result.misfits))
  return result.form
}

type Schemas = typeof seen

export function changed(
  entity: keyof Schemas,
  change: (schema: readonly SchemaField[]) => readonly SchemaField[],
): Schemas {
  const schema: Schema = { entity, fields: change(seen[entity].fields) }
  return { ...seen, [entity]: schema }
}

/** With one field replaced, or taken out. */
export function without(entity: keyof Schemas, key: string, ...instead: SchemaField[]): Schemas {
  return changed(entity, (all) => all.flatMap((one) => (one.key === key ? instead : [one])))
}

export function driftTo(schemas: Schemas, of: FormDefinition = definition): readonly Change[] {
  return drift(published(of), schemas, { seen, definition: of })
}
