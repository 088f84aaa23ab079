/** Range and step as browsers compute them: their tolerance is part of what an input accepts. */
import { align, cut, decimal, gap } from './decimal.ts'
import type { IssueCode, PublicField } from './form.ts'
import type { Scale } from './rules.ts'

/** What is wrong with the place of a value on its scale; the value is known to be on it. */
export function outside(field: PublicField, scale: Scale, value: string): IssueCode | undefined {
  const { at, units, periodic } = scale
  const texts = [value, field.min, field.max, `${field.default}`]
  const [one = 1n, asked = 0n, place = 0n, min, max, start] = align([[1n, 0], decimal(field.step), ...texts.map(at)])
  const under = min !== undefined && place < min
  const above = max !== undefined && place > max
  const overnight = periodic && min !== undefined && max !== undefined && max < min
  if (overnight ? under && above : under) return 'range-underflow'
  if (above && !overnight) return 'range-overflow'
  if (/^any$/i.test(`${field.step}`)) return
  let step = asked > 0n ? asked : scale.step * one
  // To the nearest whole number of units, at least one.
  if (units) step = ((step * units + one / 2n) / one || 1n) * one
  // HTML's step base is `min`, else the `value` attribute, which is where the default stands.
  const way = gap(place, min ?? start ?? 0n)
  const miss = gap(way, cut(((way + step / 2n) / step) * step))
  // A real number may miss by what a single float cannot tell; so many steps away a double cannot tell anything.
  return (units ? miss : (miss << 24n) - step) > 0n && way <= step << 53n ? 'step-mismatch' : undefined
}
