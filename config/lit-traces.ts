/**
 * Takes out of Lit what it leaves on every page for the sake of its own developers: its version in a global, and the door for
 * polyfills of browsers that cannot run this. Nothing of ours stays on a page that our element has left.
 */
import type { Plugin } from 'vite'

const TRACES =
  /,(\w+)=\w+\.litHtmlPolyfillSupport;\1\?\.\(\w+,\w+\),\(\w+\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\);/

export function withoutLitTraces(environments: RegExp): Plugin {
  return {
    name: 'gatehouse:lit-traces',
    apply: 'build',
    transform(code, id) {
      if (!environments.test(this.environment.name) || !/\/lit-html\.js$/.test(id)) return
      if (!TRACES.test(code)) this.error('Lit says it in another way now: see config/lit-traces.ts.')
      return { code: code.replace(TRACES, ';'), map: null }
    },
  }
}
