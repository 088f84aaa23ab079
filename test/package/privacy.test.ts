/** `docs/privacy.md` says the same in both languages, and nothing that the code or a test does not say. */
import { describe, expect, test } from 'vitest'
import { configShape } from '../../proxy/config-shape.ts'
import { FIRST } from '../../src/widget/visit.ts'
import { read, unheld } from '../support/claims.ts'

const [, english = '', portuguese = ''] = read('docs/privacy.md').split(/^## (?:English|Português)$/m)
const halves = { english, portuguese }
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

const headings = (half: string) => [...half.matchAll(/^### /gm)].length
const tables = (half: string) => half.split(/^### /m).map((part) => [...part.matchAll(/^\| /gm)].length)
const code = (half: string) => [...half.matchAll(/`[^`]+`/g)].map(([word]) => word.replace(/<\S+>/, '<>')).sort()
const claims = (half: string) => [...half.matchAll(/^\| .+ \| (`test\/.+) \|$/gm)].map(([, held = '']) => held)

const usual = configShape.parse({
  connections: { crm: { upstream: 'bolten', key: { env: 'KEY' } } },
  alerts: 'none',
})

describe('docs/privacy.md', () => {
  test('has the same parts, rows, words of code and claims in both languages', () => {
    expect(headings(english)).toBeGreaterThan(6)
    for (const part of [headings, tables, code, claims]) expect(part(portuguese)).toEqual(part(english))
  })

  test('has each period as it is, if nobody says another', () => {
    const triesHours = (usual.connections.crm?.tries ?? 0) / HOUR_MS
    expect(english).toContain(`| \`waiting\` | ${triesHours} hours of tries`)
    expect(portuguese).toContain(`| \`waiting\` | no máximo ${triesHours} horas de tentativas`)
    for (const [state, ms] of Object.entries(usual.retention)) {
      expect(english).toContain(`| \`${state}\` | ${ms / DAY_MS} days |`)
      expect(portuguese).toContain(`| \`${state}\` | ${ms / DAY_MS} dias |`)
    }
  })

  test.each(Object.entries(halves))('%s: what is claimed is held by tests that are there', (_, half) => {
    expect(claims(half).length).toBeGreaterThan(8)
    for (const held of claims(half)) expect(unheld(held)).toEqual([])
  })

  test.each(Object.entries(halves))('%s: names what a visit leaves in the tab', (_, half) => {
    expect(half).toContain(`\`${FIRST}\``)
  })
})
