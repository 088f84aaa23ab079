import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { TRAP } from '../../src/contract/wire.ts'
import { solve } from '../../src/widget/extensions/proof/solve.ts'
import '../../src/widget/index.ts'
import { challengeOf, payloadOf, workOf } from '../support/challenge.ts'
import type { Network, Reply } from '../support/visitor.ts'
import { accepted, controlOf, ENDPOINT, field, formOf, one, problem, type, until, visit } from '../support/visitor.ts'

const form = formOf([field('name'), field('town')])
const pace = { abreast: 4, slowMs: Number.POSITIVE_INFINITY, isWanted: () => true }

let network: Network
/** Answered one after the other; the last one stays. */
let given: Reply[]

async function arrive(...replies: Reply[]) {
  const opened = await visit(form, ...replies)
  network = opened.network
  network.challenge = () => (given.length > 1 ? given.shift() : given[0]) ?? 'down'
  return opened.element
}

const comeTo = (element: Awaited<ReturnType<typeof arrive>>, name: string) =>
  controlOf(element, name).dispatchEvent(new FocusEvent('focusin', { bubbles: true, composed: true }))

async function fillAndSend(...replies: Reply[]) {
  const element = await arrive(...replies)
  await type(element, 'name', 'Ana')
  await element.submit()
  return element
}

const proofs = () => network.posts.map(({ proof }) => proof)
const tokens = () => proofs().map(({ token }) => token)
const at = (ms: number) => vi.spyOn(Date, 'now').mockReturnValue(ms)

beforeEach(async () => {
  given = []
  for (const token of ['first', 'second', 'third']) given.push({ status: 200, body: await challengeOf(token) })
  vi.spyOn(Math, 'random').mockReturnValue(0)
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  network?.restore()
  fixtureCleanup()
  vi.restoreAllMocks()
})

describe('the work', () => {
  test.each([0, 1, 3, 4, 17, 63])('finds the number %i, and sends the challenge back as it came', async (counter) => {
    const challenge = await workOf(counter)
    const { solution, ...rest } = payloadOf(await solve(challenge, pace))
    expect(rest).toEqual({ challenge })
    expect(solution.counter).toBe(counter)
  })

  test('is done in slices: the page goes on between any two of them', async () => {
    const { port1, port2 } = new MessageChannel()
    let turns = 0
    port1.onmessage = () => {
      turns += 1
      port2.postMessage(undefined)
    }
    port2.postMessage(undefined)
    const slices: number[] = []
    await solve(await workOf(79), { ...pace, isWanted: () => slices.push(turns) > 0 })
    port1.close()
    expect(slices).toHaveLength(20)
    expect(new Set(slices).size).toBe(20)
  })

  test('ends when nobody wants it any more', async () => {
    let slices = 0
    expect(await solve(await workOf(1_000), { ...pace, isWanted: () => ++slices < 3 })).toBeUndefined()
    expect(slices).toBe(3)
  })

  test('ends in vain after a minute, whatever is asked for', async () => {
    const challenge = await workOf(1)
    vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(1).mockReturnValue(61_000)
    const parameters = { ...challenge.parameters, keyPrefix: 'no hex' }
    expect(await solve({ parameters }, pace)).toBeUndefined()
  })

  test('is given up at once by a device that is too slow for it', async () => {
    const challenge = await workOf(60)
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 30))
    expect(await solve(challenge, { ...pace, slowMs: 40 })).toBe('slow')
  })
})

describe('a visitor', () => {
  test('who only looks asks for nothing, and one who comes to the form asks once', async () => {
    const element = await arrive()
    await new Promise((done) => setTimeout(done, 0))
    expect(network.challenges).toEqual([])
    const asked = vi.spyOn(globalThis, 'fetch')
    for (const name of ['name', 'town', 'name']) comeTo(element, name)
    await until(() => network.challenges.length > 0)
    comeTo(element, 'town')
    await type(element, 'name', 'Ana')
    expect(network.challenges).toHaveLength(1)
    expect(network.challenges[0]).toMatch(new RegExp(`^${ENDPOINT}/v1/forms/contact/challenge\\?at=\\d+(&slow=1)?$`))
    expect(asked.mock.calls[0]?.[1]).toMatchObject({ credentials: 'omit', cache: 'no-store' })
  })

  test('sends what shows that a person filled the form, beside what was filled in', async () => {
    await fillAndSend()
    const [{ proof, sent, text } = undefined as never] = network.posts
    expect(proof.token).toBe('first')
    expect(payloadOf(proof.work).solution.counter).toBe(4)
    expect(proof.typedMs).toBeGreaterThanOrEqual(0)
    expect(Object.keys(proof).sort()).toEqual(['token', 'typedMs', 'work'])
    expect(sent.answers).toEqual({ name: 'Ana' })
    expect(text).not.toContain('"proof"')
  })

  test('whose form was filled by others than the keyboard says nothing of the time it took', async () => {
    const element = await arrive()
    element.answers = { name: 'Ana' }
    await element.submit()
    expect(tokens()).toEqual(['first'])
    expect(proofs()[0]).not.toHaveProperty('typedMs')
  })

  test('shows the same for one submission, however often it is sent', async () => {
    await fillAndSend('down', problem(503, 'store-unavailable'), 'down', accepted)
    expect(tokens()).toEqual(['first', 'first', 'first', 'first'])
    expect(new Set(network.posts.map(({ text }) => text)).size).toBe(1)
    expect(network.challenges).toHaveLength(1)
  })

  test('shows the same when something has to be mended first', async () => {
    const issues = [{ field: 'name', code: 'too-short' }]
    const element = await fillAndSend(problem(422, 'invalid-answers', { issues }), accepted)
    await type(element, 'name', 'Ana Souza')
    await element.submit()
    expect(tokens()).toEqual(['first', 'first'])
  })

  test.each<[string, Reply[]]>([
    ['a receipt', [accepted]],
    // It asks for more than is waited for.
    ['starting over', [{ status: 503, body: {}, headers: { 'retry-after': '600' } }, accepted]],
  ])('shows something new for what comes after %s', async (_, replies) => {
    const element = await fillAndSend(...replies)
    element.reset()
    await element.updateComplete
    await type(element, 'name', 'Bea')
    await element.submit()
    expect(tokens()).toEqual(['first', 'second'])
    expect(new Set(network.posts.map(({ sent }) => sent.id)).size).toBe(2)
  })

  test('shows something new under the new id when the old one was taken', async () => {
    await fillAndSend(problem(409, 'submission-conflict'), accepted)
    expect(tokens()).toEqual(['first', 'second'])
    expect(network.posts[1]?.sent.amends).toBe(network.posts[0]?.sent.id)
  })

  test('who has sent the form asks for nothing more', async () => {
    const element = await arrive()
    at(0)
    await type(element, 'name', 'Ana')
    await element.submit()
    at(800_000)
    one(element, '[tabindex]').focus()
    await new Promise((done) => setTimeout(done, 0))
    expect(element.state).toBe('accepted')
    expect(network.challenges).toHaveLength(1)
  })

  test('does not wait for what is there already, and what was typed long ago is not typed fast', async () => {
    const element = await arrive()
    await type(element, 'name', 'Ana')
    const now = performance.now()
    vi.spyOn(performance, 'now').mockReturnValue(now + 60_000)
    await element.submit()
    expect(proofs()[0]?.typedMs).toBeGreaterThan(50_000)
  })
})

describe('time goes by', () => {
  test('a visitor who is still there gets a new token long before the old one ends', async () => {
    const element = await arrive()
    at(0)
    await type(element, 'name', 'Ana')
    at(440_000)
    comeTo(element, 'town')
    expect(network.challenges).toHaveLength(1)
    at(460_000)
    comeTo(element, 'town')
    await until(() => network.challenges.length === 2)
    await element.submit()
    expect(tokens()).toEqual(['second'])
  })

  test.each([
    ['nearly ends', 870_000, 'second'],
    ['is half a day old', 43_200_000, 'second'],
    ['is of a clock that was put back', -60_000, 'second'],
    ['is good for a while', 600_000, 'first'],
  ])('a token that %s when the form is sent', async (_, ms, token) => {
    const element = await arrive()
    at(0)
    await type(element, 'name', 'Ana')
    at(ms)
    await element.submit()
    expect(tokens()).toEqual([token])
    expect(payloadOf(proofs()[0]?.work).solution.counter).toBe(4)
    expect(element.state).toBe('accepted')
  })

  test('a retry after the end of its token brings another one', async () => {
    const element = await arrive('down', 'down', accepted)
    at(0)
    await type(element, 'name', 'Ana')
    vi.mocked(Math.random).mockReturnValueOnce(0).mockReturnValue(1e6)
    const sent = element.submit()
    await until(() => element.state === 'waiting')
    at(3_600_000)
    window.dispatchEvent(new Event('online'))
    await sent
    expect(tokens()).toEqual(['first', 'first', 'second'])
  })
})

test('a page whose own worker keeps every answer by its address gets new tokens all the same', async () => {
  const kept = new Map<string, Reply>()
  for (const token of ['first', 'second']) {
    const element = await arrive()
    network.challenge = (url) => {
      if (!kept.has(url)) kept.set(url, given.shift() ?? 'down')
      return kept.get(url) ?? 'down'
    }
    await type(element, 'name', 'Ana')
    await element.submit()
    expect(tokens()).toEqual([token])
    fixtureCleanup()
  }
})

describe('a proxy that wants to be left alone', () => {
  const later = (seconds: string): Reply => ({ status: 429, body: {}, headers: { 'retry-after': seconds } })

  test.each([
    ['for a while, is asked again after it', '30', 29_000, 31_000],
    ['for a day, is asked again after two minutes', '86400', 119_000, 121_000],
  ])('%s', async (_, seconds, beforeMs, afterMs) => {
    given.unshift(later(seconds))
    const element = await arrive()
    at(0)
    await type(element, 'name', 'Ana')
    await until(() => network.challenges.length === 1)
    at(beforeMs)
    for (const name of ['town', 'name', 'town']) comeTo(element, name)
    expect(network.challenges).toHaveLength(1)
    at(afterMs)
    comeTo(element, 'name')
    expect(network.challenges).toHaveLength(2)
    await element.submit()
    expect(tokens()).toEqual(['first'])
  })

  test.each(['', 'soon', '0'])('and does not say for how long (%j), is asked at the next focus', async (seconds) => {
    given.unshift(later(seconds))
    const element = await arrive()
    at(0)
    await type(element, 'name', 'Ana')
    // The first one after its answer is there.
    await until(() => {
      comeTo(element, 'town')
      return network.challenges.length === 2
    })
  })

  test('is not asked for the next submission either, which is sent without', async () => {
    given.unshift(later('30'))
    const element = await fillAndSend()
    element.reset()
    await element.updateComplete
    await type(element, 'name', 'Bea')
    await element.submit()
    expect(tokens()).toEqual([undefined, undefined])
    expect(network.challenges).toHaveLength(1)
  })
})

describe('whatever fails, the form is sent', () => {
  /** Deadlines are over at once. */
  const impatient = () => vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort())

  test.each<[string, Reply, object]>([
    ['the challenge cannot be reached', 'down', {}],
    ['the proxy knows none', problem(404, 'not-found'), {}],
    ['what comes is no challenge', { status: 200, body: 'a login page' }, {}],
    ['no work is asked for', { status: 200, body: { token: 't', lastsMs: 900_000 } }, { token: 't' }],
    [
      'the work is of a kind that no browser knows',
      { status: 200, body: { token: 't', lastsMs: 900_000, proof: { parameters: { algorithm: 'ARGON2ID' } } } },
      { token: 't' },
    ],
  ])('%s', async (_, reply, shown) => {
    given = [reply]
    const element = await fillAndSend()
    const { typedMs: _typed, ...proof } = proofs()[0] ?? {}
    expect(proof).toEqual(shown)
    expect(element.state).toBe('accepted')
  })

  test('a page without TLS has no cryptography: it shows a token', async () => {
    const { subtle } = crypto
    Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true })
    try {
      await fillAndSend()
    } finally {
      Object.defineProperty(crypto, 'subtle', { value: subtle, configurable: true })
    }
    expect(proofs()[0]).toMatchObject({ token: 'first' })
    expect(proofs()[0]).not.toHaveProperty('work')
  })

  test('a challenge that never comes is waited for, and not for ever', async () => {
    given = [new Promise<never>(() => {})]
    const element = await arrive()
    const patience: number[] = []
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      patience.push(ms)
      const end = new AbortController()
      setTimeout(() => end.abort())
      return end.signal
    })
    await type(element, 'name', 'Ana')
    await element.submit()
    expect(element.state).toBe('accepted')
    expect(tokens()).toEqual([undefined])
    expect(Math.max(...patience)).toBeLessThanOrEqual(8_000)
  })

  test('while it is waited for, the page says that it is sending, and nothing else', async () => {
    let letGo: (reply: Awaited<Reply>) => void = () => {}
    given = [new Promise((resolve) => (letGo = resolve))]
    const element = await arrive()
    await type(element, 'name', 'Ana')
    const sent = element.submit()
    await until(() => element.state === 'sending')
    expect(network.posts).toEqual([])
    letGo({ status: 200, body: await challengeOf('late') })
    await sent
    expect(tokens()).toEqual(['late'])
  })

  test('where the first challenge was missed, the next try asks again', async () => {
    given.unshift('down', 'down')
    await fillAndSend('down', accepted)
    expect(tokens()).toEqual([undefined, 'first'])
  })

  test('impatience alone is no failure: what is there is shown', async () => {
    const element = await arrive()
    await type(element, 'name', 'Ana')
    comeTo(element, 'town')
    await until(() => network.challenges.length === 1)
    // Until the work is done, too.
    await new Promise((done) => setTimeout(done, 200))
    impatient()
    await element.submit()
    expect(proofs()[0]).toMatchObject({ token: 'first', work: expect.any(String) })
  })
})

describe('a slow device', () => {
  const withDevice = async (device: object, query: string) => {
    for (const [name, value] of Object.entries(device)) {
      Object.defineProperty(navigator, name, { value, configurable: true })
    }
    try {
      // Read once a page: another address is another page.
      const url = new URL(/* @vite-ignore */ `../../src/widget/extensions/proof/attempt.ts?${query}`, import.meta.url)
        .href
      const { Attempt } = await import(/* @vite-ignore */ url)
      const attempt = new Attempt(ENDPOINT, 'contact')
      await attempt.done
      return attempt
    } finally {
      for (const name of Object.keys(device)) delete (navigator as object as Record<string, unknown>)[name]
    }
  }
  const isSlow = () => network.challenges.map((url) => url.endsWith('&slow=1'))

  test.each([
    ['two cores', { hardwareConcurrency: 2, deviceMemory: 8 }, [true]],
    ['little memory', { hardwareConcurrency: 8, deviceMemory: 1 }, [true]],
    ['nothing of the kind', { hardwareConcurrency: 8, deviceMemory: 8 }, [false]],
    ['no word of its memory', { hardwareConcurrency: 8, deviceMemory: undefined }, [false]],
  ])('that has %s', async (what, device, slow) => {
    await arrive()
    const { token, work } = await withDevice(device, what)
    expect(isSlow()).toEqual(slow)
    expect([token, payloadOf(work).solution.counter]).toEqual(['first', 4])
  })

  test('that shows it only at work asks for an easier one, and shows that', async () => {
    given = []
    for (const token of ['hard', 'easy']) {
      given.push({ status: 200, body: { token, lastsMs: 900_000, proof: await workOf(token === 'hard' ? 500 : 8) } })
    }
    await arrive()
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 50))
    const { token, work } = await withDevice({ hardwareConcurrency: 8, deviceMemory: 8 }, 'at-work')
    expect(isSlow()).toEqual([false, true])
    expect([token, payloadOf(work).solution.counter]).toEqual(['easy', 8])
  })

  test.each<[string, Reply]>([
    ['cannot get an easier one', 'down'],
    ['is not given an easier one', { status: 429, body: {}, headers: { 'retry-after': '30' } }],
  ])('that %s does the one it has, which stays good', async (what, reply) => {
    given = [{ status: 200, body: { token: 'hard', lastsMs: 900_000, proof: await workOf(30) } }, reply]
    await arrive()
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 50))
    const attempt = await withDevice({ hardwareConcurrency: 8, deviceMemory: 8 }, what)
    expect([attempt.token, payloadOf(attempt.work).solution.counter]).toEqual(['hard', 30])
    at(Date.now() + 300_000)
    expect(attempt.isBefore(0.5)).toBe(true)
  })
})

describe('the field that no person meets', () => {
  const trap = (element: Awaited<ReturnType<typeof arrive>>) => one<HTMLInputElement>(element, `[name="${TRAP}"]`)

  test('is none for eyes, for the keyboard, for assistive technology or for autofill', async () => {
    const element = await arrive()
    const { autocomplete, tabIndex, ariaHidden, labels, placeholder, title } = trap(element)
    expect([autocomplete, tabIndex, ariaHidden, labels?.length]).toEqual(['off', -1, 'true', 0])
    expect([placeholder, title]).toEqual(['', ''])
    const { position, clipPath, display, visibility } = getComputedStyle(trap(element))
    expect([position, clipPath]).toEqual(['absolute', 'inset(50%)'])
    // What is not rendered, bots pass over.
    expect([display === 'none', visibility]).toEqual([false, 'visible'])
  })

  test('has a name that nothing fills in by', () => {
    // HTML's autofill field names, and the words by which Chromium, Firefox and password managers tell fields.
    const words =
      'name honorific prefix given additional family suffix nickname username password code organization title street address line level country postal zip cc card exp csc type transaction currency amount language bday day month year sex url photo tel area local extension impp email mail phone mobile fax company business firm city town state province region location suite unit floor house number search query price size quantity promo coupon gift iban passport flight user login account otp website homepage message comment first last middle'
    expect(words.split(' ').filter((word) => TRAP.includes(word) || word.includes(TRAP))).toEqual([])
    expect(TRAP in document.createElement('form')).toBe(false)
  })

  test('tells when something stands in it, and says nothing while it is empty', async () => {
    const element = await arrive()
    await type(element, 'name', 'Ana')
    trap(element).value = 'Cheap watches'
    trap(element).dispatchEvent(new Event('input', { bubbles: true }))
    await element.submit()
    expect(proofs()[0]?.trap).toBe('Cheap watches')
    expect(network.posts[0]?.sent.answers).toEqual({ name: 'Ana' })
  })

  test('is in no draft', async () => {
    const element = await arrive('down')
    await type(element, 'name', 'Ana')
    trap(element).value = 'Cheap watches'
    await type(element, 'town', 'Recife')
    const kept = JSON.stringify({ ...sessionStorage })
    expect(kept).toContain('Recife')
    expect(kept).not.toMatch(/watches|first|token/)
  })
})
