/** How well a colour stands out from what lies under it (WCAG 2.2, 1.4.3 and 1.4.11), as Chromium paints both. */
import type { Page } from 'playwright'

/** A thing by its selector in the form, and which of its colours is meant. `::placeholder` and the like come last. */
export type Paint = readonly [selector: string, property: string, ground?: 'own']

/**
 * From 1 to 21. `own`: against the background of the thing itself; else against what it stands on. Both are painted over
 * the page's ground, so that what is half transparent is taken as it is seen.
 */
export function contrast(page: Page, [selector, property, ground]: Paint): Promise<number> {
  return page.evaluate(
    ([selector, property, ground]) => {
      const root = document.querySelector('gatehouse-form')?.shadowRoot ?? document
      const [, own = '', pseudo] = /^(.*?)(::.*)?$/.exec(selector) ?? []
      const element = root.querySelector(own)
      if (!element) throw new Error(`There is no ${selector}.`)
      const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
      if (!canvas) throw new Error('There is no canvas.')
      const paint = (colour: string, alpha = 1) => {
        canvas.globalAlpha = alpha
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
      }
      const grounds: string[] = []
      const first = ground === 'own' ? element : parentOf(element)
      for (let at: Element | null = first; at; at = parentOf(at)) grounds.unshift(getComputedStyle(at).backgroundColor)
      const below = () => {
        canvas.clearRect(0, 0, 1, 1)
        // What nobody painted is the browser's own ground.
        const probe = document.body.appendChild(document.createElement('i'))
        probe.style.color = 'Canvas'
        paint(getComputedStyle(probe).color)
        probe.remove()
        for (const colour of grounds) paint(colour)
      }
      const luminance = () => {
        const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((level) => {
          const share = level / 255
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      below()
      const under = luminance()
      const style = getComputedStyle(element, pseudo)
      paint(style.getPropertyValue(property), pseudo ? Number(style.opacity) : 1)
      const over = luminance()
      return (Math.max(over, under) + 0.05) / (Math.min(over, under) + 0.05)

      function parentOf(at: Element): Element | null {
        return at.parentElement ?? (at.getRootNode() as ShadowRoot).host ?? null
      }
    },
    [selector, property, ground] as const,
  )
}
