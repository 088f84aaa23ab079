/** axe in a page: what it finds wrong by the rules of WCAG 2.2 A and AA, and by its own good practice. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** As `rule: markup`. Empty is well. */
export async function violations(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source)
  // axe takes what nobody painted for white, also where the browser's own ground is dark.
  await page.evaluate(() => {
    const { documentElement: root, body } = document
    const isBare = [root, body].every((each) => getComputedStyle(each).backgroundColor === 'rgba(0, 0, 0, 0)')
    if (isBare) root.style.backgroundColor = 'Canvas'
  })
  return page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)} }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`)
}
