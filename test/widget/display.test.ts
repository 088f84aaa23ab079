import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, describe, expect, test } from 'vitest'
import '../../src/widget/index.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import {
  controlOf,
  ENDPOINT,
  errorOf,
  field,
  focused,
  formOf,
  Network,
  one,
  place,
  record,
  type,
  until,
} from '../support/visitor.ts'

const form = formOf([field('name', { required: true, help: 'As you like' })])

let network: Network

afterEach(() => {
  network.restore()
  fixtureCleanup()
  sessionStorage.clear()
  document.adoptedStyleSheets = []
  for (const element of document.querySelectorAll('gatehouse-form, [data-test]')) element.remove()
})

function open(attributes: string, asked = form): Promise<GatehouseForm> {
  network = new Network(asked)
  return place(
    `<gatehouse-form form="contact" endpoint="${ENDPOINT}" ${attributes}><a href="/f">Open</a></gatehouse-form>`,
  )
}

function add(markup: string): HTMLElement {
  const box = document.body.appendChild(document.createElement('div'))
  box.dataset.test = ''
  box.innerHTML = markup
  return box.firstElementChild as HTMLElement
}

describe('a form to be opened', () => {
  const isSeen = (element: GatehouseForm) => element.root.querySelector('form')?.checkVisibility() === true

  test('is not there before, is there while it is open, and keeps what was typed', async () => {
    const element = await open('display="dialog"')
    const events = record(element)
    expect(isSeen(element)).toBe(false)
    element.show()
    await element.updateComplete
    expect(element.open).toBe(true)
    expect(isSeen(element)).toBe(true)
    await type(element, 'name', 'Ana')
    element.close()
    await element.updateComplete
    expect(isSeen(element)).toBe(false)
    element.open = true
    await element.updateComplete
    expect(controlOf(element, 'name').value).toBe('Ana')
    expect(events.map(({ name }) => name).filter((name) => /show|close/.test(name))).toEqual(['show', 'close', 'show'])
  })

  test('says once that it was opened, however often it is asked to', async () => {
    const element = await open('display="dialog"')
    const events = record(element)
    element.show()
    element.show()
    element.setAttribute('open', 'true')
    expect(events.map(({ name }) => name)).toEqual(['show'])
  })

  test('is opened by a click on anything that its trigger selects, whenever that came into the page', async () => {
    const element = await open('display="dialog" trigger=".cta, a[href$=contact]"')
    const link = add('<a href="#contact">Contact <b>us</b></a>')
    const address = location.href
    link.querySelector('b')?.click()
    expect(element.open).toBe(true)
    expect(location.href).toBe(address)
    element.close()
    add('<button class="other">Other</button>').click()
    expect(element.open).toBe(false)
    add('<button class="cta">Talk</button>').click()
    expect(element.open).toBe(true)
  })

  test('is not opened by anything once it has left the page, and is again once it is back', async () => {
    const element = await open('display="dialog" trigger=".cta"')
    const button = add('<button class="cta">Talk</button>')
    element.remove()
    button.click()
    expect(element.open).toBe(false)
    document.body.append(element)
    await element.updateComplete
    button.click()
    expect(element.open).toBe(true)
  })

  test('a trigger may be named, and taken away, later', async () => {
    const element = await open('display="dialog"')
    const button = add('<button class="cta">Talk</button>')
    element.trigger = '.cta'
    button.click()
    expect(element.open).toBe(true)
    element.close()
    element.trigger = null
    button.click()
    expect(element.open).toBe(false)
  })
})

describe('a lazy form', () => {
  test('asks for nothing until it comes near', async () => {
    network = new Network(form)
    const spacer = add('<div style="height: 5000px"></div>')
    const element = document.createElement('gatehouse-form')
    Object.assign(element, { form: 'contact', endpoint: ENDPOINT, loading: 'lazy' })
    spacer.after(element)
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    expect(network.loads).toEqual([])
    element.scrollIntoView()
    await until(() => element.state === 'ready')
    expect(network.loads).toHaveLength(1)
  })

  test('as a dialog, asks when it is opened', async () => {
    network = new Network(form)
    const element = document.createElement('gatehouse-form')
    Object.assign(element, { form: 'contact', endpoint: ENDPOINT, loading: 'lazy', display: 'dialog' })
    document.body.append(element)
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    expect(network.loads).toEqual([])
    element.show()
    await until(() => element.state === 'ready')
  })
})

describe('in the page itself', () => {
  test('it stands where what was inside stood, without a shadow root, and works', async () => {
    const element = await open('shadow="none"')
    expect(element.shadowRoot).toBeNull()
    expect(element.querySelector('a')).toBeNull()
    expect(document.querySelector('gatehouse-form form')?.checkVisibility()).toBe(true)
    await element.submit()
    expect(errorOf(element, 'name')).toBeDefined()
    expect(focused(element)).toBe(one(element, '.summary'))
    one(element, '.summary a').click()
    expect(focused(element)).toBe(controlOf(element, 'name'))
    await type(element, 'name', 'Ana')
    await element.submit()
    expect(element.state).toBe('accepted')
    expect(network.posts[0]?.sent.answers).toEqual({ name: 'Ana' })
  })

  test('two of them share a page: no id twice, every tie to its own', async () => {
    await open('shadow="none"')
    const elements = [await open('shadow="none"'), ...document.querySelectorAll('gatehouse-form')]
    for (const element of new Set(elements)) await element.submit()
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const element of elements) {
      const control = controlOf(element, 'name')
      const ties = `${control.getAttribute('aria-describedby')} ${element.root.querySelector('[role=group]')?.getAttribute('aria-labelledby')}`
      for (const id of ties.split(' ')) expect(element.contains(document.getElementById(id)), id).toBe(true)
      expect(element.contains(control.labels?.[0] ?? null)).toBe(true)
    }
  })

  test('one style sheet serves them all, and is kept when they are moved', async () => {
    const element = await open('shadow="none"')
    await open('shadow="none"')
    const before = document.adoptedStyleSheets.length
    add('<section></section>').append(element)
    await element.updateComplete
    expect(document.adoptedStyleSheets).toHaveLength(before)
    expect(before).toBe(1)
  })

  test('inside another shadow root its styles stand there', async () => {
    network = new Network(form)
    const outer = add('<div></div>').attachShadow({ mode: 'open' })
    outer.innerHTML = `<gatehouse-form form="contact" endpoint="${ENDPOINT}" shadow="none"></gatehouse-form>`
    const element = outer.querySelector('gatehouse-form') as GatehouseForm
    await until(() => element.state === 'ready')
    await element.updateComplete
    expect(controlOf(element, 'name').offsetHeight).toBeGreaterThanOrEqual(44)
    expect(document.adoptedStyleSheets).toEqual([])
  })
})

/** What the style sheets of such pages say of bare elements and types; from their sources. */
const SHEETS: Readonly<Record<string, string>> = {
  'everything unset': '* { all: unset }',
  'Tailwind’s preflight': `*, ::after, ::before { box-sizing: border-box; border: 0 solid; margin: 0; padding: 0 }
    h1, h2, h3 { font-size: inherit; font-weight: inherit } ol, ul, menu { list-style: none } a { color: inherit; text-decoration: inherit }
    button, input, select, textarea { font: inherit; color: inherit; background-color: transparent; border-radius: 0; opacity: 1 }
    [hidden]:where(:not([hidden='until-found'])) { display: none !important }`,
  'Bootstrap’s reboot': `*, ::after, ::before { box-sizing: border-box } label { display: inline-block } button { border-radius: 0 }
    input, button, select, optgroup, textarea { margin: 0; font-family: inherit; font-size: inherit; line-height: inherit }
    textarea { resize: vertical } legend { float: left; width: 100%; font-size: calc(1.275rem + .3vw) } p { margin-bottom: 1rem }
    ul { padding-left: 2rem; margin-bottom: 1rem }`,
  Foundation: `[type='text'], [type='email'], textarea { display: block; box-sizing: border-box; width: 100%; height: 2.4375rem; margin: 0 0 1rem;
      padding: .5rem; border: 1px solid #cacaca; box-shadow: inset 0 1px 2px rgba(10,10,10,.1); font-size: 1rem }
    [type='checkbox'], [type='radio'] { margin: 0 0 1rem } [type='checkbox'] + label { display: inline-block; margin-left: .5rem }
    label { display: block; font-size: .875rem; line-height: 1.8; color: #0a0a0a } form label > input { margin-top: 9px }
    button { padding: 0; appearance: none; border: 0; background: transparent }`,
  'Bulma’s base': `html, body, p, ol, ul, li, h1, h2, h3 { margin: 0; padding: 0 } h1, h2, h3 { font-size: 100%; font-weight: normal } ul { list-style: none }
    button, input, select, textarea { margin: 0 } input[type="checkbox"], input[type="radio"] { vertical-align: baseline }
    p { font-size: 2em } span { font-style: inherit }`,
}

describe.each(Object.entries(SHEETS))('beside %s', (_, sheet) => {
  test.each(['shadow="none"', ''])('the form looks as on an empty page %s', async (attributes) => {
    const asked = formOf([
      field('name', { required: true, help: 'As you like' }),
      field('agree', { type: 'checkbox' }),
      field('size', { type: 'radio', options: [{ value: 'a', label: 'A' }] }),
      field('story', { type: 'textarea' }),
    ])
    const look = async () => {
      const element = await open(attributes, asked)
      await element.submit()
      const shown = [...element.root.querySelectorAll<HTMLElement>('form, form *')].map((each) => {
        const { width, height } = each.getBoundingClientRect()
        const { display, fontWeight, fontSize, color, borderTopWidth, backgroundColor } = getComputedStyle(each)
        return [
          each.localName,
          Math.round(width),
          Math.round(height),
          display,
          fontWeight,
          fontSize,
          color,
          borderTopWidth,
          backgroundColor,
        ].join(' ')
      })
      element.remove()
      return shown
    }
    document.documentElement.style.cssText = 'font: 16px/1.5 Arial'
    const frame = add('<div style="width: 500px"></div>')
    const empty = await look()
    frame.innerHTML = `<style>${sheet}</style>`
    const besides = await look()
    document.documentElement.removeAttribute('style')
    expect(besides.length).toBeGreaterThan(20)
    expect(besides).toEqual(empty)
  })
})
