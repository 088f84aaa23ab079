import { expect as expectPage, fixtureCleanup } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { PublicForm } from '../../src/contract/form.ts'
import { ptBR } from '../../src/contract/strings/pt-BR.ts'
import '../../src/widget/index.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import { media } from '../support/media.ts'
import type { Reply } from '../support/visitor.ts'
import {
  buttonOf,
  comeBack,
  controlOf,
  field,
  focused,
  formOf,
  Network,
  one,
  problem,
  record,
  type,
  until,
  visit,
  wordsOf,
} from '../support/visitor.ts'

const YES_NO = ['yes', 'no'].map((value) => ({ value, label: value }))

const form = formOf(
  [
    field('name', { required: true }),
    field('company', { type: 'radio', options: YES_NO }),
    field('size', { when: { field: 'company', equals: 'yes' }, required: true }),
    field('message', { type: 'textarea', required: true }),
  ],
  {
    id: 'stepped',
    steps: [
      { title: 'You', fields: ['name', 'company'] },
      { title: 'Your company', fields: ['size'] },
      { fields: ['message'] },
    ],
    consent: { text: 'You may write to me', required: true },
  },
)

const networks: Network[] = []
/** Listens to the history since the page began. */
const router = vi.fn()
let length: number

async function open(of: PublicForm = form, ...replies: Reply[]) {
  const opened = await visit(of, ...replies)
  networks.push(opened.network)
  return opened
}

const heading = (element: GatehouseForm) => one(element, '.progress [tabindex]')
const progress = (element: GatehouseForm) => wordsOf(heading(element))
const backOf = (element: GatehouseForm) => element.root.querySelector<HTMLElement>('[part~="back"]')
const fields = (element: GatehouseForm) =>
  [...element.root.querySelectorAll('[part~="field"]')].map((each) => /field-(\w+)/.exec(each.part.value)?.[1])
const summary = (element: GatehouseForm) => element.root.querySelector('.summary')

/** Does something, and waits until the form says that it is on another step. */
async function turn(element: GatehouseForm, act: () => unknown): Promise<void> {
  const turned = new Promise((done) => element.addEventListener('gatehouse-step', done, { once: true }))
  await act()
  await turned
  await element.updateComplete
}

const goOn = (element: GatehouseForm) => turn(element, () => userEvent.click(buttonOf(element)))
const walkBack = (element: GatehouseForm) => turn(element, () => history.back())

const trailLength = () => history.state.gatehouse.length

/** The browser's history moved; the page may never hear of it. */
async function walked(act: () => void): Promise<void> {
  const moved = new Promise((done) => {
    ;(globalThis as unknown as { navigation: EventTarget }).navigation.addEventListener(
      'currententrychange',
      () => setTimeout(done),
      { once: true },
    )
  })
  act()
  await moved
}

async function onStep(step: number, of = form) {
  const opened = await open(of)
  await type(opened.element, 'name', 'Ana')
  if (step === 2) await type(opened.element, 'company', 'yes')
  for (let at = 1; at < step; at++) {
    await goOn(opened.element)
    if (at === 1 && step === 3) break
  }
  return opened
}

beforeEach(() => {
  addEventListener('popstate', router)
  history.pushState({ page: 'before' }, '')
  history.pushState({ page: 'own' }, '')
  length = history.length
})

afterEach(async () => {
  // What a form asked of the history may still be on its way.
  await new Promise((done) => setTimeout(done, 50))
  removeEventListener('popstate', router)
  router.mockReset()
  await media({})
  for (const network of networks.splice(0)) network.restore()
  fixtureCleanup()
  vi.restoreAllMocks()
})

describe('one step at a time', () => {
  test('says where the visitor is, and asks what stands on that step', async () => {
    const { element } = await open()
    expect(progress(element)).toBe('1 of 2: You')
    expect(fields(element)).toEqual(['name', 'company'])
    expect(wordsOf(buttonOf(element))).toBe('Next')
    expect(backOf(element)).toBeNull()
    await type(element, 'name', 'Ana')
    await goOn(element)
    expect(progress(element)).toBe('2 of 2')
    expect(fields(element)).toEqual(['message', 'consent'])
    expect(wordsOf(buttonOf(element))).toBe('Send')
  })

  test('in the words of the language', async () => {
    const { element } = await open({ ...form, locale: 'pt-BR', strings: ptBR })
    expect(progress(element)).toBe('1 de 2: You')
    expect(wordsOf(buttonOf(element))).toBe('Continuar')
  })

  test('a step is counted once a condition shows something on it, and passed over before', async () => {
    const { element } = await open()
    await type(element, 'name', 'Ana')
    await type(element, 'company', 'yes')
    expect(progress(element)).toBe('1 of 3: You')
    await goOn(element)
    expect(progress(element)).toBe('2 of 3: Your company')
    await turn(element, () => userEvent.click(backOf(element) as Element))
    await type(element, 'company', 'no')
    expect(progress(element)).toBe('1 of 2: You')
    await goOn(element)
    expect(progress(element)).toBe('2 of 2')
    expect(fields(element)).toEqual(['message', 'consent'])
  })

  test('a step of nothing but hidden fields is none', async () => {
    const { element } = await open(
      formOf([field('a'), field('b', { type: 'hidden' }), field('c')], {
        steps: [{ fields: ['a'] }, { fields: ['b'] }, { fields: ['c'] }],
      }),
    )
    expect(progress(element)).toBe('1 of 2')
    await goOn(element)
    expect(fields(element)).toEqual(['c'])
  })

  test('is left only when its own answers are good; those of later steps are not asked for', async () => {
    const { element, network } = await open()
    await userEvent.click(buttonOf(element))
    await until(() => summary(element) !== null)
    expect(progress(element)).toBe('1 of 2: You')
    expect(element.root.querySelectorAll('.summary li').length).toBe(1)
    expect(focused(element)).toBe(summary(element))
    expect(network.posts).toEqual([])
    await type(element, 'name', 'Ana')
    await goOn(element)
    expect(summary(element)).toBeNull()
  })

  test('the keyboard of a telephone says of Enter what it does: next, and on the last one send', async () => {
    const { element } = await open(formOf([field('a'), field('b')], { steps: [{ fields: ['a'] }, { fields: ['b'] }] }))
    expect(controlOf(element, 'a').enterKeyHint).toBe('next')
    await goOn(element)
    expect(controlOf(element, 'b').enterKeyHint).toBe('send')
    await turn(element, () => userEvent.click(backOf(element) as Element))
    expect(controlOf(element, 'a').enterKeyHint).toBe('next')
  })

  test('a double click goes on once', async () => {
    const { element } = await open(formOf(form.fields, { id: 'stepped', steps: form.steps ?? [] }))
    await type(element, 'name', 'Ana')
    await type(element, 'company', 'yes')
    const told = vi.fn()
    element.addEventListener('gatehouse-step', told)
    const click = (detail: number) =>
      buttonOf(element).dispatchEvent(new MouseEvent('click', { detail, bubbles: true, cancelable: true }))
    click(1)
    await until(() => told.mock.calls.length > 0)
    await element.updateComplete
    click(2)
    await new Promise((done) => setTimeout(done))
    await element.updateComplete
    expect(progress(element)).toBe('2 of 3: Your company')
    expect(summary(element)).toBeNull()
  })

  test('Enter goes on, and sends from the last one only', async () => {
    const { element, network } = await open(
      formOf([field('a'), field('b')], { steps: [{ fields: ['a'] }, { fields: ['b'] }] }),
    )
    controlOf(element, 'a').focus()
    await turn(element, () => userEvent.keyboard('one{Enter}'))
    expect(network.posts).toEqual([])
    controlOf(element, 'b').focus()
    await userEvent.keyboard('two{Enter}')
    await until(() => element.state === 'accepted')
    expect(network.posts.map(({ sent }) => sent.answers)).toEqual([{ a: 'one', b: 'two' }])
  })

  test('what was given on another step stays, and goes with the rest', async () => {
    const { element, network } = await onStep(3)
    await turn(element, () => userEvent.click(backOf(element) as Element))
    expect(controlOf(element, 'name').value).toBe('Ana')
    await goOn(element)
    await type(element, 'message', 'Hello')
    await type(element, 'consent', 'on').catch(() => type(element, 'consent', 'on'))
    await element.submit()
    expect(network.posts[0]?.sent.answers).toEqual({ name: 'Ana', message: 'Hello' })
  })

  test('says so in an event, by place among those that are shown', async () => {
    const { element } = await open()
    const events = record(element)
    await type(element, 'name', 'Ana')
    await goOn(element)
    await walkBack(element)
    expect(events.filter(({ name }) => name === 'step').map(({ says }) => says)).toEqual([
      { step: 2, steps: 2 },
      { step: 1, steps: 2 },
    ])
  })

  test('the way back stays a word where the button beside it is long', async () => {
    const { element } = await onStep(2, { ...form, submit: 'Please send me my free offer' })
    await type(element, 'size', '12')
    await goOn(element)
    const heightAt = (width: string) => {
      element.style.cssText = `display: block; width: ${width}`
      return backOf(element)?.querySelector('span')?.offsetHeight
    }
    expect(heightAt('260px')).toBe(heightAt('600px'))
  })

  test('a reset begins at the first', async () => {
    const { element } = await onStep(3)
    await turn(element, () => element.reset())
    expect(progress(element)).toBe('1 of 2: You')
  })
})

describe('the focus', () => {
  test('goes to the heading of the step, forwards, backwards and in the history', async () => {
    const { element } = await onStep(2)
    expect(focused(element)).toBe(heading(element))
    await turn(element, () => userEvent.click(backOf(element) as Element))
    expect(focused(element)).toBe(heading(element))
    await goOn(element)
    await walkBack(element)
    expect(focused(element)).toBe(heading(element))
    expect(progress(element)).toBe('1 of 3: You')
  })

  test('stays where the page has it as long as the visitor goes nowhere', async () => {
    const { element } = await open()
    expect(focused(element)).toBeNull()
  })

  test('goes to the summary, on the step of what is wrong, when the proxy finds something', async () => {
    const issues = [{ field: 'name', code: 'too-long', maxLength: 3 }]
    const { element } = await open(
      formOf([field('name'), field('b')], { steps: [{ fields: ['name'] }, { fields: ['b'] }] }),
      problem(422, 'invalid-answers', { issues }),
    )
    await type(element, 'name', 'Ana')
    await goOn(element)
    await turn(element, () => userEvent.click(buttonOf(element)))
    await until(() => focused(element) === summary(element))
    expect(fields(element)).toEqual(['name'])
  })
})

describe('the history', () => {
  test('takes one entry a step, with the page’s own state and address', async () => {
    const address = location.href
    await onStep(2)
    expect(history.length).toBe(length + 1)
    expect(history.state).toMatchObject({ page: 'own' })
    expect(location.href).toBe(address)
  })

  test('back goes a step back and forward on again, and the page finds its own state at each', async () => {
    const { element } = await onStep(2)
    const { pathname } = location
    await walkBack(element)
    expect(progress(element)).toBe('1 of 3: You')
    expect(history.state).toMatchObject({ page: 'own' })
    await turn(element, () => history.forward())
    expect(progress(element)).toBe('2 of 3: Your company')
    expect(router.mock.calls.map(([{ state }]) => state.page)).toEqual(['own', 'own'])
    expect(location.pathname).toBe(pathname)
  })

  test('the form’s own way back is the same one: no entry is left over', async () => {
    const { element } = await onStep(2)
    await walked(() => backOf(element)?.click())
    expect(progress(element)).toBe('1 of 3: You')
    await goOn(element)
    expect(history.length).toBe(length + 1)
    await walked(() => backOf(element)?.click())
    expect(history.state).toEqual({ page: 'own', gatehouse: [{ 'stepped 1': 0 }] })
    // The next one is the page's.
    await walked(() => history.back())
    expect(history.state).toEqual({ page: 'before' })
  })

  test('a form that was sent leaves none of its entries between the visitor and the page before', async () => {
    const two = formOf([field('name'), field('message')], {
      id: 'stepped',
      steps: [{ fields: ['name'] }, { fields: ['message'] }],
    })
    const { element } = await onStep(1, two)
    await goOn(element)
    await type(element, 'message', 'Hi')
    await element.submit()
    expect(element.state).toBe('accepted')
    // The thanks stay where they are seen: to go back brings the scroll of an earlier step.
    expect(trailLength()).toBe(2)
    history.back()
    await until(() => history.state.page === 'before')
  })

  test('a page that goes on by itself once it is sent stays where it goes', async () => {
    const { element } = await onStep(2)
    await type(element, 'size', '12')
    await goOn(element)
    await type(element, 'message', 'Hi')
    await type(element, 'consent', 'on')
    element.addEventListener('gatehouse-accepted', () => history.pushState({ page: 'thanks' }, ''))
    await element.submit()
    expect(element.state).toBe('accepted')
    await new Promise((done) => setTimeout(done, 100))
    expect(history.state).toEqual({ page: 'thanks' })
  })

  test('what a form that is gone asked of it is no other form’s', async () => {
    const { element } = await onStep(2)
    await walked(() => {
      backOf(element)?.click()
      element.remove()
    })
    const { element: other } = await open(formOf(form.fields, { id: 'other', steps: form.steps ?? [] }))
    await type(other, 'name', 'Ana')
    await goOn(other)
    await walkBack(other)
    expect(progress(other)).toContain('You')
  })

  test('leads to the step of what is wrong, though it was never on the way', async () => {
    const branching = formOf(
      [
        field('kind', { type: 'radio', options: YES_NO }),
        field('other', { when: { field: 'kind', equals: 'no' }, required: true }),
        field('detail'),
        field('end'),
      ],
      { id: 'stepped', steps: ['kind', 'other', 'detail', 'end'].map((name) => ({ title: name, fields: [name] })) },
    )
    const { element } = await open(branching)
    await type(element, 'kind', 'yes')
    await goOn(element)
    await goOn(element)
    await walkBack(element)
    await walkBack(element)
    await type(element, 'kind', 'no')
    await walked(() => history.go(2))
    await element.updateComplete
    expect(fields(element)).toEqual(['end'])
    await walked(() => element.submit())
    await element.updateComplete
    expect(fields(element)).toEqual(['other'])
  })

  test('forward goes to no step that was never reached', async () => {
    const { element } = await onStep(2)
    await walked(() => history.back())
    await element.updateComplete
    element.reset()
    await walked(() => history.forward())
    await element.updateComplete
    expect(progress(element)).toBe('1 of 2: You')
  })

  test('what the page adds meanwhile is none of the form’s', async () => {
    const { element } = await onStep(2)
    history.pushState({ page: 'other' }, '')
    await userEvent.click(backOf(element) as Element)
    await until(() => progress(element) === '1 of 3: You')
    expect(history.state).toEqual({ page: 'other' })
    await walked(() => history.back())
    expect(history.state).toMatchObject({ page: 'own' })
    await element.updateComplete
    expect(progress(element)).toBe('2 of 3: Your company')
  })

  test('a form that the page draws anew comes up on the step where the visitor is in the history', async () => {
    const { element: before } = await onStep(3)
    await type(before, 'message', 'Hello')
    await walked(() => history.back())
    fixtureCleanup()
    const { element, network } = await comeBack(form)
    networks.push(network)
    expect(progress(element)).toBe('1 of 2: You')
    await turn(element, () => history.forward())
    expect(progress(element)).toBe('2 of 2')
  })

  test('a state that nothing can be added to is left alone, and the steps go on without', async () => {
    history.replaceState('text', '')
    const { element } = await onStep(2)
    expect(history.state).toBe('text')
    expect(history.length).toBe(length)
    await turn(element, () => userEvent.click(backOf(element) as Element))
    expect(progress(element)).toBe('1 of 3: You')
  })

  test('a browser that allows no more entries does not stop the steps', async () => {
    vi.spyOn(history, 'pushState').mockImplementation(() => {
      throw new DOMException('too often', 'SecurityError')
    })
    const { element } = await onStep(2)
    expect(progress(element)).toBe('2 of 3: Your company')
    await turn(element, () => userEvent.click(backOf(element) as Element))
    expect(progress(element)).toBe('1 of 3: You')
  })

  test('two forms on a page each go their own way', async () => {
    const one = await onStep(2)
    const other = document.createElement('gatehouse-form')
    other.preloaded = formOf([field('a'), field('b')], { id: 'other', steps: [{ fields: ['a'] }, { fields: ['b'] }] })
    document.body.append(other)
    try {
      await until(() => other.state === 'ready')
      await goOn(other)
      await walkBack(other)
      expect([progress(other), progress(one.element)]).toEqual(['1 of 2', '2 of 3: Your company'])
      await walkBack(one.element)
      expect([progress(other), progress(one.element)]).toEqual(['1 of 2', '1 of 3: You'])
    } finally {
      other.remove()
    }
  })

  test('nothing listens any more once the form is gone, and again when it is back', async () => {
    const added = vi.spyOn(window, 'addEventListener')
    const removed = vi.spyOn(window, 'removeEventListener')
    const listening = () => {
      const count = (calls: readonly unknown[][]) => calls.filter(([name]) => name === 'popstate').length
      return count(added.mock.calls) - count(removed.mock.calls)
    }
    const { element } = await open()
    const parent = element.parentElement
    expect(listening()).toBe(1)
    element.remove()
    expect(listening()).toBe(0)
    parent?.append(element)
    await element.updateComplete
    expect(listening()).toBe(1)
  })

  test('a form that is moved stays on its step', async () => {
    const { element } = await onStep(2)
    const box = document.body.appendChild(document.createElement('div'))
    box.append(element)
    await element.updateComplete
    expect(progress(element)).toBe('2 of 3: Your company')
    await walkBack(element)
    expect(progress(element)).toBe('1 of 3: You')
    box.remove()
  })

  test('a reload comes back to the step, and back goes on from there', async () => {
    const { element: before } = await onStep(2)
    await type(before, 'size', '12')
    fixtureCleanup()
    const { element, network } = await comeBack(form)
    networks.push(network)
    expect(progress(element)).toBe('2 of 3: Your company')
    await walkBack(element)
    expect(progress(element)).toBe('1 of 3: You')
  })
})

describe('a step comes in', () => {
  const animated = (element: GatehouseForm) => (element.root as ShadowRoot).getAnimations()
  const from = (animations: Animation[]) =>
    animations.map(({ effect }) => (effect as KeyframeEffect).getKeyframes()[0]?.translate)[0]

  test('from where it was: the end of the line, and the beginning on the way back', async () => {
    const { element } = await onStep(2)
    expect(from(animated(element))).toBe('8px')
    for (const animation of animated(element)) animation.finish()
    await turn(element, () => backOf(element)?.click())
    expect(from(animated(element))).toBe('-8px')
  })

  test('the other way round where lines begin on the right', async () => {
    const { element } = await onStep(2, { ...form, dir: 'rtl' })
    expect(from(animated(element))).toBe('-8px')
  })

  test('at once for those who asked for less motion', async () => {
    await media({ 'prefers-reduced-motion': 'reduce' })
    const { element } = await onStep(2)
    expect(animated(element)).toEqual([])
  })
})

describe('for everybody', () => {
  test.each([
    ['the first step', {}, 1],
    ['the second step', {}, 2],
    ['the last step', {}, 3],
    ['a dark page', { 'prefers-color-scheme': 'dark' }, 2],
    ['forced colours', { 'forced-colors': 'active' }, 2],
  ] as const)('axe finds nothing: %s', async (_, features, step) => {
    await media(features)
    const { element } = await onStep(step)
    await userEvent.hover(heading(element))
    for (const animation of (element.root as ShadowRoot).getAnimations()) animation.finish()
    await expectPage(element).to.be.accessible()
  })

  test.each([320, 1280])('at %s px back stands at the start and next at the end of one line', async (width) => {
    const { element } = await onStep(2)
    element.style.cssText = `display: block; width: ${width - 32}px`
    const [back, next] = [backOf(element), buttonOf(element)].map((each) => each?.getBoundingClientRect())
    const box = one(element, 'form').getBoundingClientRect()
    expect(back?.top).toBe(next?.top)
    expect(next?.right).toBeCloseTo(box.right, 0)
    expect(back?.left).toBeLessThanOrEqual(box.left)
    expect(Math.min(back?.height ?? 0, next?.height ?? 0)).toBeGreaterThanOrEqual(24)
  })

  test('the element’s own rules still hold in the page itself', async () => {
    sessionStorage.clear()
    networks.push(new Network(form))
    const element = document.createElement('gatehouse-form')
    element.setAttribute('shadow', 'none')
    element.setAttribute('endpoint', 'https://proxy.example')
    element.form = form.id
    document.body.append(element)
    await until(() => element.state === 'ready')
    await element.updateComplete
    const style = getComputedStyle(controlOf(element, 'name'))
    expect([style.boxSizing, style.width]).toEqual(['border-box', getComputedStyle(one(element, 'form')).width])
    await type(element, 'name', 'Ana')
    await goOn(element)
    expect(getComputedStyle(one(element, 'h2')).margin).toBe('0px')
    expect(getComputedStyle(backOf(element) as Element).backgroundColor).toMatch(/, 0\)$/)
    element.remove()
  })
})
