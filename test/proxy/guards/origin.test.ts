import { describe, expect, test } from 'vitest'
import type { Entry } from '../../../proxy/guards/guard.ts'
import { originGuard } from '../../../proxy/guards/origin.ts'
import { parseSite } from '../../../src/contract/site.ts'

const own = 'https://forms.example.net'
const answer = async (origin: string | null, ...sites: string[]) =>
  originGuard(own)({ form: { sites }, sender: { origin, fetchSite: null, way: 'element' } } as unknown as Entry)
const verdict = async (...given: Parameters<typeof answer>) => (await answer(...given)).kind

// O1
describe('which pages may submit', () => {
  test.each([
    ['a listed site', 'https://example.com', 'example.com'],
    ['its www twin', 'https://www.example.com', 'example.com'],
    ['the proxy itself', own, 'example.com'],
    ['a subdomain where they are meant', 'https://a.b.example.com', '*.example.com'],
    ['an origin written out', 'http://localhost:5173', 'http://localhost:5173'],
    ['a site with a port', 'https://example.com:8443', 'example.com:8443'],
    ['a site in another script', 'https://xn--caf-dma.example', 'café.example'],
    ['any page where that is written', 'https://anything.example', '*'],
  ])('%s passes', async (_what, origin, site) => {
    expect(await verdict(origin, site)).toBe('pass')
  })

  test.each([
    ['a look-alike suffix', 'https://example.com.evil.net', 'example.com'],
    ['a look-alike prefix', 'https://evilexample.com', 'example.com'],
    ['plain http', 'http://example.com', 'example.com'],
    ['another port', 'https://example.com:8443', 'example.com'],
    ['a trailing dot', 'https://example.com.', 'example.com'],
    ['a subdomain that was not meant', 'https://shop.example.com', 'example.com'],
    ['the base itself under a wildcard', 'https://example.com', '*.example.com'],
    ['a wildcard look-alike', 'https://evilexample.com', '*.example.com'],
    ['a wildcard over http', 'http://a.example.com', '*.example.com'],
    ['user info in front', 'https://example.com@evil.net', 'example.com'],
    ['two origins', 'https://example.com, https://evil.net', 'example.com'],
    ['nothing listed', 'https://example.com'],
  ])('%s is refused', async (_what, origin, ...sites) => {
    expect(await verdict(origin, ...sites)).toBe('refuse')
  })

  test.each([[null], ['null']])('%s is doubt: privacy settings and sandboxed frames send it', async (origin) => {
    expect(await verdict(origin, 'example.com')).toBe('doubt')
  })

  test('a refusal names the line to add, and nothing that could break a log line', async () => {
    const refusal = await answer('https://new.example\r\nx: y')
    if (refusal.kind !== 'refuse') throw new Error(refusal.kind)
    expect(refusal.problem.code).toBe('origin-not-allowed')
    expect(refusal.problem.options.detail).toContain('`sites`')
    expect(refusal.problem.options.detail).not.toMatch(/[\r\n]/)
  })

  test.each([
    ['exa mple.com'],
    ['example.com/path'],
    ['example.com/'],
    ['https://example.com/path'],
    ['ftp://example.com'],
    ['a@b.com'],
    [''],
  ])('%j is no site', (site) => {
    expect(parseSite(site)).toBeUndefined()
  })
})
