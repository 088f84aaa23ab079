/** The parts of the element that come later: one that hangs, and one that an element of another release asks for. */
import type { Route } from 'playwright'
import { expect, test } from 'vitest'
import { page, playOnEveryField, stage } from '../support/every-field-stage.ts'
import { fill, submit } from '../support/every-state.ts'
import { until } from '../support/stage.ts'

playOnEveryField()

const STEPS = /\/v1\/assets\/steps-[\da-f]{8}\.js$/
const controls = () => page.locator('gatehouse-form [name]').count()

test('a part that never comes is waited for no longer than for the form, which is there without it', async () => {
  const asked: string[] = []
  const never = (route: Route) => void asked.push(route.request().url())
  await page.route(STEPS, never)
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  // Time stands still but for what passes here.
  await page.clock.install({ time: 0 })
  await page.clock.pauseAt(1_000)
  await page.goto(`${stage.site}/stepped`)
  await until(() => asked.length === 1)
  await page.clock.runFor(9_900)
  expect(await page.getByRole('link', { name: 'Open the form' }).isVisible()).toBe(true)
  expect(await controls()).toBe(0)
  await page.clock.runFor(100)
  await page.locator('gatehouse-form [name=f16]').waitFor()
  expect(await page.locator('gatehouse-form [part=step]').count()).toBe(2)
  expect(await page.locator('gatehouse-form [part=progress]').count()).toBe(0)
  await fill(page)
  await submit(page)
  await page.locator('[part=reference]').waitFor()
  expect(asked).toHaveLength(1)
  expect(complaints).toEqual([expect.stringMatching(/"steps" cannot be loaded from .*steps-/)])
})

test('an element that was kept, or built into a site, by another release has the parts that there are', async () => {
  const asked: string[] = []
  await page.route('**/v1/form.js', async (route) => {
    const response = await route.fetch()
    const script = await response.text()
    await route.fulfill({ response, body: script.replace(/-[\da-f]{8}\.js/g, '-00000000.js') })
  })
  page.on('request', (request) => STEPS.test(request.url()) && asked.push(new URL(request.url()).pathname))
  await page.goto(`${stage.site}/stepped`)
  await page.locator('gatehouse-form [part=progress]').waitFor()
  expect(asked).toEqual(['/v1/assets/steps-00000000.js'])
  await fill(page)
  await submit(page)
  await page.locator('[part=reference]').waitFor()
})
