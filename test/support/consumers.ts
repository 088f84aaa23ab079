/** What sites write that have the package: with types, where each wrong line is marked as one, and for a browser. */

const plain = `
import { GatehouseForm } from 'gatehouse'
import type { Answers, PublicForm, Reason } from 'gatehouse'
import { FormEvent, GatehouseForm as Same } from 'gatehouse/element'

const form = document.querySelector('gatehouse-form')
if (form) {
  const answers: Answers = form.answers
  form.answers = { ...answers, nome: 'Ana', aceite: true, temas: ['a', 'b'] }
  form.open = true
  form.display = 'dialog'
  form.loading = null
  form.submit().then(() => form.state === 'accepted')
  form.addEventListener('gatehouse-accepted', ({ reference, submissionId }) => reference.concat(submissionId))
  form.addEventListener('gatehouse-submit-error', (event) => { const reason: Reason = event.reason; return reason })
  form.addEventListener('gatehouse-load', (event) => event instanceof FormEvent && event.target instanceof Same)
  const titles = ({ title, fields }: PublicForm) => [title, ...fields.map(({ label }) => label)]
  if (form.preloaded) titles(form.preloaded)
  // @ts-expect-error An event has no answers.
  form.addEventListener('gatehouse-accepted', (event) => event.answers)
  // @ts-expect-error There is no such state.
  form.state === 'sent'
  // @ts-expect-error It is only read.
  form.state = 'ready'
  // @ts-expect-error It is shown in one of two ways.
  form.display = 'popup'
  // @ts-expect-error It is loaded at one of two times.
  form.loading = 'later'
  // @ts-expect-error Its root is open, or there is none.
  form.shadow = 'closed'
}
GatehouseForm.endpoint = 'https://forms.example.com/'
customElements.define('my-form', class extends Same {})
document.addEventListener('gatehouse-step', ({ step, steps }) => step < steps)
`

const react = `
import 'gatehouse'
import 'gatehouse/react'
import type { Answers, GatehouseForm } from 'gatehouse'
import { useRef } from 'react'

export function Contact({ start, display }: { start?: Answers | null; display?: 'dialog' | undefined }) {
  const form = useRef<GatehouseForm>(null)
  return <>
    <gatehouse-form
      ref={form} form="contact" endpoint="https://forms.example.com" display="dialog" open={false} className="box"
      datalayer-event="generate_lead" answers={{ nome: 'Ana' }} loading="lazy" shadow="none"
      ongatehouse-accepted={({ reference }) => reference.toUpperCase()}
      ongatehouse-step={(event) => event.step + event.steps}
    ><a href="/f/contact">Open the form</a></gatehouse-form>
    <button onClick={() => form.current?.show()}>Open</button>
    <gatehouse-form form="contact" answers={start} display={display} open={undefined} />
    <gatehouse-form form="contact" answers={null} />
    {/* @ts-expect-error It is a flag. */}
    <gatehouse-form form="contact" open="yes" />
    {/* @ts-expect-error It is shown in one of two ways. */}
    <gatehouse-form form="contact" display="popup" />
    {/* @ts-expect-error It is loaded at one of two times. */}
    <gatehouse-form form="contact" loading="later" />
    {/* @ts-expect-error Its root is open, or there is none. */}
    <gatehouse-form form="contact" shadow="closed" />
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
type Props = (typeof form)['$props']
form.show()
form.$emit('gatehouse-load', new Event('x') as never)
export const props: Props = { form: 'contact', display: 'dialog', open: true, class: 'box', answers: { nome: 'Ana' } }
export const none: Props = { form: 'contact', display: undefined, answers: null }
// @ts-expect-error It is a flag.
export const wrong: Props = { open: 'yes' }
// @ts-expect-error It is shown in one of two ways.
export const popup: Props = { display: 'popup' }
// @ts-expect-error There is no such event.
form.$emit('gatehouse-sent')
`

const upstream = `
import type { OpenUpstream, Outcome } from 'gatehouse/upstream'

export const open: OpenUpstream = ({ name }) => { throw new Error(name) }
// @ts-expect-error There is no such outcome.
export const kind: Outcome['kind'] = 'lost'
`

/** By name of the file. */
export const typed = { 'plain.ts': plain, 'react.tsx': react, 'vue.ts': vue, 'upstream.ts': upstream }

/** Whoever forgets the types of the framework. */
export const forgetful = { 'bare.tsx': react.replace("import 'gatehouse/react'\n", '') }

/** Keeps for the test what a page's own script sees. */
const watch = `
const seen = []
for (const type of ['gatehouse-load', 'gatehouse-before-submit', 'gatehouse-accepted'])
  document.addEventListener(type, (event) =>
    seen.push([type, event instanceof FormEvent, event.target instanceof GatehouseForm]))
globalThis.seen = seen
globalThis.isOne = () => customElements.get('gatehouse-form') === GatehouseForm
`

/** By what it does, a site's script. `PROXY` stands for the proxy's address. */
export const scripts = {
  'takes all from one place': `import { FormEvent, GatehouseForm } from 'gatehouse'
    GatehouseForm.endpoint = 'PROXY'
    ${watch}`,
  'defines by one, and takes the class from the other': `import 'gatehouse'
    import { FormEvent, GatehouseForm } from 'gatehouse/element'
    GatehouseForm.endpoint = 'PROXY'
    ${watch}`,
  'says the proxy before it defines': `import { FormEvent, GatehouseForm } from 'gatehouse/element'
    GatehouseForm.endpoint = 'PROXY'
    ${watch}
    await import('gatehouse')`,
} as const
