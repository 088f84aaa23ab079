import { describe, expect, test } from 'vitest'
import type { Change } from '../../../proxy/forms/change.ts'
import { drift } from '../../../proxy/forms/drift.ts'
import { editsOf } from '../../../proxy/forms/plan.ts'
import type { Schema, SchemaField } from '../../../proxy/upstreams/upstream.ts'
import type { FormDefinition } from '../../../src/contract/definition.ts'
import { field } from '../../support/schemas.ts'
import { asked, definition, numbered, published, ticket, withField } from '../../support/ticket.ts'

function driftTo(now: Schema, more: Partial<FormDefinition> = {}, before = ticket): readonly Change[] {
  return drift(published(more, before), { ticket: now }, { seen: { ticket: before }, definition: definition(more) })
}

const brief = (changes: readonly Change[]) =>
  changes.map((change) =>
    [change.code, change.class, change.key, change.field, change.choice].filter(Boolean).join(' '),
  )

function again(key: string, more: Partial<SchemaField>): Schema {
  const was = ticket.fields.find((one) => one.key === key)
  if (!was) throw new Error(key)
  return withField(key, { ...was, ...more })
}

const words = { subject: 'Site: {topic}', brand: 'Acme', tags: ['site'] }

test('a ticket’s schema that is what it was has not drifted', () => {
  expect(driftTo(ticket, words)).toEqual([])
})

describe('what a form fills by role', () => {
  test('is found under another key by itself', () => {
    const now = withField('priorityId', {
      ...numbered('Low', 'High'),
      key: 'prio',
      label: 'Priority',
      role: 'priority',
    })
    expect(brief(driftTo(now))).toEqual(['field-renamed harmless priorityId'])
    const subject = withField('subject', field('title', { role: 'subject', required: true }))
    expect(brief(driftTo(subject, words))).toEqual(['field-renamed harmless subject'])
  })

  test('and is gone needs a person, who is told the word of the form', () => {
    const [change, ...more] = driftTo(withField('brandId'), words)
    expect(more).toEqual([])
    expect(change).toMatchObject({ code: 'field-gone', class: 'needs-person', key: 'brandId' })
    expect(change?.message).toContain('Take `brand` out of the form')
  })

  test('needs a person where the value that it fixes is gone', () => {
    const [change] = driftTo(again('priorityId', numbered('Low', 'Urgent')))
    expect(change).toMatchObject({ code: 'choice-gone', class: 'needs-person', choice: 'High' })
    expect(change?.message).toContain('Take it out of `priority`, or name another.')
  })

  test('is said for the listing too: what has no field of its own has nowhere to go', () => {
    const changes = driftTo(withField('description'))
    expect(brief(changes)).toEqual(['field-gone needs-person description'])
    expect(changes[0]?.message).toContain('is held for a person')
    // As long as it is there, it takes the answers whose field is gone.
    expect(driftTo(withField('cf_order'))[0]?.message).toContain('Answers to `order` go to the notes.')
  })

  test('is said for who asks, by the word of the form', () => {
    expect(driftTo(withField('requesterName'))[0]?.message).toContain('Take `requester` out of the form')
  })
})

describe('what depends on another field', () => {
  const parent = (options: Record<string, readonly string[]>, key = 'cf_topic') => ({ parent: { key, options } })

  test('follows the upstream by itself, as long as the form has what it depends on', () => {
    const moved = again('cf_product', parent({ Order: ['Fan'], Fault: ['Lamp'], Praise: [] }))
    expect(brief(driftTo(moved))).toEqual(['dependency-changed harmless cf_product product'])
    const when = again('cf_order', { when: { field: 'cf_topic', equals: 'Fault' } })
    expect(brief(driftTo(when))).toEqual(['dependency-changed harmless cf_order order'])
  })

  test('needs a person where the form does not ask for that', () => {
    const now = again('cf_product', parent({ A: ['Lamp', 'Fan'] }, 'cf_files'))
    const asking = driftTo({ ...now, fields: [...now.fields, field('cf_new')] }).filter(
      ({ key }) => key === 'cf_product',
    )
    expect(asking).toMatchObject([{ code: 'dependency-changed', class: 'needs-person', field: 'product' }])
  })
})

describe('what is required by now', () => {
  test('needs a person where it may have to be there', () => {
    const strict = { ...ticket, fields: [...ticket.fields, field('cf_site', { required: true })] }
    expect(brief(driftTo(strict))).toEqual(['required-added needs-person cf_site'])
  })

  test('needs nobody where it cannot be asked for', () => {
    const rare = field('cf_site', { required: true, when: { field: 'priorityId', equals: 'Low' } })
    expect(brief(driftTo({ ...ticket, fields: [...ticket.fields, rare] }))).toEqual(['field-added harmless cf_site'])
  })
})

test('a plan names the words of the form as it has them', () => {
  const [was, is] = [published(), published({ priority: 'Low', subject: 'Hi {who}', tags: ['x'] })]
  expect(editsOf(was, is).map(({ kind, part }) => `${kind} ${part}`)).toEqual([
    'changed mappings.ticket.priority',
    'changed mappings.ticket.subject',
    'added mappings.ticket.tags',
  ])
  const fewer = asked.filter(({ name }) => name !== 'product')
  expect(editsOf(was, published({ fields: fewer })).map(({ kind, part }) => `${kind} ${part}`)).toContain(
    'removed fields.product',
  )
})
