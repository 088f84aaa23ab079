import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { en } from '../../src/contract/strings/en.ts'
import type { Parcel } from '../../src/widget/client.ts'
import { send } from '../../src/widget/client.ts'
import { json } from '../../src/widget/json.ts'
import '../../src/widget/index.ts'
import type { Reply } from '../support/visitor.ts'
import {
  accepted,
  buttonOf,
  controlOf,
  ENDPOINT,
  field,
  formOf,
  held,
  Network,
  one,
  problem,
  record,
  type,
  until,
  visit,
  wordsOf,
} from '../support/visitor.ts'

const options = ['a', 'b'].map((value) => ({ value, label: value.toUpperCase() }))
const form = formOf([field('name'), field('topics', { type: 'checkboxes', options })])
const allDown: readonly Reply[] = Array.from({ length: 14 }, () => 'down')

let network: Network

async function visitAndFill(...replies: Reply[]) {
  const opened = await visit(form, ...replies)
  network = opened.network
  await type(opened.element, 'name', 'Ana')
  return opened.element
}

/** Sends until it waits for its third try, which by itself would come in weeks. */
async function waitingAfter(...replies: Reply[]) {
  const element = await visitAndFill(...replies)
  vi.mocked(Math.random).mockReturnValueOnce(0).mockReturnValue(1e6)
  void element.submit()
  await until(() => element.state === 'waiting')
  await element.updateComplete
  return element
}

const statusOf = (element: Awaited<ReturnType<typeof visitAndFill>>) => wordsOf(one(element, '[role="status"]'))
const bodies = () => new Set(network.posts.map(({ text }) => text)).size

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  network.restore()
  fixtureCleanup()
  vi.restoreAllMocks()
})

describe('while the proxy cannot be reached', () => {
  test('the page says so, keeps what was typed, and says nothing of a mere hiccup', async () => {
    const element = await waitingAfter('down', 'down', accepted)
    expect(statusOf(element)).toBe(en.waiting)
    expect(controlOf(element, 'name').value).toBe('Ana')
    expect(network.posts).toHaveLength(2)

    vi.mocked(Math.random).mockReturnValue(0)
    const states = new Set<string>()
    const hiccup = await visitAndFill('down', accepted)
    const watch = setInterval(() => states.add(hiccup.state), 0)
    await hiccup.submit()
    clearInterval(watch)
    expect(hiccup.state).toBe('accepted')
    expect(states).not.toContain('waiting')
  })

  test.each([
    ['the connection is back', () => window.dispatchEvent(new Event('online'))],
    ['the visitor is back', () => document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))],
    ['the page is back from its cache', () => window.dispatchEvent(new PageTransitionEvent('pageshow'))],
  ])('it is tried at once when %s', async (_, happen) => {
    const element = await waitingAfter('down', 'down', accepted)
    happen()
    await until(() => element.state === 'accepted')
    expect(network.posts).toHaveLength(3)
    expect(bodies()).toBe(1)
  })

  test('a click tries at once, and is no second submission', async () => {
    const element = await waitingAfter('down', 'down', accepted)
    expect(wordsOf(buttonOf(element))).toBe(en.retry)
    buttonOf(element).click()
    await until(() => element.state === 'accepted')
    expect(network.posts).toHaveLength(3)
    expect(bodies()).toBe(1)
  })

  test('an edit takes it back: nothing is sent that the visitor is not done with', async () => {
    const element = await waitingAfter('down', 'down', accepted)
    await type(element, 'name', 'Ana So')
    expect(element.state).toBe('failed')
    expect(statusOf(element)).toBe(en.notSent)
    window.dispatchEvent(new Event('online'))
    expect(network.posts).toHaveLength(2)
    await type(element, 'name', 'Ana Souza')
    await element.submit()
    expect(element.state).toBe('accepted')
    const [first, , last] = network.posts
    expect(last?.sent).toMatchObject({ id: first?.sent.id, answers: { name: 'Ana Souza' } })
  })

  test('starting over ends it', async () => {
    const element = await waitingAfter('down', 'down', accepted)
    element.reset()
    window.dispatchEvent(new Event('online'))
    await element.updateComplete
    expect(element.state).toBe('ready')
    expect(controlOf(element, 'name').value).toBe('')
    expect(network.posts).toHaveLength(2)
  })

  test('after all tries it goes on by itself when the connection is back, and asks nobody twice', async () => {
    const element = await visitAndFill(...allDown, accepted)
    const events = record(element)
    await element.submit()
    expect(element.state).toBe('failed')
    window.dispatchEvent(new Event('online'))
    await until(() => element.state === 'accepted')
    expect(network.posts).toHaveLength(15)
    expect(bodies()).toBe(1)
    expect(events.map(({ name }) => name)).toEqual(['before-submit', 'submit-error', 'accepted'])
  })

  test('an element that has left the page, and is not sending, listens to nothing', async () => {
    const element = await visitAndFill(...allDown, accepted)
    await element.submit()
    element.remove()
    window.dispatchEvent(new Event('online'))
    expect(network.posts).toHaveLength(14)
  })
})

describe('a proxy that says when to come again', () => {
  const busy = (seconds: string): Reply => ({
    ...(problem(503, 'store-unavailable') as object as { status: number; body: unknown }),
    headers: { 'retry-after': seconds },
  })

  test('is left alone for so long, whatever else happens', async () => {
    const waits: number[] = []
    const real = globalThis.setTimeout
    const element = await visitAndFill(busy('7'), busy('7'), accepted)
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((task: () => void, ms: number) => {
      if (ms === 7000) waits.push(ms)
      // Long enough for the signs below to come while it waits.
      return real(task, ms === 7000 ? 50 : ms)
    }) as typeof setTimeout)
    const sent = element.submit()
    await until(() => waits.length === 1)
    window.dispatchEvent(new Event('online'))
    buttonOf(element).click()
    await new Promise((done) => real(done, 0))
    expect(network.posts).toHaveLength(1)
    await sent
    expect(waits).toEqual([7000, 7000])
    expect(element.state).toBe('accepted')
  })

  test('is not waited for longer than two minutes: then it is the visitor’s turn', async () => {
    const element = await visitAndFill(busy('3600'))
    await element.submit()
    expect(element.state).toBe('failed')
    expect(network.posts).toHaveLength(1)
  })

  test('by words that are no number is tried again as usual', async () => {
    const element = await visitAndFill(busy('Wed, 21 Oct 2026 07:28:00 GMT'), accepted)
    await element.submit()
    expect(element.state).toBe('accepted')
  })
})

describe('what is wrong with the page’s own prototypes', () => {
  test('cannot twist what is sent', async () => {
    // In text, as the network has it: the stand-in writes JSON by the page's own prototypes.
    const element = await visitAndFill({ status: 202, body: '{"id":"x","reference":"ABC-234"}' })
    await type(element, 'name', 'Ana "the" Great')
    await type(element, 'topics', 'a')
    await type(element, 'topics', 'b')
    // As Prototype.js 1.6 and MooTools leave them.
    const arrays = Array.prototype as object as Record<string, unknown>
    const natives = { reduce: Array.prototype.reduce, from: Array.from }
    const broken = function toJSON(this: unknown) {
      return `[${String(this)}]`
    }
    arrays.toJSON = broken
    arrays.each = arrays.last = () => {}
    arrays.reduce = function inline(this: unknown[]) {
      return this.length > 1 ? this : this[0]
    }
    Object.assign(String.prototype, { toJSON: broken })
    Object.assign(Object.prototype, { toJSON: broken })
    Array.from = (list: ArrayLike<unknown>) => Array.prototype.slice.call(list)
    try {
      await element.submit()
    } finally {
      for (const name of ['toJSON', 'each', 'last']) delete arrays[name]
      Array.prototype.reduce = natives.reduce
      Array.from = natives.from
      for (const twisted of [String.prototype, Object.prototype]) delete (twisted as { toJSON?: unknown }).toJSON
    }
    expect(element.state).toBe('accepted')
    expect(network.posts[0]?.sent).toMatchObject({
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
      answers: { name: 'Ana "the" Great', topics: ['a', 'b'] },
      context: { page: location.href, last: {} },
    })
  })

  test('aside, it is the JSON that everybody writes', () => {
    const all = {
      text: '"\\\u2028😀',
      yes: true,
      no: null,
      many: ['a', ['b'], { c: undefined, d: 1.5 }],
      none: {},
      u: undefined,
    }
    expect(json(all)).toBe(JSON.stringify(all))
  })
})

describe('answers with files', () => {
  const letter = new File(['Dear all'], 'letter é.txt', { type: 'text/plain' })
  const picture = new File([new Uint8Array(9)], 'picture.png', { type: 'image/png' })
  const parcel: Parcel = {
    body: '{"id":"x","answers":{"papers":["letter é.txt","picture.png"]}}',
    files: new Map([
      ['hidden', [letter]],
      ['papers', [letter, picture]],
    ]),
    post: undefined,
    told: () => {},
  }

  test('go as parts: the submission first, then each file that it names under its field', async () => {
    const opened = await visit(form)
    network = opened.network
    const asked: RequestInit[] = []
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
      asked.push(init ?? {})
      return Response.json({ id: 'x', reference: 'ABC-234', status: 'accepted' }, { status: 202 })
    })
    expect((await send(ENDPOINT, 'contact', parcel)).kind).toBe('accepted')
    const parts = asked[0]?.body as FormData
    expect([...parts].map(([name, part]) => [name, part instanceof File ? part.name : part])).toEqual([
      ['submission', parcel.body],
      ['papers', 'letter é.txt'],
      ['papers', 'picture.png'],
    ])
    // 64 KiB are all that may outlive a page.
    expect(asked[0]?.keepalive ?? false).toBe(false)
    expect(asked[0]?.credentials).toBe('omit')
  })

  test('are handed to what can tell how far they are', async () => {
    const opened = await visit(form)
    network = opened.network
    const told: number[] = []
    const sent = await send(ENDPOINT, 'contact', {
      ...parcel,
      post: async (url, body, tell) => {
        tell(0.5)
        expect(url).toBe(`${ENDPOINT}/v1/forms/contact/submissions`)
        expect([...body.keys()]).toEqual(['submission', 'papers', 'papers'])
        return { status: 0, reply: {} }
      },
      told: (part) => told.push(part),
    })
    expect(sent).toEqual({ kind: 'later', reason: 'unreachable', afterMs: 0 })
    expect(told).toEqual([0.5])
    expect(network.posts).toEqual([])
  })
})

describe('consent', () => {
  test('goes beside the answers, not among them', async () => {
    const asking = { ...form, consent: { text: 'I agree', required: true } }
    const opened = await visit(asking)
    network = opened.network
    await type(opened.element, 'name', 'Ana')
    await opened.element.submit()
    expect(network.posts).toEqual([])
    opened.element.answers = { $consent: true }
    await opened.element.submit()
    expect(network.posts[0]?.sent).toMatchObject({ answers: { name: 'Ana' }, consent: true })
    expect(Object.keys(network.posts[0]?.sent.answers ?? {})).toEqual(['name'])
  })

  test('that nobody asked for is not spoken of', async () => {
    const element = await visitAndFill()
    await element.submit()
    expect(network.posts[0]?.sent).not.toHaveProperty('consent')
  })
})

test('a proxy that asks for time is a reason to say so at once', async () => {
  const element = await visitAndFill({ status: 429, body: {}, headers: { 'retry-after': '60' } })
  void element.submit()
  await until(() => element.state === 'waiting')
  await element.updateComplete
  expect(statusOf(element)).toBe(en.waiting)
})

describe('what the page does while answers are on their way', () => {
  async function sending() {
    const lost = held()
    const element = await visitAndFill(lost.reply)
    const sent = element.submit()
    await until(() => network.posts.length === 1)
    return { element, sent, letGo: () => lost.release(accepted as never) }
  }

  test('other answers are not taken: what is seen is what was sent', async () => {
    const { element, sent, letGo } = await sending()
    element.answers = { name: 'Bia' }
    await element.updateComplete
    expect(controlOf(element, 'name').value).toBe('Ana')
    letGo()
    await sent
    expect(element.answers.name).toBe('Ana')
  })

  test('another form waits until it is known how that ended', async () => {
    const { element, sent, letGo } = await sending()
    const events = record(element)
    network.forms = [{ status: 200, body: formOf([field('name')], { id: 'other', title: 'Another' }) }]
    element.form = 'other'
    await until(() => network.loads.length === 2)
    await element.updateComplete
    expect(element.root.textContent).toContain('Talk to us')
    letGo()
    await sent
    await until(() => element.root.textContent?.includes('Another'))
    expect(controlOf(element, 'name').value).toBe('')
    expect(events.map(({ name }) => name)).toContain('accepted')
  })
})

test('a page that submits before the form is there sends once it is', async () => {
  const late = held()
  network = new Network([late.reply])
  const element = document.body.appendChild(document.createElement('gatehouse-form'))
  Object.assign(element, { form: 'contact', endpoint: ENDPOINT, answers: { name: 'Ana' } })
  const sent = element.submit()
  await new Promise((done) => setTimeout(done, 50))
  late.release({ status: 200, body: form })
  await sent
  expect(network.posts.map((post) => post.sent.answers)).toEqual([{ name: 'Ana' }])
  element.remove()
})

test('a page that submits while a part of the form is awaited sends once that is there', async () => {
  const element = await visitAndFill()
  element.display = 'dialog'
  element.open = true
  await element.submit()
  expect(network.posts).toHaveLength(1)
})
