import { beforeEach, describe, expect, test } from 'vitest'
import { page, playOnEveryField, stage } from '../support/every-field-stage.ts'
import { open } from '../support/every-state.ts'
import { until } from '../support/stage.ts'

playOnEveryField({ viewport: { width: 1000, height: 600 }, locale: 'en-US' })

// From the first moment, so that no chooser of the system's own opens.
beforeEach(() => void page.on('filechooser', () => {}))

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}

interface Stop {
  /** Its control's name, its part or its id. */
  readonly name: string
  readonly top: number
  readonly left: number
  /** Something of it is seen, and nothing lies on top of that. */
  readonly isSeen: boolean
  readonly clip: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

/** Where the focus is. */
const stop = (): Promise<Stop> =>
  page.evaluate(() => {
    let active: Element | null = document.activeElement
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
    const own = active ?? document.body
    const { left, top, width, height } = own.getBoundingClientRect()
    const root = own.getRootNode() as ShadowRoot | Document
    const upper = root.elementFromPoint(left + width / 2, top + Math.min(height, 20) / 2)
    return {
      name: own.getAttribute('name') ?? own.getAttribute('part') ?? (own.id || own.localName),
      ...{ top: top + scrollY, left },
      isSeen: upper !== null && (own.contains(upper) || upper.contains(own)),
      clip: { x: Math.max(0, left - 6), y: Math.max(0, top - 6), width: width + 12, height: height + 12 },
    }
  })

/** One stop after the other, from here until the focus is on what has this name. Parts of one control count once. */
async function walk(key: 'Tab' | 'Shift+Tab', last: string, visit: (at: Stop) => unknown = () => {}): Promise<Stop[]> {
  const stops: Stop[] = []
  for (let count = 0; count < 60; count++) {
    await press(key)
    const at = await stop()
    await visit(at)
    if (at.name !== stops.at(-1)?.name) stops.push(at)
    if (at.name === last) return stops
  }
  throw new Error(`${last} was not reached by ${key}: ${stops.map(({ name }) => name)}`)
}

const DATES = ['f8', 'f9', 'f10']
const CONTROLS = ['f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8', 'f9', 'f10', 'f11', 'f12', 'f13', 'f14', 'f15', 'f16']

describe('the way through', () => {
  test.each(['/every', '/every-ar', '/light-dom'])('%s: goes as it is read, is always seen, and ends', async (path) => {
    await open(page, stage.site + path)
    const isRtl = path.endsWith('ar')
    await page.locator('#opener').focus()
    const stops = await walk('Tab', 'after', (at) => expect(at.isSeen, at.name).toBe(true))
    const names = stops.map(({ name }) => name)
    // The boxes of one question stand below each other and have one name.
    expect(names).toEqual([...CONTROLS, 'submit', 'after'])
    for (const [index, at] of stops.slice(1).entries()) {
      const before = stops[index]
      if (!before) continue
      const isBeside = Math.abs(at.top - before.top) < 2
      const isAfter = isBeside ? (isRtl ? at.left < before.left : at.left > before.left) : at.top > before.top
      expect(isAfter, `${before.name} → ${at.name}`).toBe(true)
    }
    const back = await walk('Shift+Tab', 'before')
    expect(back.map(({ name }) => name)).toEqual(['submit', ...CONTROLS.toReversed(), 'opener', 'before'])
  })

  test.each(['none', 'active'] as const)(
    'the focus is drawn at every stop, forced colours: %s',
    async (forcedColors) => {
      await page.emulateMedia({ forcedColors })
      // Nothing scrolls, so that each place is seen with and without the focus.
      await page.setViewportSize({ width: 1000, height: 2400 })
      await open(page, `${stage.site}/every`)
      const shot = ({ clip }: Stop) => page.screenshot({ clip, scale: 'css' })
      const before = new Map<string, Buffer>()
      await page.locator('#opener').focus()
      const places = await walk('Tab', 'after')
      await page.mouse.click(990, 2390)
      for (const place of places) before.set(place.name, await shot(place))
      await page.locator('#opener').focus()
      const unseen: string[] = []
      let last = ''
      await walk('Tab', 'after', async (at) => {
        // Of boxes with one name the first; of a date every part.
        if (at.name === last && !DATES.includes(at.name)) return
        last = at.name
        if (before.get(at.name)?.equals(await shot(at))) unseen.push(at.name)
      })
      expect(unseen).toEqual([])
      expect([...before.keys()]).toEqual([...CONTROLS, 'submit', 'after'])
    },
  )
})

test('every kind of field is filled, a file chosen, and the form sent', async () => {
  await open(page, `${stage.site}/every`)
  await page.locator('#opener').focus()
  const to = (name: string) => walk('Tab', name)
  const type = (text: string) => page.keyboard.type(text)
  await to('f2')
  await type('Ana de Teclado')
  await to('f3')
  await type('ana@example.com')
  await to('f4')
  await type('11912345678')
  await to('f5')
  await type('https://example.com')
  await to('f6')
  await type('52998224725')
  await to('f7')
  await type('350')
  await to('f8')
  await type('12012026')
  await to('f9')
  await type('0230PM')
  await to('f10')
  await type('12012025')
  await press('ArrowRight')
  await type('0915AM')
  await to('f11')
  await type('Wall')
  await to('f12')
  await press('ArrowDown')
  await to('f13')
  await press('Space', 'Tab', 'Space')
  await to('f14')
  await type('An old roof')
  await press('Enter')
  await type('of clay')
  await to('f15')
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press('Enter')])
  await chooser.setFiles({ name: 'roof.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') })
  await page.locator('[part=file]').waitFor()
  await to('f16')
  await press('Space')
  const answers = await page.evaluate(
    () => (document.querySelector('gatehouse-form') as HTMLElement & { answers: object }).answers,
  )
  expect(answers).toMatchObject({
    ...{
      name: 'Ana de Teclado',
      email: 'ana@example.com',
      phone: '11912345678',
      site: 'https://example.com',
      bill: '350',
    },
    ...{
      cpf: '529.982.247-25',
      day: '2026-12-01',
      hour: '14:30',
      visit: '2025-12-01T09:15',
      part: 'Wall',
      size: 'Large',
    },
    ...{ extras: ['Battery', 'Charger'], story: 'An old roof\nof clay', photos: ['roof.pdf'], $consent: true },
  })
  await press('Enter')
  await page.locator('[part=reference]').waitFor()
})

test('what is wrong is reached from its list by Enter', async () => {
  await open(page, `${stage.site}/every`)
  await page.locator('[name=f16]').focus()
  await press('Enter')
  await until(async () => (await stop()).name === 'error-summary')
  await press('Tab', 'Tab', 'Enter')
  expect((await stop()).name).toBe('f3')
})

test('a file is removed by its button, and the focus goes on to the next one', async () => {
  await open(page, `${stage.site}/every`)
  await page.locator('[name=f15]').focus()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press('Space')])
  const file = (name: string) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') })
  await chooser.setFiles([file('one.pdf'), file('two.pdf')])
  await page.getByRole('button', { name: 'Remove two.pdf' }).waitFor()
  await press('Tab', 'Enter')
  await page.getByRole('button', { name: 'Remove one.pdf' }).waitFor({ state: 'detached' })
  expect(await page.getByRole('button', { name: 'Remove two.pdf' }).evaluate((own) => own.matches(':focus'))).toBe(true)
})

test('steps: Enter goes on, the way back is a button, and what was typed is there', async () => {
  await open(page, `${stage.site}/stepped`)
  await page.locator('#opener').focus()
  await walk('Tab', 'f2')
  await page.keyboard.type('Ana')
  await walk('Tab', 'f3')
  await page.keyboard.type('ana@example.com')
  await press('Enter')
  await page.locator('[name=f7]').waitFor()
  await until(async () => (await stop()).name === 'h3')
  await walk('Tab', 'back')
  await press('Space')
  await page.locator('[name=f2]').waitFor()
  expect(await page.locator('[name=f2]').inputValue()).toBe('Ana')
})

test('a dialog is opened by its trigger, holds the focus, is left by Escape, and gives the focus back', async () => {
  await open(page, `${stage.site}/dialog`)
  await page.locator('#opener').focus()
  await press('Enter')
  await until(async () => (await stop()).name === 'f2')
  const seen = new Set<string>()
  for (let count = 0; count < 60; count++) {
    await press('Tab')
    seen.add((await stop()).name)
  }
  expect([...seen].filter((name) => ![...CONTROLS, 'submit', 'close', 'dialog', 'body'].includes(name))).toEqual([])
  expect(seen).toContain('close')
  await press('Escape')
  await until(async () => (await stop()).name === 'opener')
  await press('Enter')
  await until(async () => (await stop()).name === 'f2')
  await press('Shift+Tab')
  expect((await stop()).name).toBe('close')
  await press('Space')
  await until(async () => (await stop()).name === 'opener')
})
