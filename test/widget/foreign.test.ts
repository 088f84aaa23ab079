import { expect, test, vi } from 'vitest'

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
