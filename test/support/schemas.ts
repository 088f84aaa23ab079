/** Schemas as an upstream would tell them. */
import type { Schema, SchemaField } from '../../proxy/upstreams/upstream.ts'

export function field(key: string, more: Partial<SchemaField> = {}): SchemaField {
  return { key, label: key, type: 'text', raw: { name: key }, ...more }
}

export function choices(...labels: string[]): { options: { value: string; label: string }[] } {
  return { options: labels.map((label) => ({ value: label, label })) }
}

export const opportunity: Schema = {
  entity: 'opportunity',
  fields: [
    field('Nome', { required: true }),
    field('E-mail', { type: 'email' }),
    field('Telefone', { type: 'tel' }),
    field('Interesse', { type: 'select', ...choices('Residencial', 'Empresarial', 'Outro') }),
    field('Conta de luz', { type: 'number' }),
    field('Observação', { type: 'textarea' }),
    field('Origem'),
    field('Status', { type: 'select', internal: true, ...choices('Novo', 'Ganho') }),
    { key: 'Mapa', label: 'Mapa', upstreamType: 'geo_polygon', raw: {} },
  ],
}

export const contact: Schema = {
  entity: 'contact',
  fields: [field('Nome'), field('E-mail', { type: 'email' })],
}

export const schemas = { opportunity, contact }
