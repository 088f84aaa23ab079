/** The pages that a site means, as a policy lists them. What it means as an origin, the origin guard's test says. */
import { describe, expect, test } from 'vitest'
import { pagePolicy } from '../../proxy/hosted/policy.ts'
import { sourcesOf } from '../../src/contract/site.ts'

const policy = (sites: readonly string[]) =>
  pagePolicy({ endpoint: 'https://forms.example.net/', nonce: 'n' }, { sites })

// P1
describe('who may show the page in a frame', () => {
  test.each<[string, readonly string[]]>([
    ['example.com', ['https://example.com', 'https://www.example.com']],
    ['Example.COM:8443', ['https://example.com:8443', 'https://www.example.com:8443']],
    ['café.example', ['https://xn--caf-dma.example', 'https://www.xn--caf-dma.example']],
    ['*.example.com', ['https://*.example.com']],
    ['http://localhost:5173', ['http://localhost:5173']],
    ['https://[::1]:8443', ['https://[::1]:8443']],
    ['*', ['*']],
    // Never a scheme, which would be everybody.
    ['https:', ['https://https', 'https://www.https']],
    ['data:', ['https://data', 'https://www.data']],
  ])('%s means %j', (site, sources) => {
    expect(sourcesOf(site)).toEqual(sources)
    expect(policy([site])).toContain(`; frame-ancestors https://forms.example.net ${sources.join(' ')};`)
  })

  // A host may hold some of these; a source ends at the first of them, or a directive does.
  test.each([
    ...['a;b.com', "a';b.com", 'a,b.com', 'https://a;script-src', 'https://a,b', '*.a;b.com', "'none'", "'self'"],
    ...['a b.com', 'a\tb.com', 'a\nb.com', 'a\u00a0b.com', 'https://a b', 'javascript:x', '**', '', '*.*.com'],
    ...['example.com/path', 'https://example.com/path', 'user@example.com', 'ftp://example.com'],
  ])('%j means nobody', (site) => {
    expect(sourcesOf(site)).toEqual([])
    expect(policy([site])).toBe(policy([]))
    expect(policy(['example.com', site])).toBe(policy(['example.com']))
  })

  test('of a form without sites nobody, not even the proxy itself', () => {
    expect(policy([])).toContain("; frame-ancestors 'none';")
  })
})
