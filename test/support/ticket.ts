/** A help desk's schema, with every dependency there is, and forms over it. */
import { publish } from '../../proxy/forms/publish.ts'
import type { PublishedForm } from '../../proxy/forms/published.ts'
import type { Role, Schema, SchemaField } from '../../proxy/upstreams/upstream.ts'
import type { FieldDefinition, FormDefinition } from '../../src/contract/definition.ts'
import { choices, field } from './schemas.ts'

/** Choices that have ids. */
export function numbered(...names: string[]): Pick<SchemaField, 'type' | 'options' | 'raw'> {
  return {
    type: 'select',
    ...choices(...names),
    raw: { options: names.map((name, index) => ({ id: index + 1, name })) },
  }
}

const role = (key: string, of: Role, more: Partial<SchemaField> = {}) => field(key, { role: of, ...more })

export const ticket: Schema = {
  entity: 'ticket',
  fields: [
    role('requesterName', 'requester-name', { label: 'Requester name' }),
    role('requesterEmailId', 'requester-email', { label: 'Requester e-mail', type: 'email' }),
    role('subject', 'subject', { label: 'Subject', required: true }),
    role('description', 'description', { label: 'Description', type: 'textarea', required: true }),
    role('brandId', 'brand', { label: 'Brand', internal: true, ...numbered('Acme', 'Solar') }),
    role('priorityId', 'priority', { label: 'Priority', required: true, ...numbered('Low', 'High') }),
    role('tags', 'tags', { label: 'Tags', internal: true }),
    field('cf_topic', { label: 'Topic', ...numbered('Order', 'Fault', 'Praise') }),
    field('cf_product', {
      ...{ label: 'Product', ...numbered('Lamp', 'Fan', 'Spare') },
      parent: { key: 'cf_topic', options: { Order: ['Lamp', 'Fan'], Fault: ['Fan'], Praise: [] } },
    }),
    field('cf_order', { label: 'Order number', required: true, when: { field: 'cf_topic', equals: 'Order' } }),
    field('cf_files', { label: 'File names' }),
  ],
}

export const asked: readonly FieldDefinition[] = [
  { name: 'who', label: 'Your name', autocomplete: 'name' },
  { name: 'email', label: 'E-mail', type: 'email' },
  { name: 'topic', to: 'cf_topic' },
  { name: 'product', to: 'cf_product' },
  { name: 'order', to: 'cf_order' },
  { name: 'message', to: 'description', label: 'What happened?' },
]

export function definition(more: Partial<FormDefinition> = {}): FormDefinition {
  return {
    ...{ id: 'help', connection: 'desk', entity: 'ticket', sites: ['example.com'], title: 'Help', fields: asked },
    ...{ priority: 'High', ...more },
  }
}

export function published(more: Partial<FormDefinition> = {}, schema: Schema = ticket): PublishedForm {
  const result = publish(definition(more), { ticket: schema })
  if (!result.ok) throw new Error(JSON.stringify(result.misfits))
  return result.form
}

/** As `field: message`. */
export function misfits(more: Partial<FormDefinition> = {}, schema: Schema = ticket): readonly string[] {
  const result = publish(definition(more), { ticket: schema })
  return result.ok ? [] : result.misfits.map(({ field: name, message }) => `${name}: ${message}`)
}

/** The schema with one field replaced, or taken out. */
export function withField(key: string, ...instead: readonly SchemaField[]): Schema {
  return { ...ticket, fields: ticket.fields.flatMap((one) => (one.key === key ? instead : [one])) }
}
