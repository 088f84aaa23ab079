import type { Page } from 'playwright'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Told } from '../support/accessibility-tree.ts'
import { find, told } from '../support/accessibility-tree.ts'
import { page, playOnEveryField, stage, withoutScript } from '../support/every-field-stage.ts'
import { fill, open, STATES, submit } from '../support/every-state.ts'
import { until } from '../support/stage.ts'

playOnEveryField()

const enter = (state: string) => STATES[state]?.(page, stage.site, '')
/** In reading order, as far as it names, describes or asks. */
const shapes = (all: readonly Told[], roles: RegExp) =>
  all.filter(({ role }) => roles.test(role)).map(({ role, name, description }) => [role, name, description])
const focusedOf = (all: readonly Told[]) => all.filter(({ focused, role }) => focused && role !== 'RootWebArea')

describe('every control has', () => {
  test('its label as its name, “optional” in words, and its help as its description', async () => {
    await enter('empty')
    const controls = /^(textbox|Date|InputTime|DateTime|combobox|radiogroup|radio|group|checkbox)$/
    const own = (all: unknown[][]) =>
      all.filter(([, name]) => !/^(Month|Day|Year|Hours|Minutes|AM\/PM) /.test(`${name}`))
    expect(own(shapes(await told(page), controls))).toEqual([
      ['textbox', 'Your name', ''],
      ['textbox', 'Email', 'Where our answer goes'],
      ['textbox', 'Phone (optional)', expect.any(String)],
      ['textbox', 'Web site (optional)', ''],
      ['textbox', 'CPF (optional)', ''],
      ['textbox', 'Monthly bill (optional)', ''],
      ['Date', 'Best day (optional)', ''],
      ['InputTime', 'Best hour (optional)', ''],
      ['DateTime', 'Last visit (optional)', ''],
      ['combobox', 'Part', ''],
      ['radiogroup', 'Size', 'You can change it later'],
      ['radio', 'Small', ''],
      ['radio', 'Large', ''],
      ['group', 'Extras (optional)', ''],
      ['checkbox', 'Battery', ''],
      ['checkbox', 'Charger', ''],
      ['textbox', 'Tell us more', ''],
      ['checkbox', 'You may write to me about this', ''],
    ])
  })

  test('its need told, where it has to be answered', async () => {
    await enter('empty')
    const required = (await told(page)).filter((each) => each.required).map(({ name }) => name)
    expect(required).toEqual(['Your name', 'Email', 'Size', 'Tell us more'])
    // Of lists and boxes Chromium hands it on, but does not list it here.
    const native = page.locator('gatehouse-form :is(select, [type=checkbox])[required]')
    expect(await native.evaluateAll((all) => all.map((each) => each.getAttribute('name')))).toEqual(['f11', 'f16'])
  })

  test('what browsers and password managers go by: its purpose, as the form says it, or its type and label do', async () => {
    await enter('empty')
    const tokens = await page
      .locator('gatehouse-form [autocomplete]:not(.unseen)')
      .evaluateAll((all) => all.map((each) => `${each.getAttribute('name')} ${each.getAttribute('autocomplete')}`))
    expect(tokens).toEqual(['f2 name', 'f3 email', 'f4 tel', 'f5 url'])
  })

  test('the words that are seen on it in its name', async () => {
    await enter('with files, one of them not taken')
    const all = await told(page)
    find(all, 'button', /^Photographs .*Choose files$/)
    find(all, 'button', 'Remove roof.pdf')
    find(all, 'button', 'Send')
    for (const [state, words] of [
      ['sending, when it takes long', 'Sending…'],
      ['waiting', 'Try again'],
    ] as const) {
      await page.evaluate(() => sessionStorage.clear())
      await enter(state)
      expect(await page.locator('gatehouse-form [part=submit]').innerText()).toBe(words)
      find(await told(page), 'button', words)
    }
  })
})

describe('what is wrong', () => {
  const wrong: Readonly<Record<string, string>> = {
    'Your name': 'Your name: please fill this in',
    Email: 'Where our answer goes Email: please check that it is complete and spelled right',
    'Monthly bill (optional)': 'Monthly bill: the minimum is 50',
    Part: 'Part: please fill this in',
    Size: 'You can change it later Size: please fill this in',
    'Tell us more': 'Tell us more: please fill this in',
    'You may write to me about this': 'You may write to me about this: please tick this box',
  }

  test('is said of its control after its help, and of no other', async () => {
    await enter('invalid')
    const said = (await told(page)).filter(({ invalid }) => invalid)
    expect(Object.fromEntries(said.map(({ name, description }) => [name, description]))).toEqual(wrong)
  })

  test('is counted where the focus goes, with a link to each control that leads there', async () => {
    await enter('invalid')
    const all = await told(page)
    expect(focusedOf(all)).toMatchObject([{ role: 'group', name: '7 answers need your attention' }])
    const links = page.locator('[part=error-summary] a')
    expect(await links.count()).toBe(7)
    for (const [index, name] of Object.keys(wrong).entries()) {
      await links.nth(index).click()
      // Of a group the first choice.
      expect(focusedOf(await told(page)).map((each) => each.name)).toEqual([name === 'Size' ? 'Small' : name])
    }
  })

  test('nothing is told to be wrong before anything was sent', async () => {
    await enter('empty')
    expect((await told(page)).filter(({ invalid }) => invalid).map(({ name }) => name)).toEqual([])
  })

  test('a control that is mended is no longer told to be wrong', async () => {
    await enter('invalid')
    await page.locator('[name=f2]').fill('Ana')
    await until(async () => find(await told(page), 'textbox', 'Your name').invalid === undefined)
    expect(find(await told(page), 'textbox', 'Your name').description).toBe('')
  })
})

describe('the reader is led', () => {
  test('to the heading that holds the reference, once it is accepted', async () => {
    await enter('success')
    const [heading, ...more] = focusedOf(await told(page))
    expect(more).toEqual([])
    expect(heading).toMatchObject({ role: 'heading', name: 'Thank you', level: 2 })
    expect(heading?.description).toMatch(/^We have it\. Your number: [2-9A-Z]{3}-[2-9A-Z]{3}$/)
  })

  test('to the heading of the next step, which says how far it is, and back', async () => {
    await enter('the first step')
    await page.locator('[name=f2]').fill('Ana')
    await page.locator('[name=f3]').fill('ana@example.com')
    await submit(page)
    await until(async () => focusedOf(await told(page))[0]?.name === '2 of 2: Your roof')
    expect(focusedOf(await told(page))).toMatchObject([{ role: 'heading', level: 3 }])
    await page.locator('[part=back]').click()
    await until(async () => focusedOf(await told(page))[0]?.name === '1 of 2: You')
  })

  test('into a dialog with a name, behind which nothing is told', async () => {
    await enter('dialog')
    const all = await told(page)
    expect(find(all, 'dialog', 'Ask for an estimate').modal).toBe(true)
    expect(focusedOf(all)).toMatchObject([{ role: 'textbox', name: 'Your name' }])
    expect(all.filter(({ name }) => /^(Before|After|Open)$/.test(name))).toEqual([])
  })

  test('the form by its title, once', async () => {
    await enter('empty')
    const forms = async () =>
      shapes(await told(page), /^(form|dialog)$/).flatMap(([role, name]) => (name ? [[role, name]] : []))
    expect(await forms()).toEqual([['form', 'Ask for an estimate']])
    await enter('dialog')
    expect(await forms()).toEqual([['dialog', 'Ask for an estimate']])
  })

  test('by headings that leave no level out', async () => {
    await enter('the first step, invalid')
    const levels = (await told(page)).filter(({ role }) => role === 'heading').map(({ level, name }) => [level, name])
    expect(levels).toEqual([
      [1, 'Site'],
      [2, 'Ask for an estimate'],
      [3, '2 answers need your attention'],
      [3, '1 of 2: You'],
    ])
  })
})

describe('spoken up, in a place that was there before the words', () => {
  /** Everything that a live region says from now on, in order. */
  async function listen(selector: string): Promise<() => Promise<readonly string[]>> {
    const region = await page.locator(selector).elementHandle()
    if (!region) throw new Error(`There is no ${selector}.`)
    expect(await region.getAttribute('role')).toBe('status')
    const said = await region.evaluateHandle((place) => {
      const words = () => `${place.textContent}`.trim()
      const heard = [words()]
      const note = () => words() !== heard.at(-1) && heard.push(words())
      new MutationObserver(note).observe(place, { subtree: true, childList: true, characterData: true })
      return heard
    })
    return () => said.jsonValue()
  }

  test('that it is sent, that it could not be, and then the focus says that it was', async () => {
    let isAway = true
    const held: (() => void)[] = []
    await page.route('**/v1/forms/*/submissions', async (route) => {
      if (!isAway) return route.continue()
      await new Promise<void>((done) => held.push(done))
      await route.abort()
    })
    await open(page, `${stage.site}/every`)
    await fill(page)
    const heard = await listen('gatehouse-form form > [role=status]')
    await submit(page)
    await until(async () => (await heard()).length === 2)
    for (const release of held) release()
    await until(async () => (await heard()).length === 3)
    expect(await heard()).toEqual([
      '',
      'Sending…',
      expect.stringMatching(/^It could not be sent yet\. What you typed is kept/),
    ])
    isAway = false
    for (const release of held) release()
    await submit(page)
    await page.locator('[part=reference]').waitFor()
    expect(focusedOf(await told(page))).toMatchObject([{ role: 'heading', name: 'Thank you' }])
  })

  test('which files were added, which were not taken, and which were removed', async () => {
    await open(page, `${stage.site}/every`)
    const heard = await listen('[part~=field-photos] [role=status]')
    await page
      .locator('[name=f15]')
      .setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') })
    await page.locator('[part=file]').waitFor()
    await page.locator('[part=file] button').click()
    await page.locator('[part=file]').waitFor({ state: 'detached' })
    expect(await heard()).toEqual(['', 'a.pdf added', 'a.pdf removed'])
    // Where files are chosen: the button that had the focus is gone.
    expect(focusedOf(await told(page))).toMatchObject([{ role: 'button', name: /^Photographs/ }])
  })

  test('that the form cannot be had', async () => {
    await open(page, `${stage.site}/missing`)
    expect(await page.locator('gatehouse-form [role=alert]').innerText()).toBe('Reload')
    find(await told(page), 'button', 'Reload')
    find(await told(page), 'link', 'Open the form')
  })
})

describe('on the form’s own page, without a script', () => {
  let page: Page

  beforeEach(async () => {
    page = await withoutScript()
  })

  afterEach(() => page.context().close())

  const wrong = async () => (await told(page)).filter(({ invalid }) => invalid).map(({ name }) => name)

  test('nothing is told to be wrong before it was sent, and what has to be answered is told', async () => {
    await page.goto(`${stage.proxy}/f/every`)
    expect(await wrong()).toEqual([])
    const required = (await told(page)).filter((each) => each.required).map(({ name }) => name)
    expect(required).toEqual(['Your name', 'Email', 'Size', 'Tell us more'])
  })

  test('a page that comes back begins with what is wrong: in its title, and where the focus is', async () => {
    await page.goto(`${stage.proxy}/f/every`)
    await page.locator('form button').click()
    await page.locator('.summary').waitFor()
    expect(await page.title()).toBe('Error: Ask for an estimate')
    expect(focusedOf(await told(page))).toMatchObject([{ role: 'group', name: '6 answers need your attention' }])
    expect(await wrong()).toEqual([
      'Your name',
      'Email',
      'Part',
      'Size',
      'Tell us more',
      'You may write to me about this',
    ])
  })
})
