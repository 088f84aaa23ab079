import { expect as expectPage, fixtureCleanup } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { cdp, page, userEvent } from 'vitest/browser'
import type { PublicForm } from '../../src/contract/form.ts'
import '../../src/widget/index.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import { media } from '../support/media.ts'
import type { Reply } from '../support/visitor.ts'
import {
  accepted,
  buttonOf,
  controlOf,
  field,
  focused,
  formOf,
  held,
  Network,
  one,
  record,
  type,
  until,
} from '../support/visitor.ts'

const form = formOf([field('name', { required: true }), field('story', { type: 'textarea' })])
const stepped = formOf([field('name'), field('story')], { steps: [{ fields: ['name'] }, { fields: ['story'] }] })
const endless = formOf(Array.from({ length: 40 }, (_, index) => field(`field${index}`)))

let network: Network
let opener: HTMLButtonElement
const root = document.documentElement

beforeEach(async () => {
  sessionStorage.clear()
  await page.viewport(1024, 700)
  opener = document.createElement('button')
  opener.textContent = 'Write to us'
  opener.id = 'opener'
  document.body.append(opener)
})

afterEach(async () => {
  network.restore()
  fixtureCleanup()
  for (const each of document.querySelectorAll('gatehouse-form, #opener, .tall')) each.remove()
  await media({})
  vi.restoreAllMocks()
})

/** A page whose button opens the form. */
async function place(of: Reply | PublicForm = form, ...replies: Reply[]): Promise<GatehouseForm> {
  network = new Network(of, ...(replies.length ? replies : [accepted]))
  const element = document.createElement('gatehouse-form')
  element.setAttribute('endpoint', 'https://proxy.example')
  element.setAttribute('display', 'dialog')
  element.setAttribute('trigger', '#opener')
  element.form = 'contact'
  document.body.append(element)
  return element
}

async function opened(of: Reply | PublicForm = form, ...replies: Reply[]): Promise<GatehouseForm> {
  const element = await place(of, ...replies)
  await until(() => element.state === 'ready')
  await userEvent.click(opener)
  await until(() => isOpen(element))
  return element
}

const dialogOf = (element: GatehouseForm) => one<HTMLDialogElement>(element, 'dialog')
const isOpen = (element: GatehouseForm) => element.root.querySelector('dialog:modal') !== null
const box = (element: Element) => element.getBoundingClientRect()
/** Presses and lets go of the mouse, at two places of the page as it is seen. */
async function drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const frame = window.frameElement?.getBoundingClientRect()
  for (const [kind, [x, y]] of [
    ['mousePressed', from],
    ['mouseMoved', to],
    ['mouseReleased', to],
  ] as const) {
    const at = { x: x + (frame?.left ?? 0), y: y + (frame?.top ?? 0) }
    await cdp().send('Input.dispatchMouseEvent', { type: kind, ...at, button: 'left', clickCount: 1 })
  }
}

describe('opening', () => {
  test('by its trigger puts the form over the page, and the focus into its first control', async () => {
    const element = await opened()
    expect(focused(element)).toBe(controlOf(element, 'name'))
    expect(dialogOf(element).getAttribute('aria-label')).toBe('Talk to us')
  })

  test('with steps leads to the heading of the step', async () => {
    const element = await opened(stepped)
    expect(focused(element)).toBe(one(element, '.progress [tabindex]'))
  })

  test('by a double click leaves it open', async () => {
    const element = await place()
    await until(() => element.state === 'ready')
    await userEvent.dblClick(opener)
    await until(() => isOpen(element))
    await new Promise((done) => setTimeout(done))
    expect([isOpen(element), element.open]).toEqual([true, true])
  })

  test('at once loses nothing of what was typed before a reload', async () => {
    const element = await opened()
    await type(element, 'name', 'Ana')
    element.remove()
    network.restore()
    const again = await place()
    again.show()
    await until(() => isOpen(again))
    await again.updateComplete
    expect([again.answers.name, controlOf(again, 'name').value]).toEqual(['Ana', 'Ana'])
    expect(focused(again)).toBe(controlOf(again, 'name'))
  })

  test('puts nothing over the page before the form is there, and never what failed to load', async () => {
    const { reply, release } = held()
    const element = await place(reply)
    element.show()
    await element.updateComplete
    expect([element.root.querySelector('dialog'), root.style.overflow]).toEqual([null, ''])
    release({ status: 200, body: form })
    await until(() => isOpen(element))
    expect(root.style.overflow).toBe('hidden')
  })

  test('is done and undone by methods and attribute alike, and told each time', async () => {
    const element = await place()
    const events = record(element)
    await until(() => element.state === 'ready')
    element.show()
    await until(() => isOpen(element))
    element.removeAttribute('open')
    await until(() => !isOpen(element))
    element.setAttribute('open', '')
    await until(() => isOpen(element))
    element.close()
    await until(() => !isOpen(element))
    const told = events.map(({ name }) => name).filter((name) => /show|close/.test(name))
    expect(told).toEqual(['show', 'close', 'show', 'close'])
  })
})

describe('closing', () => {
  const ways: Record<string, (element: GatehouseForm) => Promise<unknown>> = {
    'the close button': (element) => userEvent.click(one(element, '[part="close"]')),
    Escape: () => userEvent.keyboard('{Escape}'),
    'a click beside it': () => drag([5, 5], [5, 5]),
  }

  test.each(Object.entries(ways))('by %s keeps what was typed and gives the focus back', async (_, close) => {
    const element = await opened()
    const events = record(element)
    await type(element, 'name', 'Ana')
    await close(element)
    await until(() => !isOpen(element))
    expect(element.open).toBe(false)
    expect(events.filter(({ name }) => name === 'close').length).toBe(1)
    expect(document.activeElement).toBe(opener)
    await userEvent.click(opener)
    await until(() => isOpen(element))
    expect(controlOf(element, 'name').value).toBe('Ana')
  })

  test('by the browser, whose word of it comes later, leaves a trigger that opens it at once', async () => {
    const element = await opened()
    const events = record(element)
    dialogOf(element).close()
    opener.click()
    await until(() => isOpen(element))
    await new Promise((done) => setTimeout(done))
    expect([isOpen(element), element.open]).toEqual([true, true])
    expect(events.map(({ name }) => name).filter((name) => /show|close/.test(name))).toEqual(['close', 'show'])
    expect(focused(element)).toBe(controlOf(element, 'name'))
  })

  test('does not come of a selection that ends beside it, nor of a click inside', async () => {
    const element = await opened()
    const { left, top } = box(controlOf(element, 'name'))
    await drag([left + 5, top + 5], [5, 5])
    await userEvent.click(one(element, '[part="title"]'))
    await element.updateComplete
    expect(isOpen(element)).toBe(true)
  })

  test('is the visitor’s: a form that was sent says so in the same place', async () => {
    const element = await opened()
    await type(element, 'name', 'Ana')
    await userEvent.click(buttonOf(element))
    await until(() => element.state === 'accepted')
    await element.updateComplete
    expect(isOpen(element)).toBe(true)
    expect(focused(element)?.tagName).toBe('H2')
  })
})

describe('the page below', () => {
  const lines = () => {
    const tall = document.createElement('div')
    tall.className = 'tall'
    tall.style.height = '3000px'
    document.body.append(tall)
    return tall
  }

  test('stands still and moves neither when it opens nor when it closes', async () => {
    const tall = lines()
    const element = await place()
    await until(() => element.state === 'ready')
    scrollTo(0, 40)
    const before = [box(tall).left, box(tall).width, box(tall).top]
    element.show()
    await until(() => isOpen(element))
    expect([box(tall).left, box(tall).width, box(tall).top]).toEqual(before)
    expect(getComputedStyle(root).overflow).toBe('hidden')
    element.close()
    await until(() => !isOpen(element))
    expect([box(tall).left, box(tall).width, box(tall).top]).toEqual(before)
    expect(getComputedStyle(root).overflow).toBe('visible')
    scrollTo(0, 0)
  })

  test('keeps the room of a scrollbar that takes any', async () => {
    const element = await place()
    await until(() => element.state === 'ready')
    // This browser hides its bars.
    vi.spyOn(window, 'innerWidth', 'get').mockReturnValue(root.clientWidth + 15)
    element.show()
    await until(() => isOpen(element))
    expect(root.style.scrollbarGutter).toBe('stable')
    element.close()
    await until(() => !isOpen(element))
    expect(root.style.scrollbarGutter).toBe('')
  })

  test('gets back the styles that it had, however many dialogs there were', async () => {
    root.style.overflow = 'clip'
    const first = await opened()
    const second = document.createElement('gatehouse-form')
    second.setAttribute('display', 'dialog')
    second.setAttribute('open', '')
    second.preloaded = { ...form, id: 'other' }
    document.body.append(second)
    await until(() => isOpen(second))
    first.close()
    await until(() => !isOpen(first))
    expect(root.style.overflow).toBe('hidden')
    second.close()
    await until(() => !isOpen(second))
    expect(root.style.overflow).toBe('clip')
    root.style.overflow = ''
  })

  test('is let go when the element is taken away, and held again when it comes back', async () => {
    const element = await opened()
    const events = record(element)
    element.remove()
    expect(root.style.overflow).toBe('')
    document.body.append(element)
    await until(() => isOpen(element))
    expect([root.style.overflow, element.open]).toEqual(['hidden', true])
    expect(events).toEqual([])
  })

  test('is given back when the page shows the form without its dialog, and held again when it has one again', async () => {
    const element = await opened()
    await type(element, 'name', 'Ana')
    element.removeAttribute('display')
    await element.updateComplete
    expect([element.root.querySelector('dialog'), root.style.overflow]).toEqual([null, ''])
    expect(controlOf(element, 'name').value).toBe('Ana')
    element.setAttribute('display', 'dialog')
    await until(() => isOpen(element))
    expect([root.style.overflow, element.open, controlOf(element, 'name').value]).toEqual(['hidden', true, 'Ana'])
    element.close()
    await until(() => !isOpen(element))
    expect(root.style.overflow).toBe('')
  })

  test('cannot be reached with the keyboard', async () => {
    const element = await opened()
    for (let count = 0; count < 8; count++) {
      await userEvent.tab()
      expect([document.body, element]).toContain(document.activeElement)
    }
    expect(document.activeElement).not.toBe(opener)
  })
})

describe('its looks', () => {
  test('at most 36em wide, within the window, with a scroll of its own', async () => {
    const element = await opened(endless)
    const dialog = dialogOf(element)
    expect(box(dialog).width).toBe(576)
    expect(box(dialog).height).toBeLessThanOrEqual(innerHeight)
    expect(dialog.scrollHeight).toBeGreaterThan(dialog.clientHeight)
  })

  test('the close button is 44 px and stays while the form scrolls', async () => {
    const element = await opened(endless)
    const close = one(element, '[part="close"]')
    expect([box(close).width, box(close).height].map(Math.round)).toEqual([44, 44])
    dialogOf(element).scrollTop = 1000
    expect(box(close).top).toBeGreaterThanOrEqual(box(dialogOf(element)).top)
    expect(box(close).bottom).toBeLessThan(box(dialogOf(element)).top + 80)
  })

  test('the close button is not laid over the title', async () => {
    const element = await opened({ ...form, title: 'A title so long that it has to be broken into lines '.repeat(3) })
    const words = document.createRange()
    words.selectNodeContents(one(element, '[part="title"]'))
    const { left, bottom } = box(one(element, '[part="close"]'))
    const below = [...words.getClientRects()].filter((line) => line.top < bottom && line.right > left)
    expect(below).toEqual([])
  })

  test('on a telephone it is a sheet at the bottom, as wide as the window', async () => {
    await page.viewport(360, 640)
    const element = await opened()
    await until(() => box(dialogOf(element)).bottom === innerHeight)
    expect(box(dialogOf(element)).width).toBe(root.clientWidth)
    expect(box(dialogOf(element)).top).toBeGreaterThan(0)
  })

  test('its thanks begin where the form began, however high it was, and its reference is one line', async () => {
    const element = await opened(endless)
    await type(element, 'field0', 'Ana')
    await element.submit()
    const success = one(element, '.success')
    expect(box(success).height).toBeGreaterThan(2000)
    const mark = Number.parseFloat(getComputedStyle(success, '::before').height)
    expect(box(one(element, '.success h2')).top - box(success).top).toBeLessThan(5 * mark)
    one(element, '.success p').style.width = '5em'
    expect(one(element, '[part=reference]').getClientRects()).toHaveLength(1)
  })

  test.each([
    ['as it is', {}],
    ['on a dark page', { 'prefers-color-scheme': 'dark' }],
    ['in forced colours', { 'forced-colors': 'active' }],
  ] as const)('axe finds nothing %s', async (_, features) => {
    await media(features)
    const element = await opened()
    for (const animation of (element.root as ShadowRoot).getAnimations()) animation.finish()
    await expectPage(element).to.be.accessible()
  })

  test('axe finds nothing with what is wrong pointed out', async () => {
    const element = await opened()
    await userEvent.click(buttonOf(element))
    await until(() => focused(element)?.className === 'summary')
    for (const animation of (element.root as ShadowRoot).getAnimations()) animation.finish()
    await expectPage(element).to.be.accessible()
  })

  test('in the page itself, without a shadow, it is the same dialog', async () => {
    network = new Network(form)
    const element = document.createElement('gatehouse-form')
    element.setAttribute('shadow', 'none')
    element.setAttribute('display', 'dialog')
    element.setAttribute('open', '')
    element.preloaded = form
    document.body.append(element)
    await until(() => isOpen(element))
    const close = one(element, '[part="close"]')
    expect([box(close).width, box(close).height].map(Math.round)).toEqual([44, 44])
    expect(getComputedStyle(dialogOf(element)).padding).toBe('0px')
    expect(document.activeElement).toBe(controlOf(element, 'name'))
  })
})
