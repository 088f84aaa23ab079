/**
 * Takes the line breaks and indents out of what browsers load. After minifying, the only ones that are left stand in
 * templates, of markup and of styles, where a space says the same; markup that keeps its white space is written in one line.
 */
import type { Plugin } from 'vite'

export function collapse(environments: RegExp): Plugin {
  return {
    name: 'gatehouse:collapse',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      if (!environments.test(this.environment.name)) return
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk') chunk.code = chunk.code.replace(/\s*\n\s*/g, ' ').trim()
      }
    },
  }
}
