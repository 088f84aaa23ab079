/**
 * Takes out of what browsers load the white space that says nothing: the line breaks and indents, of which after minifying the
 * only ones that are left stand in templates, of markup and of styles, and in styles all but what parts two words.
 * Markup that keeps its white space is written in one line.
 */
import type { Plugin } from 'vite'

export function collapse(environments: RegExp): Plugin {
  return {
    name: 'gatehouse:collapse',
    apply: 'build',
    enforce: 'post',
    transform(code, id) {
      if (!environments.test(this.environment.name) || !/\bstyles\.ts$/.test(id)) return
      return { code: code.replace(/`[^`]*`/g, tight), map: null }
    },
    generateBundle(_options, bundle) {
      if (!environments.test(this.environment.name)) return
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk') chunk.code = chunk.code.replace(/\s*\n\s*/g, ' ').trim()
      }
    },
  }
}

/** Rules without the white space around their marks; what is put into them stays. */
export const tight = (rules: string): string =>
  rules
    .replace(/\$\{\w+\}|\s*([{};,>])\s*|(?<=:) /g, (found, mark = '') => (found[0] === '$' ? found : mark))
    .replaceAll(';}', '}')
