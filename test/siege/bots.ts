/** What bots try at the door. Each kind sends once a turn, as somebody new each time, and none of them did the work. */
import { keyFor } from '../../proxy/forms/digest.ts'
import type { FormToken } from '../../proxy/guards/token.ts'
import { mintToken } from '../../proxy/guards/token.ts'
import { createWork } from '../../proxy/guards/work.ts'
import type { Proof, WorkChallenge } from '../../src/contract/wire.ts'
import { worked, workOf } from '../support/solver.ts'
import type { Visitor } from './visitor.ts'

/** What they got hold of before: each a whole proof, good for something else. */
export interface Loot {
  /** A person's submission as it went over the wire, and was delivered. */
  readonly person: { readonly id: string; readonly body: string; readonly proof: Proof }
  /** Of another form of the same site. */
  readonly otherForm: Proof
  /** Of the same form, asked for by a page of another site. */
  readonly otherSite: Proof
  /** Signed by the proxy's own key, long ago. */
  readonly old: Proof
  readonly oldPage: string
  /** The hidden inputs of the form's own page, with a token that was used. */
  readonly spentPage: Readonly<Record<string, string>>
  /** A token of another form's page. */
  readonly otherPage: string
}

export interface Bot {
  /** What it gets: a receipt like everybody, its earlier one, the page once more, or that the id is taken. */
  readonly gets: 'receipt' | 'old receipt' | 'page' | 'conflict'
  readonly send: (visitor: Visitor, loot: Loot) => Promise<Response>
}

export const BOTS: Readonly<Record<string, Bot>> = {
  'posts directly': { gets: 'receipt', send: (visitor) => visitor.submit({}) },
  'posts directly and hides its site': { gets: 'receipt', send: (visitor) => visitor.submit({}, { origin: null }) },
  'makes a proof up': {
    gets: 'receipt',
    send: (visitor) => visitor.submit({ token: 'v1.e30.AAAA', work: btoa('{}'), typedMs: 9_000 }),
  },
  'signs a token itself': {
    gets: 'receipt',
    async send(visitor, { old }) {
      const key = await keyFor('password', 'form-token')
      return visitor.submit({ ...old, token: await mintToken(key, tokenOf(visitor.site, Date.now())) })
    },
  },
  'moves the time of an old token': {
    gets: 'receipt',
    send(visitor, { old }) {
      const [version = '', payload = '', signature = ''] = old.token?.split('.') ?? []
      const later = btoa(atob(payload).replace(/\d{13}/, `${Date.now()}`)).replace(/=+$/, '')
      return visitor.submit({ ...old, token: [version, later, signature].join('.') })
    },
  },
  'comes with a token and work that are too old': { gets: 'receipt', send: (visitor, { old }) => visitor.submit(old) },
  'uses a person’s token and work again': {
    gets: 'receipt',
    send: (visitor, { person }) => visitor.submit(person.proof),
  },
  'uses them again, as if it were to correct that person': {
    gets: 'receipt',
    send: (visitor, { person }) => visitor.submit(person.proof, { amends: person.id }),
  },
  'uses their work with a token of its own': {
    gets: 'receipt',
    async send(visitor, { person }) {
      const { token } = await visitor.challenge()
      return visitor.submit({ ...person.proof, token })
    },
  },
  'sends a person’s submission again': {
    gets: 'old receipt',
    send: (visitor, { person }) => visitor.post(person.body),
  },
  'puts other answers under a person’s id': {
    gets: 'conflict',
    send: (visitor, { person }) => visitor.submit(person.proof, { id: person.id }),
  },
  'asks for a token and does no work': {
    gets: 'receipt',
    async send(visitor) {
      const { token } = await visitor.challenge()
      return visitor.submit({ token, typedMs: 9_000 })
    },
  },
  'does no work, and says that it is done': {
    gets: 'receipt',
    async send(visitor) {
      const { token, proof } = await visitor.challenge()
      return visitor.submit({ token, work: workOf(proof, { counter: 0, derivedKey: '' }), typedMs: 9_000 })
    },
  },
  'guesses the solution': {
    gets: 'receipt',
    async send(visitor) {
      const { token, proof } = await visitor.challenge()
      return visitor.submit({ token, work: guess(proof), typedMs: 9_000 })
    },
  },
  'makes the work easier first': {
    gets: 'receipt',
    async send(visitor) {
      const { token, proof } = await visitor.challenge()
      const parameters = { ...proof?.parameters, cost: 1, keyPrefix: '0' } as WorkChallenge['parameters']
      return visitor.submit({ token, work: await worked({ ...proof, parameters }), typedMs: 9_000 })
    },
  },
  'does the work and hides the token': {
    gets: 'receipt',
    send: (visitor, { otherForm: { work = '' } }) => visitor.submit({ work, typedMs: 9_000 }),
  },
  'comes with token and work of another form': {
    gets: 'receipt',
    send: (visitor, { otherForm }) => visitor.submit(otherForm),
  },
  'comes with work of another form': {
    gets: 'receipt',
    async send(visitor, { otherForm }) {
      const { token } = await visitor.challenge()
      return visitor.submit({ ...otherForm, token })
    },
  },
  'comes with token and work of another site': {
    gets: 'receipt',
    send: (visitor, { otherSite }) => visitor.submit(otherSite),
  },
  'takes the token of a page, of which no work is asked': {
    gets: 'receipt',
    async send(visitor) {
      const { token = '' } = await visitor.page()
      return visitor.submit({ token, typedMs: 9_000 })
    },
  },
  'posts a page without a token': {
    gets: 'page',
    async send(visitor) {
      const { token: _token, ...page } = await visitor.page()
      return visitor.postPage(page)
    },
  },
  'posts a page with the token of a script': {
    gets: 'page',
    async send(visitor) {
      const { token } = await visitor.challenge('same-origin')
      return visitor.postPage({ ...(await visitor.page()), token })
    },
  },
  'posts a page with the token of another form’s': {
    gets: 'page',
    send: async (visitor, { otherPage }) => visitor.postPage({ ...(await visitor.page()), token: otherPage }),
  },
  'posts a page that is too old': {
    gets: 'page',
    send: async (visitor, { oldPage }) => visitor.postPage({ ...(await visitor.page()), token: oldPage }),
  },
  'posts one page over and over': {
    gets: 'receipt',
    send: (visitor, { spentPage }) => visitor.postPage({ ...spentPage, submission: crypto.randomUUID() }),
  },
}

/** A proof as it was good long ago. `secret`: the proxy's own. */
export async function oldProof(secret: string, site: string, at: number): Promise<Proof> {
  const token = tokenOf(site, at)
  const order = { token: token.id, form: token.form, isSlow: true, at }
  const work = await worked(await createWork(secret).order(order))
  return { token: await mintToken(await keyFor(secret, 'form-token'), token), work, typedMs: 9_000 }
}

export async function oldPage(secret: string, at: number): Promise<string> {
  return mintToken(await keyFor(secret, 'form-token'), { ...tokenOf('', at), way: 'page' })
}

function tokenOf(site: string, issuedAt: number): FormToken {
  return { form: 'contato', site, way: 'element', issuedAt, id: crypto.randomUUID() }
}

/** A likely counter, and a key that begins as it should. */
function guess(challenge: WorkChallenge | undefined): string {
  const { keyPrefix = '', keyLength = 32 } = challenge?.parameters ?? {}
  const rest = [...crypto.getRandomValues(new Uint8Array(keyLength))].map((byte) => byte.toString(16).padStart(2, '0'))
  const derivedKey = (keyPrefix + rest.join('')).slice(0, keyLength * 2)
  return workOf(challenge, { counter: 30 + Math.floor(Math.random() * 40), derivedKey })
}
