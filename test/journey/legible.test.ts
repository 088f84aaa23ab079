import { describe, expect, test } from 'vitest'
import { page, playOnEveryField, stage } from '../support/every-field-stage.ts'
import { open, STATES, submit } from '../support/every-state.ts'

playOnEveryField()

/** What a reader sets over every page, form and all. */
const overAll = (rules: string) =>
  page.evaluate((text) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    for (const root of [document, document.querySelector('gatehouse-form')?.shadowRoot])
      root?.adoptedStyleSheets.push(sheet)
  }, rules)

/** Texts that are cut by a box around them, or reach out of the window to the side. */
const cut = () =>
  page.evaluate(() => {
    const root = document.querySelector('gatehouse-form')?.shadowRoot
    const found: string[] = []
    for (const box of root?.querySelectorAll<HTMLElement>('*') ?? []) {
      if (!box.checkVisibility({ visibilityProperty: true }) || box.closest('.unseen')) continue
      const isCut = /hidden|clip/.test(getComputedStyle(box).overflow)
      const isOver = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1
      if (isCut && isOver && box.innerText.trim()) found.push(`cut: ${box.innerText}`)
      const text = [...box.childNodes].find((node) => node.nodeType === 3 && node.textContent?.trim())
      if (!text) continue
      const range = document.createRange()
      range.selectNodeContents(text)
      for (const { left, right } of range.getClientRects()) {
        if (left < -1 || right > innerWidth + 1) found.push(`outside: ${box.innerText}`)
      }
    }
    return found
  })

const isWide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)

const SHOWN = [
  'empty',
  'invalid',
  'waiting',
  'success',
  'the second step',
  'dialog',
  'with files, one of them not taken',
  'closed',
]

describe.each(['', '-ar'] as const)('in a window of 320 px%s', (lang) => {
  test.each(SHOWN)(
    '%s: nothing reaches out of it, as it is, spread out (1.4.12), and twice as large (1.4.4)',
    async (state) => {
      await page.setViewportSize({ width: 320, height: 640 })
      await STATES[state]?.(page, stage.site, lang)
      expect([await isWide(), await cut()]).toEqual([false, []])
      await overAll(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-block-end: 2em !important }`)
      expect([await isWide(), await cut()]).toEqual([false, []])
      // Twice as large in a window as large as 200 % leaves of 1,280 px.
      await page.setViewportSize({ width: 640, height: 512 })
      await overAll(':root { font-size: 200% !important }')
      expect([await isWide(), await cut()]).toEqual([false, []])
    },
  )
})

test('what is cut would be found', async () => {
  await page.setViewportSize({ width: 320, height: 640 })
  await open(page, `${stage.site}/every`)
  await overAll(
    'h2 { width: 3em; height: 1em; overflow: hidden; white-space: nowrap } h3, [id=f2-label] { margin-inline-start: 500px; width: 300px; }',
  )
  expect((await cut()).map((line) => line.split(':')[0])).toEqual(expect.arrayContaining(['cut', 'outside']))
  expect(await isWide()).toBe(true)
})

/** What is to be hit and is smaller than 24 px, with its size. */
const small = () =>
  page.evaluate(() => {
    const root = document.querySelector('gatehouse-form')?.shadowRoot
    const targets = [
      ...(root?.querySelectorAll<HTMLElement>('a, button, input:not([aria-hidden]), select, textarea') ?? []),
    ]
    // Of a box the whole row; a hidden file input lies over its button.
    const boxes = targets.map((own) => own.closest<HTMLElement>('label.choice, label.choose') ?? own)
    return boxes
      .map((own) => ({ own, box: own.getBoundingClientRect() }))
      .filter(({ own, box }) => own.checkVisibility() && Math.min(box.width, box.height) < 24)
      .map(({ own, box }) => `${own.localName} ${own.innerText} ${Math.round(box.width)} × ${Math.round(box.height)}`)
  })

describe('what is to be hit is at least 24 px wide and high (2.5.8)', () => {
  test.each(SHOWN)('%s', async (state) => {
    await STATES[state]?.(page, stage.site, '')
    expect(await small()).toEqual([])
  })
})

describe('motion', () => {
  /** What begins to move while that is done, by the browser's count: what is short may be over between two looks. */
  async function moved(act: () => Promise<unknown>): Promise<number> {
    const session = await page.context().newCDPSession(page)
    let count = 0
    session.on('Animation.animationCreated', () => {
      count++
    })
    await session.send('Animation.enable')
    await act()
    await session.detach()
    return count
  }

  const turn = async () => {
    await page.locator('[name=f2]').fill('Ana')
    await page.locator('[name=f3]').fill('ana@example.com')
    await submit(page)
    await page.locator('[name=f7]').waitFor()
  }
  const show = async () => {
    await page.locator('#opener').click()
    await page.locator('dialog[open]').waitFor()
  }
  const send = async () => {
    await submit(page)
    await page.locator('[part=submit][aria-disabled=true]').waitFor()
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  }

  test.each([
    ['reduce', false],
    ['no-preference', true],
  ] as const)('asked to %s: there is some: %s', async (reducedMotion, isSome) => {
    await page.emulateMedia({ reducedMotion })
    await page.route('**/v1/forms/*/submissions', () => {})
    await open(page, `${stage.site}/stepped`)
    expect((await moved(turn)) > 0, 'a step').toBe(isSome)
    await open(page, `${stage.site}/dialog`)
    expect((await moved(show)) > 0, 'a dialog').toBe(isSome)
    await page.locator('[name=f2]').fill('Ana')
    await page.locator('[name=f3]').fill('ana@example.com')
    await page.locator('[name=f11]').selectOption('Roof')
    await page.locator('[name=f12]').first().check()
    await page.locator('[name=f14]').fill('Old')
    await page.locator('[name=f16]').check()
    expect((await moved(send)) > 0, 'sending').toBe(isSome)
  })
})

test('nothing appears by pointing at it or by focus alone (1.4.13)', async () => {
  await open(page, `${stage.site}/every`)
  const words = () => page.locator('gatehouse-form [part=form]').innerText()
  const before = await words()
  for (const control of await page.locator('gatehouse-form :is(input, select, textarea, button):visible').all()) {
    await control.hover({ force: true })
    await control.focus()
  }
  expect(await words()).toBe(before)
  expect(await page.locator('gatehouse-form [title]').count()).toBe(0)
})
