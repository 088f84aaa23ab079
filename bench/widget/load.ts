/** One load of a page, on a phone's processor and a slow line, and what it cost. */
import type { BrowserContext, CDPSession } from 'playwright'

export interface Cost {
  /** From navigation to the first frame in which an input has a box, can be seen and takes the focus. */
  readonly usableMs: number
  readonly scriptMs: number
  readonly longTasks: number
  readonly longTaskMs: number
  /** Of the tasks that a script of the proxy's began: how many took 50 ms or more, and the longest of which there is word. */
  readonly ownLongTasks: number
  readonly ownLongestMs: number
  /** After collecting garbage. */
  readonly heapMb: number
  /** Besides the page, and answered before it was usable. */
  readonly requests: number
  /** Of all that came over the line, as it came. */
  readonly kB: number
  readonly shift: number
}

const SLOW_CPU = { rate: 4 }
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 }
/** Until nothing of ours is under way any more. */
const SETTLE_MS = 1_000

export async function load(context: BrowserContext, url: string): Promise<Cost> {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  let bytes = 0
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  await cdp.send('Network.emulateNetworkConditions', SLOW_4G)
  await cdp.send('Emulation.setCPUThrottlingRate', SLOW_CPU)
  await cdp.send('Performance.enable')
  await page.addInitScript(watch)
  await page.goto(url)
  await page.waitForFunction(() => seen.usableMs > 0, undefined, { timeout: 30_000 })
  await page.waitForTimeout(SETTLE_MS)

  const cost = await page.evaluate(() => {
    const before = performance
      .getEntriesByType('resource')
      .filter((entry) => (entry as PerformanceResourceTiming).responseEnd <= seen.usableMs)
    return { ...seen, requests: before.length }
  })
  const scriptMs = (await metric(cdp, 'ScriptDuration')) * 1_000
  await cdp.send('HeapProfiler.collectGarbage')
  const heapMb = (await metric(cdp, 'JSHeapUsedSize')) / 1_000_000
  await page.close()
  return { ...cost, scriptMs, heapMb, kB: bytes / 1_000 }
}

declare let seen: Pick<Cost, 'usableMs' | 'longTasks' | 'longTaskMs' | 'ownLongTasks' | 'ownLongestMs' | 'shift'>

/** https://www.w3.org/TR/long-animation-frames/: it tells of scripts of 5 ms or more, in frames of 50 ms or more. */
interface LongFrame extends PerformanceEntry {
  readonly scripts: readonly { readonly sourceURL: string; readonly duration: number }[]
}

/** Runs in the page, before it. */
function watch(): void {
  const noted = { usableMs: 0, longTasks: 0, longTaskMs: 0, ownLongTasks: 0, ownLongestMs: 0, shift: 0 }
  Object.assign(globalThis, { seen: noted })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      noted.longTasks++
      noted.longTaskMs += duration
    }
  }).observe({ type: 'longtask', buffered: true })
  new PerformanceObserver((list) => {
    for (const { scripts } of list.getEntries() as LongFrame[]) {
      for (const { sourceURL, duration } of scripts) {
        if (!/\/v1\//.test(sourceURL)) continue
        if (duration >= 50) noted.ownLongTasks++
        noted.ownLongestMs = Math.max(noted.ownLongestMs, duration)
      }
    }
  }).observe({ type: 'long-animation-frame', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) noted.shift += (entry as PerformanceEntry & { value: number }).value
  }).observe({ type: 'layout-shift', buffered: true })

  const controls = (root: ParentNode): HTMLElement[] =>
    [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) => [
      ...(element.matches('input, textarea, select') ? [element] : []),
      ...(element.shadowRoot ? controls(element.shadowRoot) : []),
    ])
  const takesFocus = (control: HTMLElement) => {
    if (!control.checkVisibility() || control.getBoundingClientRect().height === 0) return false
    control.focus()
    return control.matches(':focus')
  }
  requestAnimationFrame(function look() {
    if (controls(document).some(takesFocus)) noted.usableMs = performance.now()
    else requestAnimationFrame(look)
  })
}

async function metric(cdp: CDPSession, name: string): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find((each) => each.name === name)?.value ?? Number.NaN
}
