/** The types of the package, as a site's own compiler reads them: what is right compiles, what is wrong does not. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Packed } from '../support/packed.ts'
import { pack } from '../support/packed.ts'

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url))

let packed: Packed
let folder: string

beforeAll(() => {
  packed = pack()
  // Below the packages that are installed, so that frameworks are found, and with ours as if it were one of them.
  mkdirSync(join(modules, '.cache', 'gatehouse'), { recursive: true })
  folder = mkdtempSync(join(modules, '.cache', 'gatehouse', 'site-'))
  cpSync(packed.folder, join(folder, 'node_modules', 'gatehouse'), { recursive: true })
})

afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true })
  packed?.remove()
})

/** What the compiler has to say about this file. */
function compile(name: string, text: string, moduleResolution: string): string {
  const options = {
    ...{
      target: 'ES2022',
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      jsx: 'react-jsx',
      types: [],
      strict: true,
      noEmit: true,
    },
    ...{
      moduleResolution,
      module: moduleResolution === 'bundler' ? 'ESNext' : 'NodeNext',
      exactOptionalPropertyTypes: true,
    },
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: [name] }))
  const compiler = join(modules, 'typescript', 'bin', 'tsc')
  return spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8', timeout: 120_000 }).stdout
}

const plain = `
import 'gatehouse'
import type { Answers, Reason } from 'gatehouse'
import { GatehouseForm } from 'gatehouse/element'

const form = document.querySelector('gatehouse-form')
if (form) {
  const answers: Answers = form.answers
  form.answers = { ...answers, nome: 'Ana', aceite: true, temas: ['a', 'b'] }
  form.open = true
  form.submit().then(() => form.state === 'accepted')
  form.addEventListener('gatehouse-accepted', ({ reference, submissionId }) => reference.concat(submissionId))
  form.addEventListener('gatehouse-submit-error', (event) => { const reason: Reason = event.reason; return reason })
  // @ts-expect-error An event has no answers.
  form.addEventListener('gatehouse-accepted', (event) => event.answers)
  // @ts-expect-error There is no such state.
  form.state === 'sent'
  // @ts-expect-error It is only read.
  form.state = 'ready'
}
GatehouseForm.endpoint = 'https://forms.example.com/'
customElements.define('my-form', class extends GatehouseForm {})
document.addEventListener('gatehouse-step', ({ step, steps }) => step < steps)
`

const react = `
import 'gatehouse'
import 'gatehouse/react'
import type { GatehouseForm } from 'gatehouse'
import { useRef } from 'react'

export function Contact() {
  const form = useRef<GatehouseForm>(null)
  return <>
    <gatehouse-form
      ref={form} form="contact" endpoint="https://forms.example.com" display="dialog" open={false} className="box"
      datalayer-event="generate_lead" answers={{ nome: 'Ana' }}
      ongatehouse-accepted={({ reference }) => reference.toUpperCase()}
      ongatehouse-step={(event) => event.step + event.steps}
    ><a href="/f/contact">Open the form</a></gatehouse-form>
    <button onClick={() => form.current?.show()}>Open</button>
    {/* @ts-expect-error It is a flag. */}
    <gatehouse-form form="contact" open="yes" />
    {/* @ts-expect-error There is no such attribute. */}
    <gatehouse-form form="contact" colour="red" />
    {/* @ts-expect-error The event has no answers. */}
    <gatehouse-form form="contact" ongatehouse-accepted={(event) => event.answers} />
    {/* @ts-expect-error There is no such answer. */}
    <gatehouse-form form="contact" answers={{ nome: 3 }} />
  </>
}
`

const vue = `
import 'gatehouse'
import type {} from 'gatehouse/vue'
import type { GlobalComponents } from 'vue'

declare const form: InstanceType<GlobalComponents['gatehouse-form']>
form.show()
form.$emit('gatehouse-load', new Event('x') as never)
const props: (typeof form)['$props'] = { form: 'contact', open: true, class: 'box', answers: { nome: 'Ana' } }
// @ts-expect-error It is a flag.
const wrong: (typeof form)['$props'] = { open: 'yes' }
// @ts-expect-error There is no such event.
form.$emit('gatehouse-sent')
export { props, wrong }
`

const PATIENT = { timeout: 150_000 }

test.each([
  ['plain TypeScript', 'plain.ts', plain, 'bundler'],
  ['plain TypeScript as Node resolves', 'plain.ts', plain, 'nodenext'],
  ['React 19', 'contact.tsx', react, 'bundler'],
  ['Vue 3', 'contact.ts', vue, 'bundler'],
])('%s: what is right compiles, and what is wrong is an error', PATIENT, (_, name, text, moduleResolution) => {
  expect(compile(name, text, moduleResolution)).toBe('')
})

test('without the types of a framework, its templates do not know the element', PATIENT, () => {
  expect(compile('contact.tsx', react.replace("import 'gatehouse/react'\n", ''), 'bundler')).toContain(
    "'gatehouse-form'",
  )
})
