/** What the emulated BoldDesk tells of its fields, forms and choices. */

import type { Call } from '../emulator.ts'
import type { Reply } from '../faults.ts'
import type { Agent, Brand, Field, TicketForm } from './account.ts'
import { notFound } from './errors.ts'
import { KINDS } from './kinds.ts'
import { metadata, page, parameters } from './lists.ts'
import type { State } from './state.ts'
import { ownerOfKey } from './state.ts'

export function ticketFields({ account, switches }: State, { query }: Call): Reply {
  const form = account.forms.find(({ isDefault }) => isDefault)
  return metadata(fieldsOf(account.ticketFields, form), query, switches)
}

export function contactFields({ account, switches }: State, { query }: Call): Reply {
  const rows = account.contactFields.map((field, index) => ({
    ...described(field, index, account.contactFields, field.apiName === 'emailId'),
    isPrimaryField: field.apiName === 'emailId',
    isVisibleInCustomerPortal: true,
  }))
  return metadata(rows, query, switches)
}

export function forms({ account, switches }: State, { query }: Call): Reply {
  return metadata(account.forms.map(formHead), query, switches)
}

/** With its fields, as agents must fill them there, and what depends on what. */
export function form({ account, switches }: State, _call: Call, [id]: readonly string[]): Reply {
  const found = account.forms.find(({ formId }) => String(formId) === id)
  if (!found) return notFound(switches, 'The form does not exist.')
  const fields = fieldsOf(account.ticketFields, found)
  const fieldDependencies = account.ticketFields.flatMap((field) => dependency(field, account.ticketFields))
  return {
    status: 200,
    json: { ...formHead(found), fields, ...(switches.dependenciesAt === 'form' && { fieldDependencies }) },
  }
}

export function dependencies({ account, switches }: State, { query }: Call): Reply {
  if (switches.dependenciesAt !== 'list') return notFound(switches)
  return metadata(
    account.ticketFields.flatMap((field) => dependency(field, account.ticketFields)),
    query,
    switches,
  )
}

/** The choices of one field; `parentOptionId` leaves those that stand beside it. */
export function options({ account, switches }: State, { query }: Call, [apiName]: readonly string[]): Reply {
  const field = account.ticketFields.find((one) => one.apiName === apiName)
  if (!field?.options) return notFound(switches, 'The field does not exist.')
  const read = parameters(query)
  const words = read('Filter')[0]?.toLowerCase() ?? ''
  const parent = read('parentOptionId')[0]
  const readOnlyToo = read('includeReadOnlyAlso')[0]?.toLowerCase() === 'true'
  const shown = field.options
    .filter(({ isReadOnly }) => readOnlyToo || !isReadOnly)
    .filter(({ id }) => parent === undefined || (field.parent?.mapping[Number(parent)] ?? []).includes(id))
    .filter(({ name }) => name.toLowerCase().includes(words))
  const rows = shown.map(({ id, name, isReadOnly = false, isPrivate = false }, index) => ({
    ...{ id, name, isReadOnly, isPrivate, isDefault: false, isSystemDefault: false, sortOrder: index + 1 },
    ...(field.parent && switches.dependenciesAt === 'options' && { parentOptionId: parentsOf(field, id) }),
  }))
  return page(rows, query, switches)
}

/** Choices of a system field that has a path of its own. */
export function lookup(apiName: string, nameKey: 'name' | 'description') {
  return ({ account, switches }: State, { query }: Call): Reply => {
    const choices = account.ticketFields.find((field) => field.apiName === apiName)?.options ?? []
    const rows = choices.map(({ id, name }, index) => ({ id, [nameKey]: name, sortOrder: index + 1 }))
    return metadata(rows, query, switches)
  }
}

export function brands({ account, switches }: State, { query }: Call): Reply {
  return metadata(account.brands.map(brandShown), query, switches)
}

export function agents(state: State, { query }: Call): Reply {
  const { account, switches } = state
  const rows = Object.values(account.owners).map((agent) => ({
    ...agentShown(agent),
    ...(switches.ownerAt === 'list' && { isCurrentUser: agent === ownerOfKey(state) }),
  }))
  return page(rows, query, switches)
}

export function me(state: State): Reply {
  if (state.switches.ownerAt !== 'me') return notFound(state.switches)
  return { status: 200, json: agentShown(ownerOfKey(state)) }
}

function fieldsOf(fields: readonly Field[], form: TicketForm | undefined): readonly object[] {
  return fields.map((field, index) => described(field, index, fields, form?.required.includes(field.apiName) ?? false))
}

function described(field: Field, index: number, all: readonly Field[], required: boolean): object {
  const { fieldId, apiName, label, kind, parent, regex, min, max, hiddenOnCreate = false } = field
  const { fieldTypeId, fieldControlName, fieldDataType } = KINDS[kind]
  return {
    ...{ fieldId, apiName, labelForAgentPortal: label, labelForCustomerPortal: label },
    ...{ fieldTypeId, fieldType: fieldControlName, fieldControlName, fieldDataType },
    isDefaultSystemField: !apiName.startsWith('cf_'),
    isMandatoryForSubmittingFormInAgentPortal: required,
    isMandatoryForSubmittingFormInCustomerPortal: required,
    isRequiredForClosingTicket: false,
    hideInCreateFormAgentPortal: hiddenOnCreate,
    hideInCreateFormCustomerPortal: hiddenOnCreate,
    agentCanEdit: true,
    userCanEdit: !hiddenOnCreate,
    isActive: true,
    isDeactivated: false,
    sortOrder: index + 1,
    regex: regex ?? null,
    // These two are JSON within JSON.
    additionalFieldValidation: min === undefined ? null : JSON.stringify({ minValue: min, maxValue: max }),
    displayCondition: condition(field),
    parentFieldId: all.find((other) => other.apiName === parent?.apiName)?.fieldId ?? null,
  }
}

function condition({ shownWhen }: Field): string | null {
  if (!shownWhen) return null
  const rule = { type: 'number', field: shownWhen.apiName, operator: 'in', value: shownWhen.options }
  return JSON.stringify({ condition: 'and', rules: [rule] })
}

function dependency(child: Field, all: readonly Field[]): readonly object[] {
  const parent = all.find(({ apiName }) => apiName === child.parent?.apiName)
  if (!child.parent || !parent) return []
  const dependencyMapping = Object.entries(child.parent.mapping).map(([id, children]) => ({
    parentFieldOptionId: Number(id),
    childFieldOptionId: children,
  }))
  const named = ({ fieldId, apiName, label }: Field) => ({ fieldId, apiName, labelForAgentPortal: label })
  return [
    {
      ...{ fieldDependencyId: child.fieldId, parentField: named(parent), childField: named(child), dependencyMapping },
      ...{ parentOptions: parent.options, childOptions: child.options },
    },
  ]
}

function parentsOf({ parent }: Field, id: number): readonly number[] {
  return Object.entries(parent?.mapping ?? {}).flatMap(([of, children]) => (children.includes(id) ? [Number(of)] : []))
}

function formHead({ formId, name, isDefault }: TicketForm): object {
  const labels = { labelForAgentPortal: name, labelForCustomerPortal: name }
  return { formId, name, ...labels, isDefault, isEnabled: true, isEnabledForWidgetOrWebForm: true, sortOrder: formId }
}

function brandShown({ formId, isDefault = false, isDeactivated = false, ...brand }: Brand): object {
  return { ...brand, isDefault, isDeactivated, isCustomerPortalActive: true, defaultTicketFormId: formId }
}

function agentShown({ userId, name, emailId }: Agent): object {
  return { userId, name, displayName: name, emailId, isActive: true }
}
