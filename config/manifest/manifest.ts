/** What editors and documentation tools read about the element, made from its sources beside the class itself. */
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { customElements } from './custom-elements.ts'
import type { ElementDescription } from './describe.ts'
import { describe } from './describe.ts'
import { cssData, htmlData } from './vscode.ts'
import { webTypes } from './web-types.ts'

/** The element as its sources describe it. */
export const describedElement = (): ElementDescription =>
  describe(readFileSync('src/widget/gatehouse-form.ts', 'utf8'), readFileSync('src/widget/events.ts', 'utf8'))

/** Beside what the environment of this name builds. */
export function manifest(environment: string): Plugin {
  return {
    name: 'gatehouse:manifest',
    apply: 'build',
    generateBundle() {
      if (this.environment.name !== environment) return
      const element = describedElement()
      const files = {
        'custom-elements.json': customElements(element),
        'vscode.html-custom-data.json': htmlData(element),
        'vscode.css-custom-data.json': cssData(element),
        'web-types.json': webTypes(element, JSON.parse(readFileSync('package.json', 'utf8'))),
      }
      for (const [fileName, content] of Object.entries(files)) {
        this.emitFile({ type: 'asset', fileName, source: `${JSON.stringify(content, null, 2)}\n` })
      }
    },
  }
}
