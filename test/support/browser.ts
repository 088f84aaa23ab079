/** A real Chromium for journeys, found as `scripts/chromium.mjs` says. */
import type { Browser } from 'playwright'
import { chromium } from 'playwright'
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.mjs'

/** `keepsPages`: pages that were left come back as they stood, which the driver would switch off. */
export async function openBrowser({ keepsPages = false } = {}): Promise<Browser> {
  const executablePath = await findChromium()
  return chromium.launch({
    args: [...CHROMIUM_ARGS],
    ...(keepsPages && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    ...(executablePath !== undefined && { executablePath }),
  })
}
