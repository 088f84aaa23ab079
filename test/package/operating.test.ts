/** What `docs/operating.md` takes over from the code is as it is there; of the doubts, their own test says so. */
import { describe, expect, test } from 'vitest'
import { LIMITED, RATES } from '../../proxy/guards/rates.ts'
import { networkFault, PRESET_NAMES } from '../../proxy/node/trusted.ts'
import { read } from '../support/claims.ts'

const page = read('docs/operating.md')

describe('docs/operating.md', () => {
  test('has the table of limits', () => {
    const rows = LIMITED.map((of) => {
      const usual = RATES[of].usual.map((rate) => `\`${rate}\``).join(' and ')
      return `| \`${of}\` | ${usual} | ${RATES[of].means} |`
    })
    expect(page).toContain(['| limit | if left out | means |', '| --- | --- | --- |', ...rows, ''].join('\n'))
  })

  test('names proxies in front as they can be written, and every name that there is', () => {
    const written = [...page.matchAll(/\[((?:loopback|private|cloudflare|[\d.]+\/\d+)(?:, \w+)*)\]/g)].flatMap(
      ([, list = '']) => list.split(', '),
    )
    expect(written.map(networkFault).filter((fault) => fault !== undefined)).toEqual([])
    for (const name of PRESET_NAMES) expect(written).toContain(name)
  })
})
