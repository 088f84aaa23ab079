/**
 * How high a form begins, before any of it is there: a place of that height keeps what stands below from moving. Said in
 * the measures of the element's styles, so that it holds in every font size and line height; how the texts wrap is
 * estimated, rather too soon than too late: what is too much stays empty, what is missing would move the page.
 */
import { offered, visible } from '../../src/contract/check.ts'
import { limitsOf } from '../../src/contract/file-words.ts'
import type { Answers, FieldType, PublicField, PublicForm } from '../../src/contract/form.ts'
import { questions } from '../../src/contract/questions.ts'

/** Style rules that keep the height free that `form` begins with, for the element, or the box, that `selector` selects. */
export function reservedSpace(form: PublicForm, selector: string): string {
  const heights = WIDTHS.map(([widthEm, below]) => {
    const height = written(wholeForm(form, widthEm))
    return below === undefined ? height : `min((${below} - 100%)*999,${height})`
  })
  // A float without width gives the place its height and is in nobody's way. Its padding knows how wide the place itself
  // is, which is what the columns go by; a media query knows the window.
  return `${selector}{display:flow-root}${selector}::before{content:"";float:left;${MEASURES};padding-top:max(${heights})}`
}

/** By unit, how many of them stand below each other. */
type Height = Readonly<Record<string, number>>

const COLUMNS_EM = 34

/** Widths that are counted for, and what a place is narrower than that needs the height: two columns, a telephone, a small one. */
const WIDTHS: readonly (readonly [widthEm: number, below?: string])[] = [
  [COLUMNS_EM],
  [22, '33em + 2*var(--s)'],
  [17, '22em'],
]

/** The gap, a control, which is never less than 16 px large, and a button or a boxed choice, each of one line. */
const MEASURES = `--s:var(--gatehouse-space,.5em);--c:max(2.75em,46px,1.2em + 1lh + 2px);--b:max(2.75em,24px,1.2em + 1lh + 2px)`
const GAP = 'var(--s)'
const CONTROL = 'var(--c)'
const BOX = 'var(--b)'

function wholeForm(form: PublicForm, widthEm: number): Height {
  const { title, closed, submit, steps, strings } = form
  const heading = (text: string): Height => ({ lh: 1.5 * linesOf(text, widthEm / 1.5) })
  if (closed !== undefined) return stacked([heading(strings.closed), lines(closed, widthEm)])
  const asked = questions(form)
  const given: Answers = Object.fromEntries(asked.flatMap(({ name, default: own }) => (own ? [[name, own]] : [])))
  const shown = visible(asked, given).filter(({ type }) => type !== 'hidden')
  const first = steps?.find(({ fields }) => shown.some(({ name }) => fields.includes(name)))
  const here = first && steps?.length !== 1 ? shown.filter(({ name }) => first.fields.includes(name)) : shown
  const rows = rowsOf(here, widthEm).map((row) => {
    const columnEm = row.length > 1 ? (widthEm - 1) / 2 : widthEm
    return highest(row.map((field) => wholeField({ field, form, given, asked, widthEm: columnEm })))
  })
  const progress = first && stacked([lines(first.title ?? '', widthEm - 4), { em: 0.25 }], 1)
  return stacked([title ? heading(title) : undefined, progress, ...rows, boxed(submit, widthEm - 3)], 3)
}

/** Half fields stand beside each other, where there is room. */
function rowsOf(fields: readonly PublicField[], widthEm: number): readonly (readonly PublicField[])[] {
  const rows: PublicField[][] = []
  for (const field of fields) {
    const row = rows.at(-1)
    const fits = widthEm >= COLUMNS_EM && field.width === 'half' && row?.length === 1 && row[0]?.width === 'half'
    if (fits) row.push(field)
    else rows.push([field])
  }
  return rows
}

interface Asked {
  readonly field: PublicField
  readonly form: PublicForm
  readonly asked: readonly PublicField[]
  readonly given: Answers
  readonly widthEm: number
}

function wholeField(at: Asked): Height {
  const { field, form, widthEm } = at
  const said = field.required || field.type === 'text-block' ? field.label : `${field.label} ${form.strings.optional}`
  const label = field.type === 'checkbox' ? undefined : lines(said, widthEm)
  const help = field.help === undefined ? undefined : lines(field.help, widthEm)
  return stacked([label, help, ...(CONTROLS[field.type] ?? oneLine)(at, said)], 1)
}

type Controls = (at: Asked, label: string) => readonly (Height | undefined)[]

const oneLine: Controls = () => [{ [CONTROL]: 1 }]
/** What browsers put into it is a little higher than a line. */
const moment: Controls = () => [{ [CONTROL]: 1, px: 3 }]

const choices: Controls = ({ field, asked, given, widthEm }) =>
  offered(asked, field, given).map(({ label }) => boxed(label, widthEm - 3.6))

/** Types without a row have one line. */
const CONTROLS: { readonly [K in FieldType]?: Controls } = {
  ...{ date: moment, time: moment, 'datetime-local': moment, radio: choices, checkboxes: choices },
  textarea: () => [{ [CONTROL]: 1, 'max(1lh,24px)': 3 }],
  checkbox: ({ widthEm }, label) => [{ [`max(2.75em,24px,${linesOf(label, widthEm - 2)}lh)`]: 1 }],
  file({ field, form, widthEm }) {
    const limits = limitsOf(field, form)
    const { choose = '', chooseSeveral = '', drop = '' } = form.strings.files ?? {}
    const button = textEm(field.multiple ? chooseSeveral : choose) + 2
    const wraps = button + 1 + textEm(drop) > widthEm - 1.7
    const box: Height = { [GAP]: wraps ? 4 : 3, [CONTROL]: 1, px: 2, lh: wraps ? 1 : 0 }
    return [limits === '' ? undefined : lines(limits, widthEm), box]
  },
  'text-block': () => [],
}

const lines = (text: string, widthEm: number): Height => ({ lh: linesOf(text, widthEm) })

/** A button, or a choice of several. */
const boxed = (text: string, widthEm: number): Height => ({ [BOX]: 1, lh: linesOf(text, widthEm) - 1 })

function linesOf(text: string, widthEm: number): number {
  const paragraphs = text.split('\n').map((line) => {
    const needed = textEm(line)
    // Words are not cut: of each line but the last some is left over.
    return needed <= widthEm ? 1 : Math.ceil(needed / (widthEm - 2))
  })
  return paragraphs.reduce((all, count) => all + count, 0)
}

/** About as wide as the usual fonts are in bold. */
const textEm = (text: string): number => [...text].reduce((width, char) => width + charEm(char), 0)

const charEm = (char: string): number => (SQUARE.test(char) ? 1 : SLIM.test(char) ? 0.32 : 0.58)
const SQUARE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u
const SLIM = /[\s.,:;!'’|()ijlftrI]/u

/** One below the other, with so many gaps between two of them. */
function stacked(heights: readonly (Height | undefined)[], gaps = 0): Height {
  const there = heights.filter((height) => height !== undefined)
  const all: Record<string, number> = { [GAP]: gaps * (there.length - 1) }
  for (const [unit, count] of there.flatMap((height) => Object.entries(height))) all[unit] = (all[unit] ?? 0) + count
  return all
}

/** Of those beside each other. */
function highest(heights: readonly Height[]): Height {
  const all = new Set(heights.map(written))
  return all.size === 1 && heights[0] ? heights[0] : { [`max(${[...all]})`]: 1 }
}

function written(height: Height): string {
  const parts = Object.entries(height).filter(([, count]) => count > 0)
  return `calc(${parts.map(([unit, count]) => (UNIT.test(unit) ? `${count}${unit}` : count === 1 ? unit : `${count}*${unit}`)).join(' + ')})`
}

const UNIT = /^[a-z]+$/
