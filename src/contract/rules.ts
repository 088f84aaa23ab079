/**
 * What each type makes of a text: one row a type, as the HTML standard has it and browsers do it.
 * https://html.spec.whatwg.org/multipage/input.html
 */
import type { Decimal } from './decimal.ts'
import { decimal } from './decimal.ts'
import type { FieldType } from './form.ts'
import { clock, days, instant, local } from './temporal.ts'

export interface Rule {
  /** HTML's value sanitisation. */
  readonly sanitise: (text: string) => string
  /** What a sanitised text must match, else `type-mismatch`. */
  readonly grammar?: RegExp
  /** The answer is one of the field's options, or several. */
  readonly choice?: boolean
  /** For types whose values lie on a line: `min`, `max` and `step` apply, not lengths and `pattern`. */
  readonly scale?: Scale
}

export interface Scale {
  /** Where a text lies; undefined where it is none of the type. */
  readonly at: (text?: string) => Decimal | undefined
  /** The step where the field gives none. */
  readonly step: bigint
  /** Units of the scale in a step of 1, which can only be whole ones. Without it steps are real numbers. */
  readonly units?: bigint
  /** A range from late to early goes through midnight. */
  readonly periodic?: boolean
}

const asIs = (text: string): string => text
const nothing = (): string => ''
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, '')
const trimmed = (text: string): string => trim(oneLine(text))

const number: Scale = { at: decimal, step: 1n }
const date: Scale = { at: (text = '') => decimal(`${days(text)}`), step: 1n, units: 1n }
const time: Scale = { at: (text = '') => decimal(`${clock(text)}`), step: 60n, units: 1000n, periodic: true }
const dateTime: Scale = {
  // By way of microseconds, as Chromium does it: far from now they cost digits.
  at: (text = '') => decimal(`${(instant(text) * 1000) / 1000}`),
  step: 60n,
  units: 1000n,
}

/** An e-mail address as HTML defines it; browsers allow ASCII only. */
const EMAIL = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i

/**
 * An absolute http(s) address that every engine and Node accept: a name, of which the last label starts with a letter, or
 * an IPv4 address. No user and password, no punycode (which may be broken), nothing blank or invisible. Both cases
 * are written out: without case, `ſ` would be an `s`.
 */
const URL =
  /^[hH][tT]{2}[pP][sS]?:\/\/(?:(?:(?![xX][nN]--)[\wÀ-ÖØ-öø-ÿ-]{1,63}\.)*(?![xX][nN]--)[a-zA-ZÀ-ÖØ-öø-ÿ][\wÀ-ÖØ-öø-ÿ-]{0,62}|(?:(?:25[0-5]|(?:2[0-4]|1\d|[1-9])?\d)\b\.?){4})(?::[1-5]?\d{1,4})?(?:[/?#][^\s\p{Cc}\p{Cs}<>"\\]*)?$/u

export const RULES: Readonly<Record<FieldType, Rule>> = {
  text: { sanitise: oneLine },
  tel: { sanitise: oneLine },
  email: { sanitise: trimmed, grammar: EMAIL },
  url: { sanitise: trimmed, grammar: URL },
  number: { sanitise: only(number), scale: number },
  date: { sanitise: only(date), scale: date },
  time: { sanitise: only(time), scale: time },
  'datetime-local': { sanitise: (text) => local(instant(text)), scale: dateTime },
  textarea: { sanitise: (text) => text.replace(/\r\n?/g, '\n') },
  select: { sanitise: asIs, choice: true },
  radio: { sanitise: asIs, choice: true },
  checkboxes: { sanitise: asIs, choice: true },
  hidden: { sanitise: asIs },
  // These three have no text.
  checkbox: { sanitise: nothing },
  file: { sanitise: nothing },
  'text-block': { sanitise: nothing },
}

/** By hand: a pattern for the end of a text takes quadratic time, and `trim` takes more than HTML's white space. */
function trim(text: string): string {
  let [start, end] = [0, text.length]
  while (' \t\f'.includes(text.charAt(start)) && start < end) start++
  while (' \t\f'.includes(text.charAt(end - 1)) && start < end) end--
  return text.slice(start, end)
}

function only({ at }: Scale) {
  return (text: string): string => (at(text) ? text : '')
}
