import { check } from '../../contract/check.ts'
import type { Answer, Answers, Issue, PublicForm } from '../../contract/form.ts'
import type { Receipt } from '../../contract/wire.ts'
import type { Sent } from '../client.ts'
import { send } from '../client.ts'
import { complain } from '../complain.ts'
import type { Reason } from '../events.ts'
import { FormEvent } from '../events.ts'
import type { RenderedElement } from '../rendered-element.ts'
import { contextOf, lastTouch } from '../visit.ts'

/** `failed`: not sent yet, a retry may help. `refused`: the proxy said no, and a retry will not help. */
export type Phase = 'ready' | 'sending' | 'failed' | 'refused' | 'accepted'

/** The longest wait before each further try; the wait itself is drawn between none and this. */
const RETRY_MS = [500, 1000, 2000, 4000]

/** One filled form on its way: what was given, what is wrong with it, how far it got. */
export class Submission {
  phase: Phase = 'ready'
  issues: readonly Issue[] = []
  receipt: Receipt | undefined
  given: Record<string, Answer> = Object.create(null)
  readonly #host: RenderedElement
  readonly #last = lastTouch()
  #id: string | undefined
  /** The submission that this one corrects. */
  #amends: string | undefined
  /** The bytes as they were last sent. They stay until an answer changes, so that a retry cannot differ. */
  #body: string | undefined

  constructor(host: RenderedElement) {
    this.#host = host
  }

  /** Starts over, unless a submission is on its way. */
  reset(): void {
    if (this.phase === 'sending') return
    this.given = Object.create(null)
    this.issues = []
    this.#id = this.#amends = this.#body = this.receipt = undefined
    this.#enter('ready')
  }

  /** Takes what stands in the controls; `edited` is the field that the visitor is in. */
  edit(form: PublicForm, given: Answers, edited?: string): void {
    if (!this.#id) {
      this.#id = mint()
      this.#host.dispatchEvent(new FormEvent('gatehouse-start'))
    }
    this.take(given)
    // An issue that was pointed out goes when it is mended; a new one waits for the next attempt.
    const left = this.issues.length ? this.#check(form).issues.filter((issue) => issue.field === edited) : []
    this.issues = this.issues.flatMap((issue) => (issue.field === edited ? left : issue))
    this.#host.requestUpdate()
  }

  /** Takes answers as they are, without a word to anybody. */
  take(given: Answers): void {
    for (const [name, answer] of Object.entries(given)) {
      if (String(this.given[name]) !== String(answer)) this.#body = undefined
      this.given[name] = answer
    }
  }

  /** Gives each field without an answer its default, and returns what is given. */
  startFrom({ fields }: PublicForm): Answers {
    for (const { name, default: answer } of fields) if (answer !== undefined) this.given[name] ??= answer
    return this.given
  }

  /** Checks and sends. Does nothing while one is on its way or accepted; the answers stay until then. */
  async submit(form: PublicForm, base: string): Promise<void> {
    if (this.phase === 'sending' || this.phase === 'accepted') return
    const { answers, issues } = this.#check(form)
    if (issues.length) return this.#invalid(issues)
    this.issues = []
    if (!this.#host.dispatchEvent(new FormEvent('gatehouse-before-submit'))) return
    this.#enter('sending')
    let sent = await this.#send(form, answers, base)
    if (sent.kind === 'conflict') {
      this.#amends = this.#id
      this.#id = this.#body = undefined
      sent = await this.#send(form, answers, base)
    }
    if (sent.kind === 'invalid') return this.#invalid(sent.issues)
    if (sent.kind === 'accepted') {
      const { id, reference } = sent.receipt
      this.receipt = sent.receipt
      this.#enter('accepted')
      this.#host.dispatchEvent(new FormEvent('gatehouse-accepted', { submissionId: id, reference }))
    } else {
      if (sent.kind === 'refused') complain(refusal(form.id, sent.reason))
      this.#enter(sent.kind === 'refused' ? 'refused' : 'failed')
      this.#host.dispatchEvent(new FormEvent('gatehouse-submit-error', { reason: sent.reason }))
    }
  }

  #check(form: PublicForm) {
    const { answers, issues } = check(form.fields, this.given)
    // The page may hand in more than this form asks for.
    return { answers, issues: issues.filter(({ code }) => code !== 'unknown-field') }
  }

  #invalid(issues: readonly Issue[]): void {
    this.issues = issues
    this.#enter('ready')
    this.#host.dispatchEvent(new FormEvent('gatehouse-invalid', { issues }))
  }

  #enter(phase: Phase): void {
    this.phase = phase
    this.#host.requestUpdate()
  }

  /** Also goes on when the element leaves the page meanwhile: a lead on its way is finished. */
  async #send({ id, version, locale }: PublicForm, answers: Answers, base: string): Promise<Sent> {
    this.#id ??= mint()
    this.#body ??= JSON.stringify({
      id: this.#id,
      version,
      locale,
      answers,
      context: contextOf(this.#last),
      amends: this.#amends,
    })
    const body = this.#body
    for (let attempt = 0; ; attempt++) {
      const sent = await send(base, id, body)
      const longestMs = RETRY_MS[attempt]
      if (sent.kind !== 'later' || longestMs === undefined) return sent
      await new Promise((done) => setTimeout(done, Math.random() * longestMs))
    }
  }
}

/** A random UUID. `crypto.randomUUID` is absent from pages on plain http. */
function mint(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1))
  return hex.join('').replace(/(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-a$4-')
}

/** What the page's developer can do about it. */
function refusal(form: string, reason: Reason): string {
  const site = location.origin.replace('https://', '')
  const mend = reason === 'origin-not-allowed' ? `; add this line to "sites" in the form's file: - ${site}` : ''
  return `the form "${form}" was not sent: ${reason}${mend}`
}
