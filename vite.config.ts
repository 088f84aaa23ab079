import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { builds } from './config/builds.ts'
import { CHROMIUM_ARGS, findChromium } from './scripts/chromium.mjs'
import LongFirst from './test/support/long-first.ts'

const executablePath = await findChromium()
const noDevServer = fileURLToPath(new URL('./test/support/no-dev-server.ts', import.meta.url))

export default defineConfig({
  ...builds,
  test: {
    // Much of it waits for processes and disks: both cores are busy with two files at a time.
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    reporters: ['default', './test/support/tally.ts'],
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/widget/**', 'test/**/*.browser.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A second, as is usual, is no time on a busy machine.
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        // @open-wc/testing reaches for the dev server that it was written for; the stub says that there is none.
        resolve: {
          // The optimiser rewrites the path in front, so that only its end can be relied on.
          alias: [{ find: /^.*\/__web-dev-server__web-socket\.js$/, replacement: noDevServer }],
        },
        optimizeDeps: { include: ['@open-wc/testing', 'lit/html.js'] },
        test: {
          name: 'browser',
          include: ['test/widget/**/*.test.ts', 'test/**/*.browser.test.ts'],
          setupFiles: ['test/support/fresh-tab.ts'],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: [...CHROMIUM_ARGS], ...(executablePath ? { executablePath } : {}) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
