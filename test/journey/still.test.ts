/** What stands below a form stays where it is when the form comes: however it is embedded, on a telephone and on a desk. */
import { describe, expect, test } from 'vitest'
import {
  browser,
  FONTS,
  formBox,
  movedOn,
  playBeforeASlowProxy,
  SHOWN,
  stage,
  topOfBelow,
  visit,
  WIDTHS_PX,
} from '../support/slow-proxy.ts'

playBeforeASlowProxy()

/** Every form in the usual font, some in the others too. */
const CASES = SHOWN.flatMap(([id, locale]) => {
  const fonts = ['contato-pt-BR', 'every-en', 'stepped-ar'].includes(`${id}-${locale}`) ? Object.keys(FONTS) : ['usual']
  return fonts.map((font) => [`${id}-${locale}`, font] as const)
})

describe('the plain form stands as high as the one that takes it over', () => {
  test.each(CASES.filter(([form]) => !form.startsWith('closed')))('%s in the %s font', async (form, font) => {
    for (const width of WIDTHS_PX) {
      const { page, comes } = await visit(`/instant/${form}/${font}`, width)
      const [before, top] = [await formBox(page), await topOfBelow(page)]
      await comes()
      expect((await formBox(page)).height).toBeCloseTo(before.height, 0)
      expect(await topOfBelow(page)).toBeCloseTo(top, 0)
      expect(await movedOn(page)).toEqual([])
      await page.close()
    }
  })

  test('with the same words, links and stress among them', async () => {
    const { page, comes } = await visit('/instant/typed-en/usual', 390)
    const words = async () =>
      (await page.locator('.prose, [for$=consent], label:has(a)').allInnerTexts()).map((each) => each.trim())
    const before = await words()
    await comes()
    expect(await words()).toEqual(before)
    expect(before).toContain('I accept the privacy policy of this shop')
    expect(before.join()).toContain('We answer within a day, on the phone too.')
    await page.close()
  })

  test('without its styles, which a page may refuse, it is filled in and taken over as well', async () => {
    const { page, comes } = await visit('/instant/contato-pt-BR/usual', 390)
    await page.evaluate(() => document.querySelector('gatehouse-form style')?.remove())
    await page.getByLabel('Seu nome').fill('Ana')
    await page.getByLabel('Conta de luz').fill('350')
    await comes()
    expect(await page.getByLabel('Seu nome').inputValue()).toBe('Ana')
    await page.close()
  })

  test('its styles change nothing else of the page', async () => {
    const { page } = await visit('/instant/contato-pt-BR/usual', 1280)
    const looks = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('h1, #below, #own *')].map((each) => {
          const styles = getComputedStyle(each)
          return Array.from(styles, (name) => `${each.localName} ${name}: ${styles.getPropertyValue(name)}`).join()
        }),
      )
    await page.evaluate(() => {
      const own = document.body.appendChild(document.createElement('form'))
      own.id = 'own'
      own.innerHTML = `<div class="fields"><p class="quiet choice half">A</p><label class="choice"><input class="control"> B</label>
<select><option>C</select><button>D</button></div><gatehouse-form form="contato"><a href="/">E</a></gatehouse-form>`
    })
    const styled = await looks()
    await page.evaluate(() => document.querySelector('gatehouse-form style')?.remove())
    expect(styled).toEqual(await looks())
    expect(styled.length).toBeGreaterThan(8)
    await page.close()
  })
})

describe('the steps of a plain form', () => {
  const later = (page: Awaited<ReturnType<typeof visit>>['page']) => page.getByLabel('Monthly bill')

  test('are shown one at a time while the script is awaited, all once somebody is in the form, and stay', async () => {
    const { page } = await visit('/instant/stepped-en/usual', 390)
    expect(await later(page).isVisible()).toBe(false)
    await page.getByLabel('Your name').fill('Ana')
    expect(await later(page).isVisible()).toBe(true)
    await page.locator('#below').click()
    expect(await later(page).isVisible()).toBe(true)
    await page.close()
  })

  test('and so is a question that depends on what is typed', async () => {
    const { page } = await visit('/instant/typed-en/usual', 390)
    expect(await page.getByLabel('Who pays it').isVisible()).toBe(false)
    // What is clicked stays where it is until the click is over.
    await page.getByRole('checkbox').click()
    expect(await page.getByRole('checkbox').isChecked()).toBe(true)
    await page.getByLabel('Monthly bill').fill('300')
    expect(await page.getByLabel('Who pays it').isVisible()).toBe(true)
    await page.close()
  })

  test('are all there where no script runs', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${stage.site}/instant/stepped-en/usual`)
    expect(await later(page).isVisible()).toBe(true)
    await context.close()
  })
})

describe('with the place that is reserved for it, nothing moves when it comes', () => {
  test.each(CASES)('the element: %s in the %s font', (form, font) => staysStill(`/element/${form}/${font}`))
  test.each(CASES.filter(([form, font]) => font === 'large' || form === 'typed-en'))(
    'the one line: %s in the %s font',
    (form, font) => staysStill(`/script/${form}/${font}`),
  )

  /** And little of the place is left empty: 8 % of the form's height, or one line. */
  async function staysStill(path: string): Promise<void> {
    for (const width of WIDTHS_PX) {
      const { page, comes } = await visit(path, width)
      const top = await topOfBelow(page)
      await comes()
      const { height, left } = await formBox(page)
      expect(Math.abs((await topOfBelow(page)) - top)).toBeLessThan(3)
      expect(await movedOn(page)).toEqual([])
      expect(left).toBeLessThanOrEqual(Math.max(0.08 * height, 24))
      await page.close()
    }
  }

  test('without a place it does: what is measured here can be seen', async () => {
    const { page, comes } = await visit('/element/contato-pt-BR/usual', 390)
    await page.evaluate(() => document.querySelectorAll('style')[1]?.remove())
    await comes()
    expect(await movedOn(page)).not.toEqual([])
    await page.close()
  })
})

describe('what was kept of a form is there with its first drawing', () => {
  const path = (kind: string, form: string) => `/${kind}/${form}/usual`

  /** As a reload leaves it, in a page whose script is still to come. */
  async function visitAgain(at: string, draft: object) {
    const visited = await visit(at, 390)
    const [, , form = ''] = at.split('/')
    const kept = [`gatehouse:${form.split('-')[0]}:${at}:0`, JSON.stringify(draft)] as const
    await visited.page.evaluate(([key, text]) => sessionStorage.setItem(key, text), kept)
    return visited
  }

  test.each(['instant', 'element', 'script'])('%s: answers that ask for nothing more move nothing', async (kind) => {
    const { page, comes } = await visitAgain(path(kind, 'contato-pt-BR'), {
      answers: { nome: 'Ana', interesse: 'Outro' },
    })
    await comes()
    expect(await page.getByLabel('Seu nome').inputValue()).toBe('Ana')
    expect(await movedOn(page)).toEqual([])
    await page.close()
  })

  // How high the form will be with them is not known before the script is there, which alone knows what was kept.
  test.each(['instant', 'element', 'script'])(
    '%s: answers that ask for more move what is below, once',
    async (kind) => {
      const draft = { answers: { nome: 'Ana', interesse: 'Rural', conta: '350' } }
      const { page, comes } = await visitAgain(path(kind, 'contato-pt-BR'), draft)
      await comes()
      expect(await page.getByLabel('Conta de luz').inputValue()).toBe('350')
      expect(await movedOn(page)).toEqual([expect.stringMatching(/ P$/)])
      await page.close()
    },
  )
})
