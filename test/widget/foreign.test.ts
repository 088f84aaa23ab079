import { afterEach, expect, test, vi } from 'vitest'
import embed from '../../src/widget/embed.ts'
import { ENDPOINT, formOf } from '../support/visitor.ts'

afterEach(() => vi.restoreAllMocks())

test('another definition of the tag: one console error, and what the page wrote stays', async () => {
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {})
  class Foreign extends HTMLElement {}
  customElements.define('gatehouse-form', Foreign)
  document.body.innerHTML = '<gatehouse-form form="contact"><a href="/f">Open the form</a></gatehouse-form>'
  await import('../../src/widget/index.ts')
  expect(customElements.get('gatehouse-form')).toBe(Foreign)
  expect(complain).toHaveBeenCalledOnce()
  expect(document.querySelector('gatehouse-form a')?.checkVisibility()).toBe(true)
})

test('and the one line: one console error, and its place stays as it was', () => {
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {})
  document.body.innerHTML = '<div data-gatehouse-form="contact"><a href="/f">Open the form</a></div>'
  embed(formOf([]), ENDPOINT)
  expect(complain).toHaveBeenCalledOnce()
  expect(document.querySelector('[data-gatehouse-form] a')?.checkVisibility()).toBe(true)
  expect(document.querySelector('gatehouse-form')).toBeNull()
})
