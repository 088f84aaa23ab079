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
      if (!environments.test(this.environment.name)) return
      const meant = code.replace(ESCAPED_BREAK, (found) => found.slice(0, -2) + BREAK)
      return { code: /\bstyles\.ts$/.test(id) ? meant.replace(/`[^`]*`/g, tight) : meant, map: null }
    },
    generateBundle(_options, bundle) {
      if (!environments.test(this.environment.name)) return
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk')
          chunk.code = chunk.code
            .replace(/\s*\n\s*/g, ' ')
            .trim()
            .replaceAll(BREAK, '\\n')
      }
    },
  }
}

/** A line break that the source writes as one is meant. Minified it would be one of the others, so that a letter of nobody’s stands for it. */
const ESCAPED_BREAK = /(?<!\\)(?:\\\\)*\\n/g
const BREAK = '\uE00A'

/** Rules without the white space around their marks; what is put into them stays. */
export const tight = (rules: string): string =>
  rules
    .replace(/\$\{\w+\}|\s*([{};,>])\s*|(?<=:) /g, (found, mark = '') => (found[0] === '$' ? found : mark))
    .replaceAll(';}', '}')
