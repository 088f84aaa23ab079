/** C7: an upstream whose every word is an attack, as a visitor sees its form: in the element and on the form's own page. */
import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { publicForm } from '../../../proxy/forms/public.ts'
import { publish } from '../../../proxy/forms/publish.ts'
import { formMarkup } from '../../../proxy/hosted/form-markup.ts'
import type { Schema } from '../../../proxy/upstreams/upstream.ts'
import type { PublicForm } from '../../../src/contract/form.ts'
import '../../../src/widget/index.ts'
import { watchPage } from '../../support/inert.ts'
import { PAYLOADS } from '../../support/payloads.ts'
import { visit } from '../../support/visitor.ts'

afterEach(() => fixtureCleanup())

const TYPES = ['text', 'textarea', 'select', 'radio', 'checkbox', 'checkboxes', 'date', 'tel', 'number', 'url'] as const

/** So many fields, each with a payload for its key, its label and its options. */
function hostile(payloads: readonly string[]): PublicForm {
  const schema: Schema = {
    entity: 'lead',
    fields: payloads.map((text, index) => ({
      ...{ key: text, label: text, type: TYPES[index % TYPES.length] ?? 'text', upstreamType: text, raw: { text } },
      options: [text, `${text} `].map((value) => ({ value, label: value })),
    })),
  }
  const published = publish(
    { id: 'contact', connection: 'crm', entity: 'lead', sites: [], locale: 'en', fields: 'all' },
    { lead: schema },
  )
  if (!published.ok) throw new Error(JSON.stringify(published.misfits))
  return publicForm(published.form, 'v1', 'en', { now: 0 })
}

const OURS = new Set('form,div,p,span,label,input,textarea,select,option,button,fieldset,legend,h2'.split(','))

/** Its elements are ours, none does anything by itself, and each label says what the upstream said. */
function expectInert(root: ParentNode, form: PublicForm): void {
  for (const { localName, attributes } of root.querySelectorAll('*')) {
    expect(OURS).toContain(localName)
    for (const { name } of attributes) expect(name).not.toMatch(/^(on|style$|src|href|srcdoc|formaction)/)
  }
  const said = root.querySelector('form')?.textContent ?? ''
  for (const { label, options = [] } of form.fields) {
    expect(said).toContain(label)
    for (const option of options) expect(said).toContain(option.label)
  }
}

describe('labels and options that are payloads', () => {
  test('are text in the element and on the page: nothing runs, nothing is fetched', async () => {
    const page = watchPage()
    const distinct = [...new Set(PAYLOADS)]
    for (let from = 0; from < distinct.length; from += 60) {
      const form = hostile(distinct.slice(from, from + 60))
      expect(form.fields.length).toBe(Math.min(60, distinct.length - from))
      const { element, network } = await visit(form)
      expectInert(element.root, form)
      const place = document.body.appendChild(document.createElement('div'))
      place.innerHTML = `${formMarkup(form, 'https://forms.example/f/contact', 1)}`
      expectInert(place, form)
      place.remove()
      network.restore()
      fixtureCleanup()
    }
    expect(await page.happened()).toEqual([])
  })
})
