/**
 * Asks browsers that understand it (Chromium from 136 on) to compile the whole script while it arrives, off the main thread,
 * and not function by function as they are called: nearly all of them are, before there is a form.
 */
import type { Plugin } from 'vite'
import { COMPILE_HINT } from '../proxy/assets/compile-hint.ts'

/** Behind what takes white space out: the hint ends with its line. */
export function compileHint(environment: string): Plugin {
  return {
    name: 'gatehouse:compile-hint',
    enforce: 'post',
    apply: 'build',
    generateBundle(_options, bundle) {
      if (this.environment.name !== environment) return
      for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = COMPILE_HINT + chunk.code
    },
  }
}
