/** Whether all that has to be seen stands out from what lies under it, in either scheme and with either theme. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Paint } from '../support/colour.ts'
import { contrast } from '../support/colour.ts'
import { page, playOnEveryField, stage } from '../support/every-field-stage.ts'
import { open, STATES } from '../support/every-state.ts'

playOnEveryField()

const THEMES: Readonly<Record<string, string>> = {
  'as it comes': '',
  ...Object.fromEntries(
    ['line', 'soft'].map((name) => [
      `theme ${name}`,
      readFileSync(new URL(`../../src/widget/themes/${name}.css`, import.meta.url), 'utf8'),
    ]),
  ),
}

/** Text needs 4.5, all else that has to be seen 3. */
const TEXTS: Readonly<Record<string, Paint>> = {
  label: ['label', 'color'],
  'optional, help': ['.quiet', 'color'],
  'what is typed': ['.control', 'color', 'own'],
  placeholder: ['[name=f5]::placeholder', 'color', 'own'],
  error: ['.error', 'color'],
  'a link of the summary': ['.summary a', 'color'],
  'the button’s words': ['[part=submit]', 'color', 'own'],
}
const MARKS: Readonly<Record<string, Paint>> = {
  'border of a control': ['[name=f4]', 'border-top-color'],
  'border of a choice': ['[role=group] .choice', 'border-top-color'],
  'border of a wrong control': ['[name=f2]', 'border-top-color'],
  'border of the summary': ['.summary', 'border-top-color'],
  'mark of a wrong field': ['.invalid', 'border-inline-start-color'],
  'the focus': ['[name=f4]:focus-visible', 'outline-color'],
  'the button on the page': ['[part=submit]', 'background-color'],
}

describe.each(Object.entries(THEMES))('%s: text stands out 4.5 to 1, marks 3 to 1', (_, theme) => {
  test.each(['light', 'dark'] as const)('%s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await STATES.invalid?.(page, stage.site, '')
    if (theme) await page.addStyleTag({ content: theme })
    await page.locator('[name=f4]').focus()
    await page.keyboard.press('Shift')
    const weak: Record<string, number> = {}
    for (const [paints, least] of [
      [TEXTS, 4.5],
      [MARKS, 3],
    ] as const) {
      for (const [name, paint] of Object.entries(paints)) {
        const ratio = await contrast(page, paint)
        if (ratio < least) weak[name] = Math.round(ratio * 100) / 100
      }
    }
    await page.locator('[part=submit]').hover()
    const pointedAt = await contrast(page, ['[part=submit]:hover', 'color', 'own'])
    if (pointedAt < 4.5) weak['the button’s words, pointed at'] = Math.round(pointedAt * 100) / 100
    expect(weak).toEqual({})
  })
})

test('contrast is counted as WCAG does', async () => {
  await open(page, `${stage.site}/every`)
  await page.evaluate((rules) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(rules)
    document.querySelector('gatehouse-form')?.shadowRoot?.adoptedStyleSheets.push(sheet)
  }, 'h2 { color: #777; background: #fff } [part~=label] { color: rgb(0 0 0 / 50%) }')
  expect(await contrast(page, ['h2', 'color', 'own'])).toBeCloseTo(4.48, 1)
  expect(await contrast(page, ['[part~=label]', 'color'])).toBeCloseTo(4, 0)
})
