/** Somebody with an address of their own, who speaks to the proxy of a stage without a browser. */
import type { Challenge, Proof } from '../../src/contract/wire.ts'
import { hiddenOf } from '../support/hosted.ts'
import { worked } from '../support/solver.ts'
import type { Stage } from '../support/stage.ts'

export interface Visitor {
  /** Origin of the site that the form is on. */
  readonly site: string
  /** As the widget posts. */
  submit(proof: Proof, more?: More): Promise<Response>
  /** The same, already written. */
  post(body: string, origin?: string | null): Promise<Response>
  /** `from`: a site, or that it is the proxy's own page. */
  challenge(from?: string, form?: string): Promise<Challenge>
  /** The hidden inputs of the form's own page. */
  page(form?: string): Promise<Record<string, string>>
  /** As a page without a script posts. */
  postPage(hidden: Readonly<Record<string, string>>): Promise<Response>
}

export interface More {
  readonly id?: string
  readonly origin?: string | null
  readonly amends?: string
}

/** What they call themselves in the form. `address`: as the proxy in front says it; left out, one that nobody had. */
export function visitor({ proxy, site }: Stage, name: string, address = freshAddress()): Visitor {
  const forwarded = { 'x-forwarded-for': address }
  const answers = { nome: name, email: `${crypto.randomUUID()}@example.com` }
  const post: Visitor['post'] = (body, origin = site) =>
    fetch(`${proxy}/v1/forms/contato/submissions`, {
      method: 'POST',
      headers: { ...forwarded, ...(origin !== null && { origin }), 'content-type': 'text/plain' },
      body,
    })
  return {
    site,
    post,
    submit: (proof, { id = crypto.randomUUID(), origin, amends } = {}) =>
      post(JSON.stringify({ id, answers: { ...answers, aceite: true }, amends, proof }), origin),
    async challenge(from = site, form = 'contato') {
      const own = from === 'same-origin' ? { 'sec-fetch-site': from } : { origin: from }
      const answer = await fetch(`${proxy}/v1/forms/${form}/challenge?slow=1`, { headers: { ...forwarded, ...own } })
      return answer.json()
    },
    page: async (form = 'contato') =>
      hiddenOf(await (await fetch(`${proxy}/f/${form}`, { headers: forwarded })).text()),
    postPage: (hidden) =>
      fetch(`${proxy}/f/contato`, {
        ...{ method: 'POST', redirect: 'manual', headers: { ...forwarded, origin: proxy } },
        body: new URLSearchParams({ ...hidden, ...controlsOf(hidden, { ...answers, aceite: 'on' }) }),
      }),
  }
}

/** Asked for, and worked for: what the page does for a person. */
export async function proofOf(someone: Visitor, from?: string, form?: string): Promise<Proof> {
  const { token, proof } = await someone.challenge(from, form)
  if (!proof) throw new Error('No work was asked for.')
  return { token, work: await worked(proof), typedMs: 9_000 }
}

let addresses = 0

function freshAddress(): string {
  addresses += 1
  return [11, addresses >> 16, (addresses >> 8) & 255, addresses & 255].join('.')
}

/** By the names that the page gave to its controls. */
function controlsOf({ names = '' }: Readonly<Record<string, string>>, answers: Readonly<Record<string, string>>) {
  const controls = names.split(' ').map((name, index) => [`f${index + 1}`, answers[name] ?? ''])
  return Object.fromEntries(controls.filter(([, value]) => value !== ''))
}
