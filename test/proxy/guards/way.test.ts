import { describe, expect, test } from 'vitest'
import { wayGuard } from '../../../proxy/guards/way.ts'
import { sight } from '../../support/seen.ts'

const own = 'https://forms.example.net'
const site = 'https://example.com'

type Row = readonly [fetchSite: string | null, origin: string | null, way: 'element' | 'page']
const verdict = async ([fetchSite, origin, way]: Row) =>
  (await wayGuard(own)(sight({ sender: { fetchSite, origin, way } }))).kind

describe('what the browser says of the way goes with the page that it names', () => {
  test.each<Row>([
    ['cross-site', site, 'element'],
    ['same-site', 'https://shop.example.net', 'element'],
    ['same-origin', own, 'element'],
    ['same-origin', own, 'page'],
    ['cross-site', site, 'page'],
    // The proxy below a path of a site that is listed, opened as another of its names.
    ['same-origin', site, 'element'],
    // The form's own page, opened by hand and sent again by the browser.
    ['none', own, 'page'],
    // An old browser, or a proxy in between that takes the header away.
    [null, site, 'element'],
    [null, null, 'element'],
    // Sandboxed frames and privacy settings: the origin's guard has its own doubt for them.
    ['same-origin', 'null', 'page'],
    ['cross-site', null, 'element'],
    // A word of a later standard.
    ['same-party', site, 'element'],
  ])('%s from %s by the %s', async (...row) => {
    expect(await verdict(row)).toBe('pass')
  })
})

describe('what does not go together is a doubt', () => {
  test.each<Row>([
    ['none', site, 'element'],
    ['none', null, 'element'],
    ['same-origin', 'https://other.example', 'element'],
    ['same-origin', 'https://forms.example.net.evil.example', 'page'],
    ['cross-site', own, 'element'],
    ['same-site', own, 'page'],
  ])('%s from %s by the %s', async (...row) => {
    expect(await verdict(row)).toBe('doubt')
  })
})
