import { fixture, fixtureCleanup, html } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PublicForm } from '../../src/contract/form.ts'
import '../../src/widget/index.ts'
import { Submission } from '../../src/widget/controllers/submission.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'
import type { Reply } from '../support/visitor.ts'
import {
  accepted,
  comeBack,
  controlOf,
  controlsOf,
  ENDPOINT,
  field,
  formOf,
  held,
  Network,
  problem,
  record,
  type,
  until,
  visit,
} from '../support/visitor.ts'

const options = ['a', 'b'].map((value) => ({ value, label: value.toUpperCase() }))
const form = formOf([
  field('name', { required: true }),
  field('plan', { type: 'select', options, default: 'a' }),
  field('topics', { type: 'checkboxes', options }),
  field('agreed', { type: 'checkbox' }),
])
const allDown: readonly Reply[] = Array.from({ length: 14 }, () => 'down')

const networks: Network[] = []

async function open(of: PublicForm = form, ...replies: Reply[]) {
  const opened = await visit(of, ...replies)
  networks.push(opened.network)
  return opened
}

/** The page goes, with whatever it was doing, and is opened again in the same tab. */
async function reload(of: PublicForm = form, ...replies: Reply[]) {
  fixtureCleanup()
  const opened = await comeBack(of, ...replies)
  networks.push(opened.network)
  return opened
}

const nameIn = (element: GatehouseForm) => controlOf(element, 'name').value
const stored = () => JSON.stringify({ ...sessionStorage })

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  for (const network of networks.splice(0)) network.restore()
  fixtureCleanup()
  vi.restoreAllMocks()
})

describe('what was typed', () => {
  test('is there again after a reload, as the same submission', async () => {
    const { element } = await open()
    await type(element, 'name', 'Ana')
    await type(element, 'plan', 'b')
    await type(element, 'topics', 'b')
    await type(element, 'agreed', 'on')
    const again = await reload()
    expect(controlOf(again.element, 'name').value).toBe('Ana')
    expect(controlOf(again.element, 'plan').value).toBe('b')
    expect(controlsOf(again.element, 'topics').map(({ checked }) => checked)).toEqual([false, true])
    expect(controlOf(again.element, 'agreed').checked).toBe(true)
    const events = record(again.element)
    await type(again.element, 'name', 'Ana Souza')
    expect(events).toEqual([])
    expect(again.network.posts).toEqual([])
  })

  test('is there again when nothing could be sent', async () => {
    const { element } = await open(form, problem(413, 'too-large'))
    await type(element, 'name', 'Ana')
    await element.submit()
    const again = await reload()
    expect(again.element.answers.name).toBe('Ana')
    expect(again.network.posts).toEqual([])
  })

  test('gives way to what the page itself hands in, and goes before a default', async () => {
    const first = await open()
    await type(first.element, 'name', 'Ana')
    await type(first.element, 'plan', 'b')
    fixtureCleanup()
    const late = held()
    networks.push(new Network(late.reply))
    const element = await fixture<GatehouseForm>(html`<gatehouse-form form="contact"></gatehouse-form>`)
    element.answers = { name: 'Bia' }
    late.release({ status: 200, body: form })
    await until(() => element.state === 'ready')
    expect(element.answers).toMatchObject({ name: 'Bia', plan: 'b' })
  })

  test('is carried by name into a form that was published meanwhile, and sent as that one', async () => {
    const { element } = await open()
    await type(element, 'name', 'Ana')
    const changed = { ...form, version: 'v2', fields: [field('city'), ...form.fields.slice(0, 2)] }
    const again = await reload(changed)
    expect(controlOf(again.element, 'name').value).toBe('Ana')
    await again.element.submit()
    expect(again.network.posts[0]?.sent).toMatchObject({ version: 'v2', answers: { name: 'Ana', plan: 'a' } })
  })

  test('belongs to one form on one page', async () => {
    const { element } = await open()
    await type(element, 'name', 'Ana')
    const other = await reload({ ...form, id: 'other' })
    expect(nameIn(other.element)).toBe('')
    const address = location.href
    try {
      history.replaceState(null, '', '/elsewhere')
      expect(nameIn((await reload()).element)).toBe('')
    } finally {
      history.replaceState(null, '', address)
    }
    expect((await reload()).element.answers.name).toBe('Ana')
  })

  test('is kept for its form while the element shows another', async () => {
    const { element } = await open()
    await type(element, 'name', 'Ana')
    element.setAttribute('form', 'other')
    element.setAttribute('form', 'contact')
    await element.updateComplete
    expect((await reload()).element.answers.name).toBe('Ana')
  })

  test('is kept no longer than until it is accepted, or taken back by `reset`', async () => {
    const { element } = await open()
    await type(element, 'name', 'Ana')
    await element.submit()
    expect(stored()).toBe('{}')
    const again = await reload()
    expect(again.element.state).toBe('ready')
    await type(again.element, 'name', 'Bia')
    expect(stored()).toContain('Bia')
    again.element.reset()
    expect(stored()).toBe('{}')
  })

  test('is never kept of a sensitive field', async () => {
    const secret = formOf([field('name'), field('illness', { type: 'textarea', sensitive: true })])
    const { element, network } = await open(secret, ...allDown)
    await type(element, 'name', 'Ana')
    await type(element, 'illness', 'Canary')
    await element.submit()
    expect(stored()).toContain('Ana')
    expect(stored()).not.toContain('Canary')
    const again = await reload(secret)
    expect(again.network.posts).toEqual([])
    await type(again.element, 'illness', 'Canary')
    await again.element.submit()
    expect(again.network.posts[0]?.sent.id).toBe(network.posts[0]?.sent.id)
    expect(again.network.posts[0]?.sent.answers).toEqual(network.posts[0]?.sent.answers)
  })

  test('takes a bounded room, and more than that is sent all the same', async () => {
    const long = formOf([field('story', { type: 'textarea' })])
    const { element, network } = await open(long)
    await type(element, 'story', 'x'.repeat(160_000))
    expect(stored()).toBe('{}')
    await element.submit()
    expect(element.state).toBe('accepted')
    expect(network.posts).toHaveLength(1)
  })
})

describe('a storage', () => {
  test.each(['not json', 'null', '5', '"text"', '{}', '{"answers":7,"id":null}', '{"answers":null}'])(
    'that holds %s leaves the form empty and usable',
    async (text) => {
      const { element } = await open()
      await type(element, 'name', 'Ana')
      const [key = ''] = Object.keys(sessionStorage)
      sessionStorage.setItem(key, text)
      const again = await reload()
      expect(nameIn(again.element)).toBe('')
      await type(again.element, 'name', 'Ana')
      await again.element.submit()
      expect(again.element.state).toBe('accepted')
    },
  )

  test('that is full does not matter', async () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const { element } = await open()
    await type(element, 'name', 'Ana')
    await element.submit()
    expect(element.state).toBe('accepted')
  })

  test('that is blocked does not matter', async () => {
    const { element } = await open()
    vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(() => {
      throw new DOMException('blocked', 'SecurityError')
    })
    await type(element, 'name', 'Ana')
    await element.submit()
    expect(element.state).toBe('accepted')
    fixtureCleanup()
    const again = await comeBack(form)
    networks.push(again.network)
    expect(nameIn(again.element)).toBe('')
  })
})

describe('a page that goes while its submission is on the way', () => {
  test('sends the same bytes again when it is back, and tells of the success once', async () => {
    const lost = held()
    const first = await open(form, lost.reply)
    const events = record()
    await type(first.element, 'name', 'Ana')
    void first.element.submit()
    await until(() => first.network.posts.length === 1)
    // Published meanwhile: what may have arrived goes as it was.
    const again = await reload({ ...form, version: 'v2' }, accepted)
    await until(() => again.element.state === 'accepted')
    expect(again.network.posts.map(({ text }) => text)).toEqual([first.network.posts[0]?.text])
    expect(events.map(({ name }) => name).filter((name) => name !== 'load')).toEqual([
      'start',
      'before-submit',
      'accepted',
    ])
    const third = await reload()
    expect(third.element.state).toBe('ready')
    expect(third.network.posts).toEqual([])
    lost.release(problem(413, 'too-large'))
  })

  test('sends them again also when the visitor was quicker than the form', async () => {
    const lost = held()
    const first = await open(form, lost.reply)
    await type(first.element, 'name', 'Ana')
    void first.element.submit()
    await until(() => first.network.posts.length === 1)
    fixtureCleanup()
    const network = new Network(form, accepted)
    networks.push(network)
    const drawn = { base: ENDPOINT, requestUpdate() {}, updateComplete: Promise.resolve() }
    const host = Object.assign(document.createElement('div'), drawn) as object as GatehouseForm
    // Where the first one stood.
    host.setAttribute('form', form.id)
    document.body.append(host)
    const submission = new Submission(host)
    submission.edit(form, { name: 'Ana' })
    submission.resume(form)
    host.remove()
    await until(() => submission.way.phase === 'accepted')
    expect(network.posts.map(({ text }) => text)).toEqual([first.network.posts[0]?.text])
    lost.release(problem(413, 'too-large'))
  })

  test('keeps what was typed when it turns out not to be good', async () => {
    const lost = held()
    const first = await open(form, lost.reply)
    await type(first.element, 'name', 'Ana')
    void first.element.submit()
    await until(() => first.network.posts.length === 1)
    const again = await reload(
      form,
      problem(422, 'invalid-answers', { issues: [{ field: 'name', code: 'too-short', minLength: 9 }] }),
    )
    await until(() => again.element.state === 'ready')
    expect(again.element.answers.name).toBe('Ana')
    const third = await reload()
    expect(third.network.posts).toEqual([])
    lost.release(problem(413, 'too-large'))
  })
})

describe('a tab that was duplicated', () => {
  /** In the twin of the page, the element is the first one, too. */
  async function duplicated(
    element: GatehouseForm,
    ...replies: Parameters<typeof comeBack> extends [unknown, ...infer R] ? R : never
  ) {
    const place = element.parentElement
    element.remove()
    const twin = await comeBack(form, ...replies)
    networks.push(twin.network)
    place?.append(element)
    return twin
  }

  test('is the same submission while the answers are the same', async () => {
    const { element } = await open()
    await type(element, 'name', 'Ana')
    const twin = await duplicated(element, accepted, accepted)
    await twin.element.submit()
    await element.submit()
    const [first, second] = twin.network.posts
    expect(second?.sent.id).toBe(first?.sent.id)
    expect(second?.sent.answers).toEqual(first?.sent.answers)
  })

  test('with other answers is one that names the first', async () => {
    const { element } = await open()
    await type(element, 'name', 'Ana')
    const twin = await duplicated(element, accepted, problem(409, 'submission-conflict'), accepted)
    await twin.element.submit()
    await type(element, 'name', 'Ana Souza')
    await element.submit()
    expect(element.state).toBe('accepted')
    const [first, refused, amended] = twin.network.posts
    expect(refused?.sent.id).toBe(first?.sent.id)
    expect(amended?.sent).toMatchObject({ amends: first?.sent.id, answers: { name: 'Ana Souza' } })
    expect(amended?.sent.id).not.toBe(first?.sent.id)
  })
})
