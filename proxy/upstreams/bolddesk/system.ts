/** BoldDesk's own fields that a create takes, by entity: under which key, and by which names its lists call them. */
import type { FieldType } from '../../../src/contract/form.ts'
import type { Role } from '../upstream.ts'

export interface SystemField {
  /** As a create takes it. */
  readonly key: string
  /** Names in lists, in small letters. */
  readonly names: readonly string[]
  readonly label: string
  readonly type: FieldType
  readonly role?: Role
  /** A create takes it whether a list shows it or not. */
  readonly always?: true
  readonly required?: true
  /** Nothing to ask a visitor for. */
  readonly internal?: true
  /** Where its choices are: the first path that exists. */
  readonly choices?: readonly string[]
}

/** Of the field with this name, e.g. `cf_topic`. */
export function optionsPath(apiName: string): string {
  return `/fields/collection/${encodeURIComponent(apiName)}/options`
}

export const BRANDS = ['/brands']

const TICKET: readonly SystemField[] = [
  {
    ...{ key: 'requesterName', names: ['requestername'], label: 'Requester name', type: 'text' },
    ...{ role: 'requester-name', always: true },
  },
  {
    ...{
      key: 'requesterEmailId',
      names: ['requesteremailid', 'requesteremail'],
      label: 'Requester e-mail',
      type: 'email',
    },
    ...{ role: 'requester-email', always: true },
  },
  {
    ...{ key: 'subject', names: ['subject', 'title'], label: 'Subject', type: 'text', role: 'subject' },
    ...{ always: true, required: true },
  },
  {
    ...{ key: 'description', names: ['description'], label: 'Description', type: 'textarea', role: 'description' },
    ...{ always: true, required: true },
  },
  {
    ...{ key: 'brandId', names: ['brandid', 'brand'], label: 'Brand', type: 'select', role: 'brand', internal: true },
    choices: BRANDS,
  },
  {
    ...{ key: 'priorityId', names: ['priorityid', 'priority'], label: 'Priority', type: 'select', role: 'priority' },
    choices: ['/tickets/priorities', '/ticket_priorities', optionsPath('priorityId')],
  },
  {
    ...{ key: 'categoryId', names: ['categoryid', 'category'], label: 'Category', type: 'select', role: 'category' },
    choices: [optionsPath('categoryId'), optionsPath('category'), '/tickets/categories'],
  },
  {
    ...{ key: 'typeId', names: ['typeid', 'type', 'tickettype'], label: 'Type', type: 'select', role: 'type' },
    choices: ['/tickets/types', '/ticket_types', optionsPath('typeId'), optionsPath('type')],
  },
  {
    ...{ key: 'groupId', names: ['groupid', 'group'], label: 'Group', type: 'select', role: 'group', internal: true },
    choices: ['/groups', '/tickets/groups', optionsPath('groupId'), optionsPath('group')],
  },
  {
    ...{ key: 'tags', names: ['tags', 'tag'], label: 'Tags', type: 'text', role: 'tags' },
    ...{ always: true, internal: true },
  },
]

const CONTACT: readonly SystemField[] = [
  {
    ...{ key: 'contactName', names: ['contactname', 'name', 'fullname'], label: 'Name', type: 'text' },
    ...{ always: true, required: true },
  },
  {
    ...{
      key: 'emailId',
      names: ['emailid', 'email', 'contactemailid', 'primaryemailid'],
      label: 'E-mail',
      type: 'email',
    },
    ...{ always: true, required: true },
  },
  { key: 'contactPhoneNo', names: ['contactphoneno', 'phoneno', 'phone'], label: 'Phone', type: 'tel', always: true },
  { key: 'contactMobileNo', names: ['contactmobileno', 'mobileno', 'mobile'], label: 'Mobile', type: 'tel' },
  { key: 'secondaryEmailId', names: ['secondaryemailid', 'secondaryemail'], label: 'Second e-mail', type: 'email' },
  { key: 'contactAddress', names: ['contactaddress', 'address'], label: 'Address', type: 'textarea' },
  { key: 'contactJobTitle', names: ['contactjobtitle', 'jobtitle'], label: 'Job title', type: 'text' },
  { key: 'contactNotes', names: ['contactnotes', 'notes'], label: 'Notes', type: 'textarea' },
  {
    ...{ key: 'contactDisplayName', names: ['contactdisplayname', 'displayname'], label: 'Display name', type: 'text' },
    internal: true,
  },
]

/** What a pair of other fields stands for. */
export const STOOD_FOR: readonly string[] = ['requester', 'requesterid', 'requestedby']

export const SYSTEM_FIELDS: Readonly<Record<string, readonly SystemField[]>> = { ticket: TICKET, contact: CONTACT }
