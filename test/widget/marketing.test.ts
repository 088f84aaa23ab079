import { fixtureCleanup } from '@open-wc/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import '../../src/widget/index.ts'
import type { Network, Reply } from '../support/visitor.ts'
import { comeBack, field, formOf, problem, type, until, visit } from '../support/visitor.ts'

const form = formOf([field('name')])
const page = window as { dataLayer?: object[] }
const address = location.href

let network: Network | undefined

async function visitAndSend(attribute: string | undefined, of = form, ...replies: Reply[]) {
  const opened = await visit(of, ...replies)
  network = opened.network
  if (attribute !== undefined) opened.element.setAttribute('datalayer-event', attribute)
  await type(opened.element, 'name', 'Ana')
  await opened.element.submit()
  return opened.element
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  network?.restore()
  fixtureCleanup()
  vi.restoreAllMocks()
  delete page.dataLayer
  sessionStorage.clear()
  history.replaceState(null, '', address)
})

describe('the tag manager', () => {
  test.each([
    ['', 'generate_lead'],
    ['pedido', 'pedido'],
  ])(
    'is told by `datalayer-event="%s"` of `%s`, with the form and the submission, and of no answer',
    async (attribute, event) => {
      await visitAndSend(attribute)
      expect(page.dataLayer).toEqual([{ event, form_id: 'contact', submission_id: 'x' }])
    },
  )

  test('that is there already is added to', async () => {
    page.dataLayer = [{ event: 'gtm.js' }]
    await visitAndSend('')
    expect(page.dataLayer).toHaveLength(2)
  })

  test('is told nothing, and not made, without the attribute', async () => {
    await visitAndSend(undefined)
    expect(page).not.toHaveProperty('dataLayer')
  })

  test('is told nothing of what was not accepted', async () => {
    const element = await visitAndSend('', form, problem(403, 'origin-not-allowed'))
    expect(element.state).toBe('refused')
    expect(page.dataLayer).toBeUndefined()
  })

  test('is told after the event, and before the page goes elsewhere', async () => {
    const order: string[] = []
    page.dataLayer = { push: () => order.push(`pushed at ${location.hash}`) } as object as object[]
    document.addEventListener('gatehouse-accepted', () => order.push('accepted'), { once: true })
    await visitAndSend('', { ...form, success: { message: '', redirect: '#thanks' } })
    expect(order).toEqual(['accepted', 'pushed at '])
    expect(location.hash).toBe('#thanks')
  })

  test('that fails takes nothing from the visitor', async () => {
    Object.assign(page, { dataLayer: document.body })
    const element = await visitAndSend('', { ...form, success: { message: '', redirect: '#thanks' } })
    expect(element.state).toBe('accepted')
    expect(location.hash).toBe('#thanks')
  })
})

/** Includes the script in the page as it is now. */
async function include(query = '', consent?: string): Promise<void> {
  const script = document.createElement('script')
  // Another type keeps the browser from fetching it: the module below is the same script, and finds this one.
  script.type = 'text/plain'
  script.src = `https://proxy.example/v1/visit.js${query}`
  if (consent !== undefined) script.dataset.consent = consent
  document.body.append(script)
  await import(/* @vite-ignore */ `/src/visit/visit.ts?${Math.random()}`)
  script.remove()
}

async function contextAfterSending() {
  const { element, network: own } = await comeBack(form)
  network = own
  await type(element, 'name', 'Ana')
  await element.submit()
  await until(() => own.posts.length === 1)
  return own.posts[0]?.sent.context
}

/** Every campaign value that is known. */
const CAMPAIGN = {
  ...{ utm_source: 'a', utm_medium: 'b', utm_campaign: 'c', utm_term: 'd', utm_content: 'e', utm_id: 'f' },
  ...{ gclid: 'g', gbraid: 'h', wbraid: 'i', fbclid: 'j', msclkid: 'k', ttclid: 'l', li_fat_id: 'm' },
}
const NO_CAMPAIGN = { email: 'x', gclid2: 'x', my_gclid: 'x', utm_: 'x', ref: 'x' }

test('the last touch has every campaign value of the address, and nothing else of it', async () => {
  history.replaceState(null, '', `?${new URLSearchParams({ ...CAMPAIGN, ...NO_CAMPAIGN })}`)
  expect(await contextAfterSending()).toHaveProperty('last', CAMPAIGN)
})

describe('the first touch', () => {
  beforeEach(() => sessionStorage.clear())

  test('has every campaign value, too', async () => {
    history.replaceState(null, '', `?${new URLSearchParams({ ...CAMPAIGN, ...NO_CAMPAIGN })}`)
    const landing = location.href
    await include()
    expect(await contextAfterSending()).toHaveProperty('first', {
      ...CAMPAIGN,
      page: landing,
      referrer: document.referrer,
    })
  })

  test('is how the visit began, and goes with the submission beside the last', async () => {
    history.replaceState(null, '', '?utm_source=news&gclid=g1&msclkid=m1&email=no')
    const landing = location.href
    await include()
    history.replaceState(null, '', '?utm_source=ads')
    await include()
    expect(await contextAfterSending()).toEqual({
      page: location.href,
      referrer: document.referrer,
      first: { utm_source: 'news', gclid: 'g1', msclkid: 'm1', page: landing, referrer: document.referrer },
      last: { utm_source: 'ads' },
    })
  })

  test('is not spoken of on a site that does not include the script', async () => {
    expect(await contextAfterSending()).not.toHaveProperty('first')
  })

  test.each([
    ['?consent=AgreedToIt', undefined],
    ['', 'AgreedToIt'],
  ])('waits for the consent that %s%s names, and stores nothing before', async (query, attribute) => {
    const { cookie } = document
    history.replaceState(null, '', '?utm_source=news')
    await include(query, attribute)
    expect({ ...sessionStorage }).toEqual({})
    // Sites tidy their address soon after the visitor came.
    history.replaceState(null, '', '?tidy')
    window.dispatchEvent(new Event('AgreedToIt'))
    expect(JSON.parse(sessionStorage['gatehouse:first'])).toMatchObject({ utm_source: 'news' })
    expect(document.cookie).toBe(cookie)
    expect({ ...localStorage }).toEqual({})
  })

  test('is not kept where the script cannot find itself, and so no consent', async () => {
    await import(/* @vite-ignore */ `/src/visit/visit.ts?${Math.random()}`)
    expect({ ...sessionStorage }).toEqual({})
  })

  test('is gone without harm where storage is blocked', async () => {
    vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(() => {
      throw new DOMException('blocked', 'SecurityError')
    })
    await include()
    vi.mocked(console.error).mockClear()
    expect(await contextAfterSending()).not.toHaveProperty('first')
  })

  test('that somebody else wrote there does not stop a submission', async () => {
    sessionStorage['gatehouse:first'] = 'not json'
    expect(await contextAfterSending()).not.toHaveProperty('first')
  })
})
