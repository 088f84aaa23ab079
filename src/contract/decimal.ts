/**
 * Numbers as number inputs compare them: decimal, 18 digits, the rest cut off. To binary floats 12345678901.01 is off a step
 * of 0.01.
 */

const DIGITS = 18

/** Coefficient and power of ten. */
export type Decimal = readonly [bigint, number]

/**
 * HTML's floating-point number; undefined where the text is none, or beyond a double's range. `1.` and `+1` are none, but
 * `1.e5` is one, as browsers have it.
 */
export function decimal(text = ''): Decimal | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = 0] = NUMBER.exec(text) ?? []
  if (!(whole + fraction) || !Number.isFinite(+text)) return
  const units = whole.replace(/^0+/, '')
  const digits = (units + fraction).slice(0, DIGITS)
  const power = +exponent + units.length - digits.length
  // The exponent of a zero, or of what is next to nothing, may be astronomical.
  return +digits && power > -1024 ? [BigInt(sign + digits), power] : [0n, 0]
}

const NUMBER = /^(-?)(\d*)(?:\.(?=[\de])(\d*))?(?:e([+-]?\d+))?$/i

/** The coefficients at one common power, so that they compare and subtract as whole numbers. */
export function align(numbers: readonly (Decimal | undefined)[]): readonly (bigint | undefined)[] {
  const lowest = Math.min(...numbers.map((each) => each?.[1] ?? 0))
  return numbers.map((each) => each && each[0] * 10n ** BigInt(each[1] - lowest))
}

/** How far two numbers are from each other, where only the 18 digits of the larger one count. */
export function gap(one: bigint, other: bigint): bigint {
  const grain = grainOf(one, other)
  const signed = one / grain - other / grain
  return cut(signed < 0n ? -signed : signed) * grain
}

/** The first 18 digits, and zeros. */
export const cut = (whole: bigint): bigint => (whole / grainOf(whole)) * grainOf(whole)

/** What the last of 18 digits is worth. */
const grainOf = (...wholes: readonly bigint[]): bigint =>
  10n ** BigInt(Math.max(...wholes.map((whole) => `${whole}`.replace('-', '').length), DIGITS) - DIGITS)
