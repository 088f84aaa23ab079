/** A submission as the guards see it. */
import type { ShownField } from '../../proxy/forms/published.ts'
import type { Checked, Sender } from '../../proxy/guards/guard.ts'
import type { Answers } from '../../src/contract/form.ts'
import type { Proof } from '../../src/contract/wire.ts'

export interface Sight {
  readonly answers?: Answers
  readonly leftovers?: Answers
  readonly emails?: readonly string[]
  /** Stands for the first of them. */
  readonly person?: string
  readonly sender?: Partial<Sender>
  readonly proof?: Proof
  readonly at?: number
  /** In the place of the form's usual ones. */
  readonly fields?: readonly Omit<ShownField, 'label'>[]
}

const FIELDS: readonly Omit<ShownField, 'label'>[] = [
  { name: 'nome', type: 'text', autocomplete: 'name' },
  { name: 'email', type: 'email', autocomplete: 'email' },
  { name: 'mensagem', type: 'textarea' },
]

let seen = 0

export function sight({
  answers = {},
  leftovers = {},
  fields = FIELDS,
  sender,
  proof,
  emails = [],
  at = 0,
  ...more
}: Sight): Checked {
  return {
    form: {
      ...{ id: 'contact', connection: 'crm', entity: 'opportunity', sites: ['example.com'], locale: 'pt-BR' },
      ...{ fields: fields.map((field) => ({ ...field, label: field.name })), mappings: { opportunity: [] } },
    },
    submission: { id: `id-${++seen}`, answers, ...(proof && { proof }) },
    sender: { origin: 'https://example.com', fetchSite: 'cross-site', way: 'element', ...sender },
    worth: { kind: 'doubt', doubt: 'token-missing' },
    ...{ answers, leftovers, emails, at, ...more },
  }
}
