/**
 * A visitor of a page with a form, in a real browser. Only the network's rim is stood in for: the proxy is driven by
 * the journeys. Fields are called by their names, selectors stay in here.
 */
import { fixture, html } from '@open-wc/testing'
import type { Answer, PublicField, PublicForm } from '../../src/contract/form.ts'
import { en } from '../../src/contract/strings/en.ts'
import type { Proof } from '../../src/contract/wire.ts'
import { fileOf } from '../../src/widget/extension-files.ts'
import type { GatehouseForm } from '../../src/widget/gatehouse-form.ts'

export const ENDPOINT = 'https://proxy.example/forms'

/** A field needs a name and a type; the label is the name with a capital. */
export function field(name: string, rest: Partial<PublicField> = {}): PublicField {
  return { name, type: 'text', label: name.replace(/^./, (first) => first.toUpperCase()), ...rest }
}

export function formOf(fields: readonly PublicField[], rest: Partial<PublicForm> = {}): PublicForm {
  return {
    id: 'contact',
    version: 'v1',
    locale: 'en',
    dir: 'ltr',
    title: 'Talk to us',
    submit: 'Send',
    fields,
    success: { message: 'We have it. Your number: {reference}.' },
    strings: en,
    ...rest,
  }
}

type Settled = { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> } | 'down'

/** What the network does with one request: a reply, no connection, or nothing until the test says so. */
export type Reply = Settled | Promise<Settled>

export const accepted: Reply = { status: 202, body: { id: 'x', reference: 'ABC-234', status: 'accepted' } }
export const problem = (status: number, code: string, rest: object = {}): Reply => ({
  status,
  body: { type: `https://gatehouse.example/problems/${code}`, title: code, status, ...rest },
})

export interface Asked {
  readonly url: string
  readonly init: RequestInit
  /** The body as it left, without the proof that was joined to it, and as the proxy reads it. */
  readonly text: string
  readonly sent: { id: string; amends?: string; answers: Record<string, Answer>; [key: string]: unknown }
  readonly proof: Proof
}

const realFetch = globalThis.fetch

/** Stands in for `fetch` until `restore`. Replies are used up in order; the last one stays. */
export class Network {
  readonly loads: string[] = []
  readonly posts: Asked[] = []
  /** The addresses at which a challenge was asked for, and what comes of it. */
  readonly challenges: string[] = []
  /** How the next loads are answered. */
  set forms(replies: Reply[]) {
    this.#forms = replies
  }
  challenge: (url: string) => Reply = () => 'down'
  #forms: Reply[]
  #replies: Reply[]

  constructor(form: Reply | Reply[] | PublicForm, ...replies: Reply[]) {
    this.#forms = Array.isArray(form)
      ? form
      : [form instanceof Promise || form === 'down' || 'status' in form ? form : { status: 200, body: form }]
    this.#replies = replies.length ? replies : [accepted]
    globalThis.fetch = (input, init = {}) => this.#answer(String(input), init)
  }

  restore(): void {
    globalThis.fetch = realFetch
  }

  #answer(url: string, init: RequestInit): Promise<Response> {
    if (/\/challenge(\?|$)/.test(url)) {
      this.challenges.push(url)
      return respond(this.challenge(url), init.signal)
    }
    if (init.method !== 'POST') {
      this.loads.push(url)
      return respond(next(this.#forms), init.signal)
    }
    const { proof, ...sent } = JSON.parse(String(init.body))
    const text = String(init.body).replace(`,"proof":${JSON.stringify(proof)}}`, '}')
    this.posts.push({ url, init, text, sent, proof })
    return respond(next(this.#replies), init.signal)
  }
}

interface Visit {
  readonly element: GatehouseForm
  readonly network: Network
}

/** Opens a page with the form, in a tab of its own, and waits until it can be filled. */
export async function visit(form: PublicForm, ...replies: Reply[]): Promise<Visit> {
  sessionStorage.clear()
  return comeBack(form, ...replies)
}

/** Opens it once more in the same tab, as after a reload. */
export async function comeBack(form: PublicForm, ...replies: Reply[]): Promise<Visit> {
  const network = new Network(form, ...replies)
  const element = await fixture<GatehouseForm>(
    html`<gatehouse-form form=${form.id} endpoint=${ENDPOINT}><a href="/f">Open the form</a></gatehouse-form>`,
  )
  await until(() => element.state !== 'loading')
  await element.updateComplete
  return { element, network }
}

/** The controls of a field; several for choices. */
export const controlsOf = (element: GatehouseForm, name: string) => [
  ...element.root.querySelectorAll<HTMLInputElement>(`[part~="input-${name}"]`),
]

export function controlOf(element: GatehouseForm, name: string): HTMLInputElement {
  const [control] = controlsOf(element, name)
  if (!control) throw new Error(`There is no control for ${name}.`)
  return control
}

/** Types a text, or picks the option with this value, and lets the page draw. */
export async function type(element: GatehouseForm, name: string, text: string): Promise<void> {
  const controls = controlsOf(element, name)
  const choice = controls.find((control) => /radio|checkbox/.test(control.type) && control.value === text)
  const control = choice ?? controlOf(element, name)
  control.dispatchEvent(new FocusEvent('focusin', { bubbles: true, composed: true }))
  if (choice) choice.checked = !choice.checked || choice.type === 'radio'
  else control.value = text
  control.dispatchEvent(new Event('input', { bubbles: true }))
  control.dispatchEvent(new Event('change', { bubbles: true }))
  await element.updateComplete
  await checked(element)
}

/** The check and the proof come when the visitor does, who is slower than that. */
async function checked(element: GatehouseForm): Promise<void> {
  for (const name of ['check', 'proof']) await import(/* @vite-ignore */ fileOf(name)).catch(() => {})
  // A task later, and no timer: some tests stop the clock.
  await new Promise((done) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = done
    port2.postMessage(undefined)
  })
  await element.updateComplete
}

export const buttonOf = (element: GatehouseForm) => one<HTMLButtonElement>(element, '[part~="submit"]')
export const one = <E extends HTMLElement>(element: GatehouseForm, selector: string): E => {
  const found = element.root.querySelector<E>(selector)
  if (!found) throw new Error(`There is no ${selector}.`)
  return found
}

/** The words that are seen: those kept for their width alone are not. */
export const wordsOf = (shown: HTMLElement): string => shown.innerText.trim()

export const errorOf = (element: GatehouseForm, name: string): string | undefined =>
  element.root.querySelector(`[part~="error-${name}"]`)?.textContent ?? undefined

/** What has the focus, as the element's own tree sees it. */
export const focused = (element: GatehouseForm) =>
  (element.root.getRootNode() as ShadowRoot | Document).activeElement as HTMLElement | null

/** What assistive technology is told of the control besides its label. */
export function descriptionOf(control: HTMLElement): string {
  const root = control.getRootNode() as ShadowRoot | Document
  const ids = control.getAttribute('aria-describedby')?.split(' ') ?? []
  return ids.map((id) => root.getElementById(id)?.textContent ?? `(no ${id})`).join(' | ')
}

const EVENTS = 'load load-error start step invalid before-submit accepted submit-error show close'.split(' ')

/** Every event of the element and what it says, in order. */
export function record(target: EventTarget = document): { name: string; says: Record<string, unknown> }[] {
  const events: { name: string; says: Record<string, unknown> }[] = []
  for (const name of EVENTS) {
    target.addEventListener(`gatehouse-${name}`, (event) => {
      const { isTrusted: _, ...says } = { ...(event as unknown as Record<string, unknown>) }
      events.push({ name, says })
    })
  }
  return events
}

/** Waits for what the page does by itself. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; !isSo(); turns++) {
    if (turns > 2000) throw new Error(`Waited in vain: ${isSo}`)
    await new Promise((done) => setTimeout(done, 2))
  }
}

/** A reply that comes when the test releases it. */
export function held(): { reply: Reply; release: (reply: Reply) => void } {
  let release: (reply: Reply) => void = () => {}
  const reply = new Promise<Settled>((resolve) => {
    release = resolve
  })
  return { reply, release }
}

function next(replies: Reply[]): Reply {
  const reply = replies.length > 1 ? replies.shift() : replies[0]
  return reply ?? 'down'
}

async function respond(reply: Reply, signal: AbortSignal | null | undefined): Promise<Response> {
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
  })
  const settled = await Promise.race([reply, aborted])
  if (settled === 'down') throw new TypeError('Failed to fetch')
  const { status, body, headers = {} } = settled
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
}

/** Puts markup into the page and waits until its form can be filled. */
export async function place(markup: string): Promise<GatehouseForm> {
  const box = document.createElement('div')
  box.innerHTML = markup
  fixture(html`${box}`)
  const element = box.querySelector('gatehouse-form')
  if (!element) throw new Error('There is no form in it.')
  await until(() => element.state === 'ready')
  await element.updateComplete
  return element
}
