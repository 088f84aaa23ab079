import { describe, expect, test } from 'vitest'
import type { Facts } from '../../../proxy/alerts/causes.ts'
import { causesOf } from '../../../proxy/alerts/causes.ts'
import { NOTHING } from '../../support/alerts.ts'

const HOUR = 3_600_000
const GIB = 2 ** 30
const limits = { oldestMs: HOUR }
const now = 100 * HOUR

const causes = (facts: Partial<Facts>) => causesOf({ ...NOTHING, ...facts }, limits, now)
const disk = (freeGib: number, totalGib: number) => ({
  disk: { freeBytes: freeGib * GIB, totalBytes: totalGib * GIB, minFreeBytes: GIB / 4 },
})
const uploads = (freeMb: number, totalMb: number) => ({
  uploads: { freeBytes: freeMb * 1e6, totalBytes: totalMb * 1e6, minFreeBytes: 25e6 },
})
const stuck = { state: 'held', form: 'contact', reason: 'lost-fields', count: 3, fresh: 3, lastAt: 1 } as const

describe('a person is told', () => {
  test.each<[string, Partial<Facts>, string, string, string]>([
    [
      'submissions are held',
      { stuck: [stuck] },
      'held:contact:lost-fields',
      'warning',
      'gatehouse submissions list --state held --form contact',
    ],
    [
      'submissions look like spam, on however many forms',
      {
        stuck: [
          { ...stuck, reason: 'suspected-spam' },
          { ...stuck, form: 'quote', reason: 'suspected-spam', fresh: 0 },
        ],
      },
      'held:suspected-spam',
      'warning',
      'gatehouse submissions list --held',
    ],
    [
      'submissions failed',
      { stuck: [{ ...stuck, state: 'failed', reason: 'tries-used' }] },
      'failed:contact:tries-used',
      'critical',
      'gatehouse submissions list --state failed --form contact',
    ],
    [
      'a connection stopped',
      { connections: [{ name: 'crm', stopped: { reason: 'key-refused' } }] },
      'stopped:crm',
      'critical',
      'gatehouse doctor',
    ],
    [
      'a form no longer fits',
      { drift: [{ form: 'contact', changes: [{ code: 'field-gone', message: 'The field Nome is gone.' }] }] },
      'drift:contact',
      'warning',
      'gatehouse forms plan',
    ],
    [
      'the oldest is too old',
      { oldestAt: now - HOUR - 1 },
      'late',
      'critical',
      'gatehouse submissions list --state waiting',
    ],
    ['the disk fills', disk(1, 100), 'disk', 'warning', 'gatehouse doctor'],
    ['the disk is full', disk(0.1, 100), 'disk', 'critical', 'gatehouse doctor'],
    ['room for files runs out', uploads(399, 2_000), 'uploads', 'warning', 'gatehouse submissions list --held'],
    ['files have no room', uploads(24, 2_000), 'uploads', 'critical', 'gatehouse submissions list --held'],
    [
      'files have more than all their room',
      uploads(-5, 2_000),
      'uploads',
      'critical',
      'gatehouse submissions list --held',
    ],
  ])('that %s, and what to run', (_what, facts, cause, severity, command) => {
    const [alert, ...others] = causes(facts)
    expect(alert).toMatchObject({ cause, severity, command })
    expect(alert?.title).not.toMatch(/undefined|\n/)
    expect(alert?.text.length).toBeGreaterThan(40)
    expect(others).toEqual([])
  })

  test.each<[string, Partial<Facts>]>([
    ['all is well', {}],
    ['connections run', { connections: [{ name: 'crm' }] }],
    ['forms fit', { drift: [{ form: 'contact', changes: [] }] }],
    ['the oldest is as old as it may get', { oldestAt: now - HOUR }],
    ['a small disk has a quarter left', disk(5, 20)],
    ['a large disk has 3 of 1,000 GiB left', disk(3, 1_000)],
    ['files have a fifth of their room left', uploads(400, 2_000)],
  ])('nothing when %s', (_what, facts) => {
    expect(causes(facts)).toEqual([])
  })

  test('once for all submissions of a form that are held for one reason, with their number', () => {
    const [one, other] = causes({ stuck: [stuck, { ...stuck, reason: 'in-doubt', count: 1 }] })
    expect(one).toMatchObject({ about: { count: 3 }, title: expect.stringContaining('3 submissions') })
    expect(other).toMatchObject({ cause: 'held:contact:in-doubt', title: expect.stringContaining('One submission') })
  })

  test('in our words: what an adapter gives as a reason is repeated only where it is a code', () => {
    const said = JSON.stringify(
      causes({
        stuck: [{ ...stuck, reason: 'Ana Souza <ana@example.com>' }],
        connections: [{ name: 'crm', stopped: { reason: 'Invalid key sk_live_42' } }],
      }),
    )
    expect(said).not.toMatch(/Ana|sk_live/)
    expect(said).toContain('held:contact:other')
  })

  test('briefly: of many changes twenty, each on one line', () => {
    const changes = Array.from({ length: 50 }, (_, index) => ({
      code: 'field-gone' as const,
      message: `Field ${index}\nis gone. ${'x'.repeat(5_000)}`,
    }))
    const text = causes({ drift: [{ form: 'contact', changes }] })[0]?.text ?? ''
    expect(text.split('\n')).toHaveLength(22)
    expect(text).toContain('and 30 more')
    expect(text.length).toBeLessThan(10_000)
  })
})
