/** What the emulated BoldDesk account holds; at first that of a workshop of bookbinders. */
import type { Kind } from './kinds.ts'

export interface Choice {
  id: number
  name: string
  isReadOnly?: boolean
  isPrivate?: boolean
}

export interface Field {
  readonly fieldId: number
  /** Those of custom fields start with `cf_`. */
  readonly apiName: string
  label: string
  readonly kind: Kind
  options?: Choice[]
  /** Its options follow the answer of another field: by the parent's option id, those that stand beside it. */
  readonly parent?: { readonly apiName: string; readonly mapping: Readonly<Record<number, readonly number[]>> }
  readonly maxLength?: number
  readonly min?: number
  readonly max?: number
  readonly regex?: string
  /** Shown, and required, only when this other field has one of these options. */
  readonly shownWhen?: { readonly apiName: string; readonly options: readonly number[] }
  readonly hiddenOnCreate?: boolean
}

/** Which fields agents must fill, brand by brand: a brand uses its default form. */
export interface TicketForm {
  readonly formId: number
  readonly name: string
  readonly isDefault: boolean
  required: string[]
}

export interface Brand {
  readonly brandId: number
  readonly brandName: string
  readonly fieldOptionId: number
  readonly formId: number
  readonly isDefault?: boolean
  readonly isDeactivated?: boolean
}

export interface Agent {
  readonly userId: number
  readonly name: string
  readonly emailId: string
}

export interface Account {
  readonly brands: Brand[]
  readonly forms: TicketForm[]
  readonly ticketFields: Field[]
  readonly contactFields: Field[]
  /** Whose key it is, by the switch `keyOwner`. */
  readonly owners: { readonly brand: Agent; readonly person: Agent }
}

/** Option ids of the field `cf_work`. */
export const WORK = { repair: 101, binding: 102, course: 103, other: 104 }

/** A new copy each time: fields and options change while it runs. */
export function hollisAndWren(): Account {
  return {
    brands: [
      { brandId: 1, brandName: 'Hollis & Wren', fieldOptionId: 901, formId: 1, isDefault: true },
      { brandId: 2, brandName: 'The Lantern Press', fieldOptionId: 902, formId: 2 },
      { brandId: 3, brandName: 'Hollis & Daughter', fieldOptionId: 903, formId: 1, isDeactivated: true },
    ],
    forms: [
      { formId: 1, name: 'Workshop', isDefault: true, required: ['subject', 'description', 'priorityId'] },
      { formId: 2, name: 'Press', isDefault: false, required: ['subject', 'description', 'priorityId', 'cf_order'] },
    ],
    ticketFields: [...systemFields(), ...customFields()],
    contactFields: contactFields(),
    owners: {
      brand: { userId: 11, name: 'Hollis & Wren', emailId: 'hello@hollisandwren.example' },
      person: { userId: 12, name: 'Edith Wren', emailId: 'edith.wren@hollisandwren.example' },
    },
  }
}

function systemFields(): Field[] {
  const choice = (fieldId: number, apiName: string, label: string, names: readonly string[], from = 1): Field => ({
    ...{ fieldId, apiName, label, kind: 'dropdown' },
    options: names.map((name, index) => ({ id: from + index, name })),
  })
  return [
    { fieldId: 1, apiName: 'subject', label: 'Subject', kind: 'text', maxLength: 250 },
    { fieldId: 2, apiName: 'description', label: 'Description', kind: 'html' },
    { fieldId: 3, apiName: 'requesterId', label: 'Contact', kind: 'lookup' },
    { fieldId: 4, apiName: 'brandId', label: 'Brand', kind: 'lookup' },
    choice(5, 'priorityId', 'Priority', ['Low', 'Normal', 'High', 'Urgent']),
    choice(6, 'categoryId', 'Category', ['Estimates', 'Work in hand', 'Accounts'], 31),
    choice(7, 'typeId', 'Type', ['Question', 'Commission', 'Complaint'], 41),
    choice(8, 'groupId', 'Group', ['Bench', 'Office'], 51),
    choice(9, 'statusId', 'Status', ['New', 'Open', 'Waiting for customer', 'On hold', 'Solved', 'Closed']),
    { fieldId: 10, apiName: 'agentId', label: 'Agent', kind: 'lookup' },
    { fieldId: 11, apiName: 'tag', label: 'Tags', kind: 'tags' },
    { fieldId: 12, apiName: 'dueDate', label: 'Resolution due', kind: 'datetime', hiddenOnCreate: true },
    { fieldId: 13, apiName: 'externalReferenceId', label: 'External reference', kind: 'text', maxLength: 255 },
    { fieldId: 14, apiName: 'isVisibleInCustomerPortal', label: 'Visible in customer portal', kind: 'checkbox' },
  ]
}

function customFields(): Field[] {
  const { repair, binding, course } = WORK
  return [
    {
      ...{ fieldId: 101, apiName: 'cf_work', label: 'Kind of work', kind: 'dropdown' },
      options: [
        { id: repair, name: 'Repair' },
        { id: binding, name: 'New binding' },
        { id: course, name: 'Course' },
        { id: WORK.other, name: 'Something else' },
      ],
    },
    {
      ...{ fieldId: 102, apiName: 'cf_piece', label: 'Piece', kind: 'dropdown' },
      options: [
        { id: 201, name: 'Spine' },
        { id: 202, name: 'Boards or cover' },
        { id: 203, name: 'Loose pages' },
        { id: 211, name: 'Cloth' },
        { id: 212, name: 'Half leather' },
        { id: 213, name: 'Full leather' },
        { id: 221, name: 'A Saturday at the bench' },
        { id: 222, name: 'Marbling, two evenings' },
        // Nobody can choose it any more.
        { id: 290, name: 'Vellum', isReadOnly: true },
      ],
      parent: {
        apiName: 'cf_work',
        mapping: { [repair]: [201, 202, 203], [binding]: [211, 212, 213, 290], [course]: [221, 222] },
      },
    },
    {
      ...{ fieldId: 103, apiName: 'cf_extras', label: 'Extras', kind: 'multiselect' },
      options: [
        { id: 301, name: 'Slipcase' },
        { id: 302, name: 'Gold tooling' },
        { id: 303, name: 'Ribbon marker' },
      ],
    },
    { fieldId: 104, apiName: 'cf_wanted_by', label: 'Wanted by', kind: 'date' },
    { fieldId: 105, apiName: 'cf_collect_at', label: 'Collected at', kind: 'datetime' },
    { fieldId: 106, apiName: 'cf_pages', label: 'Pages', kind: 'number', min: 1, max: 5_000 },
    { fieldId: 107, apiName: 'cf_height_cm', label: 'Height in cm', kind: 'decimal', min: 1, max: 120 },
    {
      ...{ fieldId: 108, apiName: 'cf_fragile', label: 'Pages are coming away', kind: 'checkbox' },
      shownWhen: { apiName: 'cf_work', options: [repair] },
    },
    { fieldId: 109, apiName: 'cf_order', label: 'Order number', kind: 'regex', regex: '^[A-Z]-\\d{2,6}$' },
    { fieldId: 110, apiName: 'cf_photo_page', label: 'Page with photographs', kind: 'url' },
    { fieldId: 111, apiName: 'cf_phone', label: 'Telephone', kind: 'phone' },
    { fieldId: 112, apiName: 'cf_notes', label: 'Notes from the site', kind: 'textarea' },
    { fieldId: 113, apiName: 'cf_bench_no', label: 'Bench number', kind: 'text', hiddenOnCreate: true },
  ]
}

function contactFields(): Field[] {
  return [
    { fieldId: 501, apiName: 'emailId', label: 'Email', kind: 'email' },
    { fieldId: 502, apiName: 'contactName', label: 'Name', kind: 'text', maxLength: 100 },
    { fieldId: 503, apiName: 'contactDisplayName', label: 'Display name', kind: 'text', maxLength: 100 },
    { fieldId: 504, apiName: 'contactPhoneNo', label: 'Phone', kind: 'phone' },
    { fieldId: 505, apiName: 'contactMobileNo', label: 'Mobile', kind: 'phone' },
    { fieldId: 506, apiName: 'contactJobTitle', label: 'Job title', kind: 'text' },
    { fieldId: 507, apiName: 'contactAddress', label: 'Address', kind: 'textarea' },
    { fieldId: 508, apiName: 'contactNotes', label: 'Notes', kind: 'textarea' },
    { fieldId: 509, apiName: 'contactExternalReferenceId', label: 'External reference', kind: 'text' },
    { fieldId: 520, apiName: 'cf_library', label: 'Library or shop', kind: 'text' },
    { fieldId: 521, apiName: 'cf_letter', label: 'Takes the quarterly letter', kind: 'checkbox' },
  ]
}
