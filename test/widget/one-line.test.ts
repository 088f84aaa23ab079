import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { plainForm } from '../../proxy/hosted/one-line.ts'
import type { PlainNode } from '../../src/contract/plain.ts'
import embed from '../../src/widget/embed.ts'
import { EARLY, isBusy, mindVisitor } from '../../src/widget/extensions/instant/marks.ts'
import { built, keepForElement } from '../../src/widget/plain-form.ts'
import { controlOf, ENDPOINT, field, focused, formOf, Network, until } from '../support/visitor.ts'

const base = `${ENDPOINT}/`
const form = formOf([field('name', { required: true }), field('story', { type: 'textarea' })], { id: 'line' })
const network = new Network('down')
const complain = vi.spyOn(console, 'error').mockImplementation(() => {})

afterAll(() => {
  network.restore()
  vi.restoreAllMocks()
})

const drawn = () => document.querySelector('gatehouse-form') as HTMLElementTagNameMap['gatehouse-form']
const plain = (name: string) => drawn().querySelector(`[data-name=${name}]`) as HTMLTextAreaElement

test('the one line shows a form that can be filled, in its looks, before there is an element', () => {
  document.body.innerHTML = '<div data-gatehouse-form="line"></div>'
  embed(form, base, plainForm(form, base, 'gatehouse-form form { outline: 3px solid }'))
  expect(customElements.get('gatehouse-form')).toBeUndefined()
  expect(plain('name').checkVisibility()).toBe(true)
  expect(plain('name').form?.action).toBe(`${ENDPOINT}/f/line`)
  expect(getComputedStyle(plain('name').form as Element).outlineWidth).toBe('3px')
  // No `<style>`, which a page may forbid.
  expect(document.querySelectorAll('style')).toHaveLength(document.head.querySelectorAll('style').length)
})

test('and the element goes on with what was typed, where the caret was, and asks for nothing', async () => {
  plain('name').value = 'Ana'
  plain('story').value = 'a long story'
  plain('story').focus()
  plain('story').setSelectionRange(2, 6)
  await import('../../src/widget/index.ts')
  await until(() => drawn().state === 'ready')
  await drawn().updateComplete
  expect(drawn().querySelector('form')).toBeNull()
  expect(drawn().answers).toEqual({ name: 'Ana', story: 'a long story' })
  const story = controlOf(drawn(), 'story')
  expect(focused(drawn())).toBe(story)
  expect([story.selectionStart, story.selectionEnd]).toEqual([2, 6])
  expect(network.loads).toEqual([])
})

test('where the element cannot be had, the console says so', async () => {
  await until(() => complain.mock.calls.length > 0)
  expect(complain.mock.calls.flat().join()).toContain('the element cannot be loaded')
})

test('a form that has closed has nothing to fill in', () => {
  expect(plainForm({ ...form, closed: 'It was open until noon.' }, base, '')).toBeUndefined()
})

test('the same form twice has no id twice', () => {
  const [one, other] = ['a-', 'b-'].map((prefix) => built(plainForm(form, base, '')?.content as PlainNode, prefix))
  const ids = [one, other].flatMap((each) => [...(each?.querySelectorAll('[id]') ?? [])].map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
  document.body.append(one as Element, other as Element)
  other?.querySelector('label')?.click()
  expect(document.activeElement).toBe(other?.querySelector('input:not([type=hidden])'))
  expect(other?.getAttribute('aria-labelledby')).toBe(other?.querySelector('h2')?.id)
  for (const each of [one, other]) each?.remove()
})

test.each(['change', 'cancel', 'keydown'])('waits while a file is chosen, until %s', async (ends) => {
  const asked = formOf([field('cv', { type: 'file' })], { id: 'cv' })
  const content = built(plainForm(asked, base, '')?.content as PlainNode, 'x-') as HTMLFormElement
  document.body.append(content)
  mindVisitor(content)
  const control = content.querySelector('[type=file]') as HTMLElement
  control.addEventListener('click', (event) => event.preventDefault())
  const aTask = () => new Promise((done) => setTimeout(done))
  control.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
  control.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }))
  control.click()
  await aTask()
  expect(isBusy(content, null)).toBe(true)
  control.dispatchEvent(new Event(ends, { bubbles: true }))
  await aTask()
  expect(isBusy(content, null)).toBe(false)
  content.remove()
})

describe('what is sent while the element is awaited', () => {
  function kept() {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const content = built(plainForm(form, base, '')?.content as PlainNode, 'x-') as HTMLFormElement
    document.body.append(content)
    const posted = vi.spyOn(content, 'submit').mockImplementation(() => {})
    let miss = (_: Error) => {}
    const arrived = new Promise((_, reject) => {
      miss = reject
    })
    keepForElement(content, arrived, 'Sending…')
    onTestFinished(() => {
      vi.useRealTimers()
      content.remove()
    })
    const button = content.querySelector('button') as HTMLButtonElement
    return { content, button, posted, miss: () => miss(new Error('refused')) }
  }

  test('is posted ten seconds after it was sent last, and by nothing else then', () => {
    const { content, button, posted } = kept()
    button.click()
    vi.advanceTimersByTime(9_000)
    content.querySelector('textarea')?.dispatchEvent(new Event('input', { bubbles: true }))
    button.click()
    vi.advanceTimersByTime(9_000)
    expect(posted).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(posted).toHaveBeenCalledOnce()
    expect([button.innerText, isBusy(content, null), EARLY in content.dataset]).toEqual(['Sending…', true, false])
    window.dispatchEvent(new Event('pageshow'))
    expect([button.innerText, isBusy(content, null)]).toEqual(['Send', false])
  })

  test('is posted as soon as the element is known to be missed, and later clicks at once', async () => {
    const { content, button, posted, miss } = kept()
    button.click()
    miss()
    await vi.waitFor(() => expect(posted).toHaveBeenCalledOnce(), 10_000)
    const event = new SubmitEvent('submit', { cancelable: true })
    content.dispatchEvent(event)
    expect(event.defaultPrevented).toBe(false)
  })
})
