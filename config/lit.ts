/**
 * Lit without what no page of ours needs: the traces that it leaves in globals for the sake of its own developers and of browsers that
 * cannot run this, templates of SVG and MathML, directives, compiled templates, and bindings on elements, in comments and in raw text.
 * The build fails where Lit says it in another way, and where a source asks for a directive.
 */
import type { Plugin } from 'vite'

/** Of the minified `lit-html.js` that its package ships; `\w+` are names that change with each release. */
const UNUSED: Readonly<Record<string, readonly [found: RegExp, instead: string]>> = {
  globals: [
    /,(\w+)=\w+\.litHtmlPolyfillSupport;\1\?\.\(\w+,\w+\),\(\w+\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\);/,
    ';',
  ],
  'the start of svg': [/2===\w+\?"<svg>":3===\w+\?"<math>":""/, '""'],
  'the end of svg': [/\+\(2===\w+\?"<\/svg>":3===\w+\?"<\/math>":""\)/, ''],
  'the element around svg': [
    /if\((this\.el=[^{}]*?this\.el\.content),2===\w+\|\|3===\w+\)\{const \w+=this\.el\.content\.firstChild;[^}]*\}/,
    '$1;',
  ],
  'bindings on elements': [
    /else (\w+)\.startsWith\(\w+\)&&\(\w+\.push\(\{type:6,index:\w+\}\),\w+\.removeAttribute\(\1\)\)/,
    '',
  ],
  'parts of elements': [/:6===\w+\.type&&\(\w+=new \w+\(\w+,this,\w+\)\)/, ':0'],
  'bindings in raw text': [
    /if\(\w+\.test\(\w+\.tagName\)\)\{.*?\w+\.append\(\w+\[\w+\],\w+\(\)\)\}\}(?=\}else if\(8)/,
    '',
  ],
  'bindings in comments': [/else\{let (\w+)=-1;for\(;-1!==\(\1=\w+\.data\.indexOf\(.*?\.length-1\}/, ''],
  directives: [/(function \w+\()(\w+),(\w+),\w+=\2,\w+\)\{if\(\3===\w+\)return \3;.*?,\3\}/, '$1$2,$3){return $3}'],
  'compiled templates': [/"number"==typeof (\w+)\?(this\.\w+\$\w+\(\w+\)):\(.*?,\1\)/, '$2'],
  'what tells directives': [/for\(this\._\$AP\?\.\(!1,!0,\w+\);/, 'for(;'],
}

export function leanLit(environments: RegExp): Plugin {
  return {
    name: 'gatehouse:lit',
    apply: 'build',
    resolveId(source) {
      if (environments.test(this.environment.name) && /^lit(-html)?\/directive/.test(source)) {
        this.error(`${source}: the build leaves directives out; see config/lit.ts.`)
      }
    },
    transform(code, id) {
      if (!environments.test(this.environment.name) || !/\/lit-html\.js$/.test(id)) return
      let lean = code
      for (const [what, [found, instead]] of Object.entries(UNUSED)) {
        if (!found.test(lean)) this.error(`Lit says it in another way now: ${what}; see config/lit.ts.`)
        lean = lean.replace(found, instead)
      }
      return { code: lean, map: null }
    },
  }
}
