/**
 * The styles that pages load by themselves: those of the hosted page, as `form.css`, those that pasted markup carries, as
 * `plain.css`, and the themes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { below } from '../src/widget/adopt.ts'
import { beginning, lateStyles, plainReset, reset, styles } from '../src/widget/gatehouse-form.styles.ts'
import { tight } from './collapse.ts'

/** An element while the form in it is the page's. */
const PLAIN = 'gatehouse-form:has(>form.fields)'
const THEMES = 'src/widget/themes'

/** Beside what the environment of this name builds. */
export function stylesheets(environment: string): Plugin {
  return {
    name: 'gatehouse:stylesheets',
    apply: 'build',
    generateBundle() {
      if (this.environment.name !== environment) return
      this.emitFile({
        type: 'asset',
        fileName: 'form.css',
        source: tight(below('.gatehouse', reset + styles + lateStyles)),
      })
      this.emitFile({ type: 'asset', fileName: 'plain.css', source: tight(below(PLAIN, plainReset + beginning)) })
      for (const name of readdirSync(THEMES)) {
        this.emitFile({ type: 'asset', fileName: `themes/${name}`, source: readFileSync(`${THEMES}/${name}`) })
      }
    },
  }
}
