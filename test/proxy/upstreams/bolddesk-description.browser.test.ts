/** C5: a browser is the judge of what a ticket's description is. */
import { describe, expect, test } from 'vitest'
import { descriptionOf, filesReply } from '../../../proxy/upstreams/bolddesk/description.ts'
import type { Order } from '../../../proxy/upstreams/upstream.ts'
import { watchPage } from '../../support/inert.ts'
import { PAYLOADS } from '../../support/payloads.ts'

const described = (text: string) => {
  const order: Order = {
    ...{ submissionId: 'id-1', entity: 'ticket', values: {}, schemas: {} },
    listing: {
      ...{ key: 'description', label: 'Description', at: 0, locale: 'en', page: text },
      ...{ lead: [text], entries: [{ label: text, value: text }], notes: [text] },
    },
  }
  return descriptionOf(order)
}

/** As a desk shows it. */
function shown(html: string): HTMLElement {
  const ticket = document.body.appendChild(document.createElement('article'))
  ticket.innerHTML = html
  return ticket
}

describe('a ticket', () => {
  test('shows more than 300 hostile texts as they were typed, runs nothing and asks for nothing', async () => {
    const page = watchPage()
    const tags = new Set<string>()
    for (const text of PAYLOADS) {
      const ticket = shown(`${described(text)}${filesReply([text], 'en')}`)
      for (const { localName } of ticket.querySelectorAll('*')) tags.add(localName)
      const cells = [...ticket.querySelectorAll('th, td')].map(({ textContent }) => textContent)
      expect([ticket.querySelector('p')?.textContent, ...cells]).toEqual([text, text, text])
      expect(ticket.textContent?.split(text)).toHaveLength(7)
    }
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(300)
    expect([...tags].sort()).toEqual(['br', 'p', 'table', 'tbody', 'td', 'th', 'tr'])
    expect(await page.happened()).toEqual([])
  })

  test('the watch is no comfort: it sees what the same texts do as HTML', async () => {
    const page = watchPage()
    for (const text of ['<img src=//evil.example/x onerror=pwned()>', '<style>@import "//evil.example/x"</style>'])
      shown(text)
    const happened = await page.happened()
    expect(happened).toContain('a script ran')
    expect(happened.join()).toMatch(/img-src: .*evil\.example/)
    expect(happened.join()).toMatch(/style-src.*evil\.example/)
  })
})
