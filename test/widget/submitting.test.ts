import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { en } from '../../src/contract/strings/en.ts'
import '../../src/widget/index.ts'
import type { Network, Reply } from '../support/visitor.ts'
import {
  accepted,
  buttonOf,
  controlOf,
  descriptionOf,
  ENDPOINT,
  errorOf,
  field,
  focused,
  formOf,
  held,
  one,
  visit as open,
  problem,
  record,
  type,
  until,
  wordsOf,
} from '../support/visitor.ts'

const form = formOf([field('name', { required: true }), field('email', { type: 'email' })])

/** One for each try. */
const allDown: readonly Reply[] = Array.from({ length: 14 }, () => 'down')

let network: Network

async function visit(...replies: Reply[]) {
  const opened = await open(form, ...replies)
  network = opened.network
  return opened.element
}

async function visitAndFill(...replies: Reply[]) {
  const element = await visit(...replies)
  await type(element, 'name', 'Ana')
  await type(element, 'email', 'ana@example.com')
  return element
}

const statusOf = (element: Awaited<ReturnType<typeof visit>>) => wordsOf(one(element, '[role="status"]'))

beforeEach(() => {
  // The waits between tries are drawn at random: without chance there is none.
  vi.spyOn(Math, 'random').mockReturnValue(0)
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  network.restore()
  fixtureCleanup()
  vi.restoreAllMocks()
})

describe('answers that need attention', () => {
  test('are told in a summary that takes the focus, and beside each field, and nothing is sent', async () => {
    const element = await visit()
    await type(element, 'email', 'ana@')
    const events = record(element)
    buttonOf(element).click()
    await until(() => focused(element) !== null)
    const summary = one(element, '[part~="error-summary"]')
    expect(focused(element)).toBe(summary)
    expect(one(element, '[part~="error-summary"] h3').textContent).toBe(en.problems.other.replace('{count}', '2'))
    expect([...summary.querySelectorAll('a')].map((link) => link.textContent)).toEqual([
      errorOf(element, 'name'),
      errorOf(element, 'email'),
    ])
    expect(network.posts).toEqual([])
    expect(events).toEqual([
      {
        name: 'invalid',
        says: {
          issues: [
            { field: 'name', code: 'value-missing' },
            { field: 'email', code: 'type-mismatch' },
          ],
        },
      },
    ])
  })

  test('are tied to their controls', async () => {
    const element = await visit()
    const control = controlOf(element, 'name')
    expect(control.getAttribute('aria-invalid')).toBe('false')
    await element.submit()
    expect(control.getAttribute('aria-invalid')).toBe('true')
    expect(descriptionOf(control)).toBe(errorOf(element, 'name'))
    expect(one(element, '[part~="error-summary"] h3').textContent).toBe(en.problems.one)
  })

  test('a link of the summary leads to its control and leaves the page’s address alone', async () => {
    const element = await visit()
    await element.submit()
    const address = location.href
    one(element, '[part~="error-summary"] a').click()
    expect(focused(element)).toBe(controlOf(element, 'name'))
    expect(location.href).toBe(address)
  })

  test('an error goes as soon as it is mended, and a new one waits for the next attempt', async () => {
    const element = await visit()
    await element.submit()
    await type(element, 'email', 'half@')
    expect(errorOf(element, 'email')).toBeUndefined()
    expect(errorOf(element, 'name')).toBeDefined()
    await type(element, 'name', 'Ana')
    expect(errorOf(element, 'name')).toBeUndefined()
    await type(element, 'name', '')
    expect(errorOf(element, 'name')).toBeUndefined()
  })

  test('half a number is an error, not an empty answer, and stays as it was typed', async () => {
    const opened = await open(formOf([field('bill', { type: 'number' })]))
    network = opened.network
    const control = controlOf(opened.element, 'bill')
    await userEvent.type(control, '1e')
    await opened.element.submit()
    expect(errorOf(opened.element, 'bill')).toBe(en.issues['bad-input'].replace('{label}', 'Bill'))
    expect(control.value).toBe('1e')
    expect(network.posts).toEqual([])
  })

  test('what only the proxy finds wrong is shown the same way', async () => {
    const element = await visitAndFill(
      problem(422, 'invalid-answers', { issues: [{ field: 'name', code: 'too-long', maxLength: 2 }] }),
    )
    buttonOf(element).click()
    await until(() => errorOf(element, 'name') !== undefined)
    await element.updateComplete
    expect(focused(element)).toBe(one(element, '[part~="error-summary"]'))
    expect(errorOf(element, 'name')).toContain('2')
    expect(element.state).toBe('ready')
    expect(controlOf(element, 'name').value).toBe('Ana')
  })
})

describe('one filled form is one submission', () => {
  test('it goes as plain text, without credentials, and survives a closing tab', async () => {
    const element = await visitAndFill()
    await element.submit()
    const [post] = network.posts
    expect(post?.url).toBe(`${ENDPOINT}/v1/forms/contact/submissions`)
    expect(post?.init).toMatchObject({ method: 'POST', keepalive: true, credentials: 'omit' })
    expect(post?.init.headers).toBeUndefined()
    expect(
      new Request('https://x.example', { method: 'POST', body: post?.text ?? '' }).headers.get('content-type'),
    ).toBe('text/plain;charset=UTF-8')
  })

  test('it says which version was shown, where, and what was given', async () => {
    const address = location.href
    history.replaceState(null, '', '?utm_source=news&gclid=g1&fbclid=f1&secret=no&page=2')
    try {
      const element = await visitAndFill()
      // Sites tidy their address soon after the visitor came.
      history.replaceState(null, '', '?tidy')
      await element.submit()
      expect(network.posts[0]?.sent).toEqual({
        id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
        version: 'v1',
        locale: 'en',
        answers: { name: 'Ana', email: 'ana@example.com' },
        context: {
          page: location.href,
          referrer: document.referrer,
          last: { utm_source: 'news', gclid: 'g1', fbclid: 'f1' },
        },
      })
    } finally {
      history.replaceState(null, '', address)
    }
  })

  test('a body above 60 KiB goes without keepalive, which browsers would refuse', async () => {
    const opened = await open(formOf([field('story', { type: 'textarea' })]))
    network = opened.network
    await type(opened.element, 'story', 'ä'.repeat(31_000))
    await opened.element.submit()
    expect(network.posts[0]?.init.keepalive).toBe(false)
  })

  test('a double click sends once', async () => {
    const { reply, release } = held()
    const element = await visitAndFill(reply)
    await userEvent.dblClick(buttonOf(element))
    release(accepted)
    await until(() => element.state === 'accepted')
    expect(network.posts).toHaveLength(1)
  })

  test('what is typed while it is sent is not taken, so that nothing is lost in silence', async () => {
    const { reply, release } = held()
    const element = await visitAndFill(reply)
    buttonOf(element).click()
    await until(() => element.state === 'sending')
    const control = controlOf(element, 'name') as HTMLInputElement
    await userEvent.type(control, ' and more')
    expect(control.value).toBe('Ana')
    release(accepted)
    await until(() => element.state === 'accepted')
    expect(network.posts[0]?.sent).toMatchObject({ answers: { name: 'Ana' } })
  })

  test('Enter and a click send once, and the button stays reachable and says what it does', async () => {
    const { reply, release } = held()
    const element = await visitAndFill(reply)
    controlOf(element, 'name').focus()
    await userEvent.keyboard('{Enter}')
    await until(() => element.state === 'sending')
    await element.updateComplete
    expect(buttonOf(element).getAttribute('aria-disabled')).toBe('true')
    expect(buttonOf(element).disabled).toBe(false)
    expect(wordsOf(buttonOf(element))).toBe(en.sending)
    // Said only to who has to wait for it.
    expect(statusOf(element)).toBe('')
    await until(() => statusOf(element) === en.sending)
    buttonOf(element).click()
    release(accepted)
    await until(() => element.state === 'accepted')
    expect(network.posts).toHaveLength(1)
  })

  test('the button keeps its width while its words change', async () => {
    const { reply, release } = held()
    const element = await visitAndFill(reply)
    const widths = [buttonOf(element).offsetWidth]
    buttonOf(element).click()
    await until(() => element.state === 'sending')
    await element.updateComplete
    widths.push(buttonOf(element).offsetWidth)
    release(problem(403, 'origin-not-allowed'))
    await until(() => element.state === 'refused')
    await element.updateComplete
    widths.push(buttonOf(element).offsetWidth)
    expect(new Set(widths).size).toBe(1)
  })

  test.each([
    ['no connection', 'down'],
    ['a broken proxy', { status: 500, body: 'oops' }],
    ['a busy proxy', problem(429, 'rate-limited')],
    ['a proxy without a store', problem(503, 'store-unavailable')],
    ['somebody else’s page', { status: 200, body: '<html>Log in</html>' }],
  ] as [string, Reply][])('%s: the same bytes are sent again until they are accepted', async (_, reply) => {
    const element = await visitAndFill(reply, reply, accepted)
    await element.submit()
    expect(element.state).toBe('accepted')
    expect(network.posts).toHaveLength(3)
    expect(new Set(network.posts.map(({ text }) => text)).size).toBe(1)
  })

  test('the waits between tries are drawn from none to 0.5, 1, 2, 4 … and at most 30 seconds', async () => {
    vi.mocked(Math.random).mockReturnValue(1)
    const waits: number[] = []
    const real = globalThis.setTimeout
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((task: () => void, ms: number) => {
      // Deadlines: of each try, and of the scripts that it is made with.
      if (ms === 15_000 || ms === 10_000) return real(task, ms)
      waits.push(ms)
      return real(task, 0)
    }) as typeof setTimeout)
    const element = await visitAndFill('down')
    waits.length = 0
    await element.submit()
    const saysSending = 1000
    const longest = Array.from({ length: 7 }, () => 30_000)
    expect(waits).toEqual([saysSending, 500, 1000, 2000, 4000, 8000, 16_000, ...longest])
    expect(network.posts).toHaveLength(14)
  })

  test('after all tries it says honestly that it is not sent, keeps what was typed, and a click sends the same bytes', async () => {
    const element = await visitAndFill(...allDown, accepted)
    const events = record(element)
    await element.submit()
    expect(element.state).toBe('failed')
    expect(statusOf(element)).toBe(en.notSent)
    expect(wordsOf(buttonOf(element))).toBe(en.retry)
    expect(controlOf(element, 'name').value).toBe('Ana')
    expect(events.at(-1)).toEqual({ name: 'submit-error', says: { reason: 'unreachable' } })
    buttonOf(element).click()
    await until(() => element.state === 'accepted')
    expect(network.posts).toHaveLength(15)
    expect(new Set(network.posts.map(({ text }) => text)).size).toBe(1)
  })

  test('an answer changed after a failure goes under the same id, so that the proxy can tell', async () => {
    const element = await visitAndFill(...allDown, accepted)
    await element.submit()
    await type(element, 'name', 'Ana Souza')
    await element.submit()
    const [first, last] = [network.posts[0], network.posts.at(-1)]
    expect(last?.sent.id).toBe(first?.sent.id)
    expect(last?.sent.answers.name).toBe('Ana Souza')
  })

  test('where the id is taken by other answers, it is sent once more under a new one that names the old', async () => {
    const element = await visitAndFill(problem(409, 'submission-conflict'), accepted)
    await element.submit()
    expect(element.state).toBe('accepted')
    const [first, second] = network.posts
    expect(network.posts).toHaveLength(2)
    expect(second?.sent.id).not.toBe(first?.sent.id)
    expect(second?.sent.amends).toBe(first?.sent.id)
    expect(second?.sent.answers).toEqual(first?.sent.answers)
  })

  test('a conflict without end is not chased', async () => {
    const element = await visitAndFill(problem(409, 'submission-conflict'))
    await element.submit()
    expect(network.posts).toHaveLength(2)
    expect(element.state).toBe('failed')
  })

  test('a form that starts over is a new submission', async () => {
    const element = await visitAndFill()
    await element.submit()
    element.reset()
    await element.updateComplete
    await type(element, 'name', 'Bia')
    await element.submit()
    expect(new Set(network.posts.map(({ sent }) => sent.id)).size).toBe(2)
    expect(network.posts[1]?.sent.answers).toEqual({ name: 'Bia' })
  })
})

describe('a proxy that says no', () => {
  test('to this site: the console names the line to add, the visitor keeps all and gets the form’s own page', async () => {
    const element = await visitAndFill(problem(403, 'origin-not-allowed'))
    await element.submit()
    expect(element.state).toBe('refused')
    expect(network.posts).toHaveLength(1)
    const words = vi.mocked(console.error).mock.calls.flat().join()
    expect(words).toContain('"sites"')
    expect(words).toContain(location.origin.replace('https://', ''))
    expect(statusOf(element)).toContain(en.refused)
    expect(one<HTMLAnchorElement>(element, '[role="status"] a').href).toBe(`${ENDPOINT}/f/contact`)
    expect(controlOf(element, 'name').value).toBe('Ana')
  })

  test('for another reason: it is not tried again by itself', async () => {
    const element = await visitAndFill(problem(413, 'too-large'))
    const events = record(element)
    await element.submit()
    expect(network.posts).toHaveLength(1)
    expect(events.at(-1)).toEqual({ name: 'submit-error', says: { reason: 'too-large' } })
  })
})

describe('a submission that is accepted', () => {
  test('shows the reference under a heading that takes the focus', async () => {
    const element = await visitAndFill()
    buttonOf(element).click()
    await until(() => focused(element)?.localName === 'h2')
    expect(focused(element)?.textContent).toBe(en.thanks)
    expect(descriptionOf(focused(element) as HTMLElement).trim()).toBe('We have it. Your number: ABC-234.')
    expect(one(element, '[part="reference"]').textContent).toBe('ABC-234')
    expect(element.root.querySelector('form')).toBeNull()
  })

  test('a click on the reference selects all of it', async () => {
    const element = await visitAndFill()
    await element.submit()
    await userEvent.click(one(element, '[part="reference"]'))
    expect(String(getSelection())).toBe('ABC-234')
  })

  test('the element stays as high as it was', async () => {
    const element = await visitAndFill()
    const height = element.offsetHeight
    await element.submit()
    expect(element.offsetHeight).toBe(height)
  })

  test('the events tell the story in order, reach the page, and never carry an answer', async () => {
    const events = record(document)
    const element = await visitAndFill()
    await element.submit()
    expect(events.map(({ name }) => name)).toEqual(['load', 'start', 'before-submit', 'accepted'])
    expect(events.at(-1)?.says).toEqual({ submissionId: 'x', reference: 'ABC-234' })
    expect(JSON.stringify(events)).not.toMatch(/ana/i)
  })

  test('the page can stop it before it leaves, and send it later', async () => {
    const element = await visitAndFill()
    element.addEventListener('gatehouse-before-submit', (event) => event.preventDefault(), { once: true })
    await element.submit()
    expect(network.posts).toEqual([])
    expect(element.state).toBe('ready')
    expect(controlOf(element, 'name').value).toBe('Ana')
    await element.submit()
    expect(network.posts).toHaveLength(1)
  })

  test('a lead on its way is finished when its element leaves the page', async () => {
    const element = await visitAndFill('down', accepted)
    const sent = element.submit()
    element.remove()
    await sent
    expect(network.posts).toHaveLength(2)
    expect(element.state).toBe('accepted')
  })
})
