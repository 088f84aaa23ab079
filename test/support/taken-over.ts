import type { Page } from 'playwright'
import type {} from '../../src/widget/gatehouse-form.ts'

/** Waits until the element itself shows its form: the one line and the instant embed show a plain one until then. */
export const takenOver = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => document.querySelector('gatehouse-form')?.state === 'ready')
