/** The styles that pages load by themselves: those of a plain form, as `form.css`, and the themes. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { below } from '../src/widget/adopt.ts'
import { reset, styles } from '../src/widget/gatehouse-form.styles.ts'

const THEMES = 'src/widget/themes'

/** Beside what the environment of this name builds. */
export function stylesheets(environment: string): Plugin {
  return {
    name: 'gatehouse:stylesheets',
    apply: 'build',
    generateBundle() {
      if (this.environment.name !== environment) return
      this.emitFile({ type: 'asset', fileName: 'form.css', source: below('.gatehouse', reset + styles) })
      for (const name of readdirSync(THEMES)) {
        this.emitFile({ type: 'asset', fileName: `themes/${name}`, source: readFileSync(`${THEMES}/${name}`) })
      }
    },
  }
}
