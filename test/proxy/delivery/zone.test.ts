import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inZone } from '../../../proxy/delivery/zone.ts'

describe('a local time in its zone', () => {
  test.each([
    ['in winter', '2026-01-15T10:30', 'Europe/Berlin', '2026-01-15T09:30:00Z'],
    ['in summer', '2026-07-15T10:30', 'Europe/Berlin', '2026-07-15T08:30:00Z'],
    ['with seconds', '2026-07-15T10:30:15.5', 'Europe/Berlin', '2026-07-15T08:30:15.500Z'],
    ['west of Greenwich', '2026-01-15T22:30', 'America/Sao_Paulo', '2026-01-16T01:30:00Z'],
    ['half an hour off', '2026-01-15T10:30', 'Asia/Kolkata', '2026-01-15T05:00:00Z'],
    ['that clocks leave out is as much later', '2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['that is there twice is the earlier', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['that is there twice in the west too', '2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['on a day that a place left out', '2011-12-30T10:00', 'Pacific/Apia', '2011-12-30T20:00:00Z'],
    ['that is none stays', 'amanhã', 'Europe/Berlin', 'amanhã'],
  ])('%s', (_what, local, zone, at) => {
    expect(inZone(local, zone)).toBe(at)
  })

  test('is what a clock there shows, wherever clocks do not change', () => {
    const zones = ['America/Sao_Paulo', 'Asia/Kolkata', 'Pacific/Kiritimati', 'UTC', 'Asia/Tokyo']
    // Since the last of these zones changed its clocks.
    const minutes = fc.integer({ min: Date.UTC(2020) / 60_000, max: Date.UTC(2035) / 60_000 })
    const same = fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
      const local = new Date(minute * 60_000).toISOString().slice(0, 16)
      const shown = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'short', timeZone: zone })
      expect(shown.format(new Date(inZone(local, zone))).replace(' ', 'T')).toBe(local)
    })
    fc.assert(same, { numRuns: 300 })
  })
})
