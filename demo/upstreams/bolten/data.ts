/** What the emulated Bolten account holds: projects, components, fields; at first those of a Brazilian solar installer. */

export interface Field {
  /** The label, which is the key too. */
  name: string
  content_type?: string
  available_values?: string[]
  /** Shown and enforced as the switches say. */
  required?: boolean
}

export interface Component {
  readonly id: string
  readonly project: string
  readonly name: string
  readonly category: string
  readonly discarded_at: string | null
  fields: Field[]
}

export interface Account {
  readonly projects: readonly { readonly id: string; readonly name: string }[]
  readonly components: readonly Component[]
}

export const OPPORTUNITIES = '7f0c0000-0000-4000-8000-000000000001'
export const CONTACTS = '91ab0000-0000-4000-8000-000000000002'

/** A new copy each time: fields are renamed, added and removed while it runs. */
export function solarAurora(): Account {
  const project = '5a100000-0000-4000-8000-000000000000'
  return {
    projects: [{ id: project, name: 'Solar Aurora' }],
    components: [
      {
        id: OPPORTUNITIES,
        project,
        name: 'Vendas',
        category: 'opportunity_management',
        discarded_at: null,
        fields: [
          { name: 'Nome', content_type: 'text', required: true },
          { name: 'E-mail', content_type: 'email' },
          { name: 'Telefone', content_type: 'phone' },
          {
            name: 'Interesse',
            content_type: 'single_choice',
            available_values: ['Residencial', 'Empresarial', 'Rural', 'Outro'],
          },
          { name: 'Conta de luz', content_type: 'number' },
          { name: 'Melhor dia', content_type: 'date' },
          { name: 'Observação', content_type: 'long_text' },
          { name: 'Origem', content_type: 'text' },
          { name: 'Campanha', content_type: 'text' },
          { name: 'Consentimento', content_type: 'boolean' },
          { name: 'ID do site', content_type: 'text' },
          { name: 'Status', content_type: 'stage', available_values: ['Novo', 'Em contato', 'Visita', 'Fechado'] },
          { name: 'Valor', content_type: 'currency' },
          { name: 'Responsável', content_type: 'user' },
          { name: 'Contato', content_type: 'contact' },
        ],
      },
      {
        id: CONTACTS,
        project,
        name: 'Contatos',
        category: 'contact_management',
        discarded_at: null,
        fields: [
          { name: 'Nome', content_type: 'text', required: true },
          { name: 'E-mail', content_type: 'email' },
          { name: 'Telefone', content_type: 'phone' },
          { name: 'Cidade', content_type: 'text' },
        ],
      },
      {
        id: '0dd00000-0000-4000-8000-000000000003',
        project,
        name: 'Vendas (antigo)',
        category: 'opportunity_management',
        discarded_at: '2024-03-01T12:00:00.000Z',
        fields: [],
      },
      {
        id: 'a9e00000-0000-4000-8000-000000000004',
        project,
        name: 'Agenda',
        category: 'scheduling',
        discarded_at: null,
        fields: [],
      },
    ],
  }
}
