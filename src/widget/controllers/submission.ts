import type { Answer, Answers, Issue, PublicForm } from '../../contract/form.ts'
import { questions } from '../../contract/questions.ts'
import type { Proof, Receipt } from '../../contract/wire.ts'
import type { Post } from '../client.ts'
import { complain } from '../complain.ts'
import { pushToDataLayer } from '../data-layer.ts'
import type { Draft, Kept } from '../draft.ts'
import { draftKey, keep } from '../draft.ts'
import type { Reason } from '../events.ts'
import { FormEvent } from '../events.ts'
import type { Checks, Prover } from '../extension.ts'
import { recall } from '../session.ts'
import { bodyOf, mint } from '../submission-body.ts'
import { trusting } from '../trusting.ts'
import { lastTouch } from '../visit.ts'
import type { Given } from './given.ts'
import { checked, left, take } from './given.ts'
import type { Host } from './way.ts'
import { Way } from './way.ts'

/** One filled form, from its first key to its receipt: what was given, and the way that it goes. */
export class Submission implements Given {
  answers: Record<string, Answer> = Object.create(null)
  readonly files = new Map<string, readonly File[]>()
  issues: readonly Issue[] = []
  checks: Checks = trusting
  readonly way: Way
  /** Sends files and tells how far they are; where there is none, the browser's own way does. */
  post: Post | undefined
  /** Shows that a person filled it. */
  prove: ((...given: Parameters<Prover['prove']>) => Promise<Proof | undefined>) | undefined
  receipt: Receipt | undefined
  /** What a reload keeps besides the answers. */
  kept: Kept = {}
  readonly #host: Host
  readonly #last = lastTouch()
  #form: PublicForm | undefined
  /** What was kept of it is there, and was not looked at yet. */
  #isRestored = false
  /** Where its draft is. */
  #key = ''
  /** When the first key was struck, by the page's monotonic clock. */
  #typedAtMs: number | undefined
  /** Settles when it is known how what is on its way ended. */
  #ended: Promise<void> | undefined

  constructor(host: Host) {
    this.#host = host
    this.way = new Way(host, () => {
      if (this.way.phase === 'failed' && this.#form && this.kept.body) void this.#deliver(this.#form)
    })
  }

  /** Starts over. Not while a submission is being sent. */
  reset(): void {
    if (this.#form) keep(this.#key, this.#form)
    this.leave()
  }

  /** Starts over, and leaves the draft for whoever shows this form again. */
  leave(): void {
    this.way.abort()
    this.answers = Object.create(null)
    this.files.clear()
    this.issues = []
    this.kept = {}
    this.#form = this.#typedAtMs = this.receipt = undefined
    this.way.enter('ready')
  }

  /** Takes what stands in the controls; `edited` is the field that the visitor is in. */
  edit(form: PublicForm, answers: Answers, edited?: string): void {
    this.startFrom(form)
    this.#typedAtMs ??= performance.now()
    if (!this.kept.id) {
      this.kept.id = mint()
      this.#host.dispatchEvent(new FormEvent('gatehouse-start'))
    }
    this.take(answers)
    this.#keep(form)
    this.issues = left(form, this, edited)
    this.#host.requestUpdate()
  }

  /** Takes answers as they are, without a word to anybody. Those on their way stay what they are. */
  take(answers: Answers): void {
    if (this.way.phase === 'sending' || !take(this, answers)) return
    delete this.kept.body
    // What goes on by itself is what the visitor last meant to send.
    if (this.way.phase === 'waiting') this.way.abort()
  }

  /** Follows the form: choices that it does not offer any more go, numbers are written as its language writes them. */
  follow(form: PublicForm, outdated: NonNullable<Checks['outdated']>): void {
    const { locale } = this.kept
    const instead = outdated(questions(form), this.answers, form, locale)
    // The same number in other signs is no other answer.
    if (locale === form.locale) this.take(instead)
    else Object.assign(this.answers, instead)
    this.kept.locale = form.locale
  }

  /**
   * Returns the answers. A form that is new here first gets back what was kept of it, and each field that is still empty
   * its default.
   */
  startFrom(form: PublicForm): Answers {
    const { answers } = this
    const isNew = this.#form?.id !== form.id
    this.#form = form
    if (isNew && this.way.phase === 'ready') this.#restore(form)
    this.kept.locale ??= form.locale
    for (const { name, default: answer } of form.fields) if (answer !== undefined) answers[name] ??= answer
    return answers
  }

  /** Sends again what was kept of bytes that may have arrived, so that the visitor learns how that ended. */
  resume(form: PublicForm): void {
    const { body } = this.kept
    if (this.#isRestored && body) void this.#deliver(form)
    this.#isRestored = false
  }

  /** Whether the answers to these questions, or to all, are good; what is wrong with them is pointed out. */
  check(form: PublicForm, names?: readonly string[]): boolean {
    this.issues = checked(form, this).issues.filter(({ field }) => names?.includes(field) ?? true)
    if (this.issues.length) this.#pointOut()
    return !this.issues.length
  }

  /** Checks and sends, and resolves when it is known how that ended. One that is on its way is not sent beside itself. */
  async submit(form: PublicForm): Promise<void> {
    if (this.way.retry()) return this.#ended
    if (this.way.phase === 'accepted' || !this.check(form)) return
    if (this.#host.dispatchEvent(new FormEvent('gatehouse-before-submit'))) return this.#deliver(form)
  }

  #restore(form: PublicForm): void {
    // Not asked for again: an element on its way may have been taken out of the page.
    this.#key = draftKey(form, this.#host)
    const { answers, ...kept } = recall<Draft>(this.#key) ?? {}
    // What the page gave already is newer, but for fields that it left empty.
    for (const [name, answer] of Object.entries(answers ?? {})) this.answers[name] ||= answer
    this.kept = kept
    this.#isRestored = true
  }

  #keep(form: PublicForm): void {
    keep(this.#key, form, { ...this.kept, answers: this.answers })
  }

  #pointOut(): void {
    this.way.enter('ready')
    this.#host.dispatchEvent(new FormEvent('gatehouse-invalid', { issues: this.issues }))
  }

  #deliver(form: PublicForm): Promise<void> {
    this.#ended = this.#send(form)
    return this.#ended
  }

  /** Also goes on when the element leaves the page meanwhile: a lead on its way is finished. */
  async #send(form: PublicForm, isAmended = false): Promise<void> {
    const { kept, files, post } = this
    kept.id ??= mint()
    kept.body ??= bodyOf(form, checked(form, this).answers, this.#last, kept.id, kept.amends)
    this.#keep(form)
    const { id, body } = kept
    const typedAtMs = this.#typedAtMs
    const prove = () => this.prove?.(form, id, typedAtMs && performance.now() - typedAtMs)
    const sent = await this.way.send(form.id, { body, files, post, prove })
    if (!sent) return
    // All other ends are known: nothing is left to ask again.
    if (sent.kind !== 'later') delete kept.body
    if (sent.kind === 'conflict' && !isAmended) {
      kept.amends = id
      delete kept.id
      return this.#send(form, true)
    }
    this.#keep(form)
    if (sent.kind === 'invalid') {
      this.issues = sent.issues
      this.#pointOut()
    } else if (sent.kind === 'accepted') this.#accept(form, sent.receipt)
    else this.#fail(form, sent.reason, sent.kind === 'refused')
  }

  #fail(form: PublicForm, reason: Reason, isRefused: boolean): void {
    if (isRefused) complain(refusal(form.id, reason))
    this.way.enter(isRefused ? 'refused' : 'failed')
    this.#host.dispatchEvent(new FormEvent('gatehouse-submit-error', { reason }))
  }

  #accept(form: PublicForm, receipt: Receipt): void {
    const { id, reference } = receipt
    keep(this.#key, form)
    this.receipt = receipt
    this.way.enter('accepted')
    // Nobody is to count it.
    if (receipt.status !== 'accepted') return
    this.#host.dispatchEvent(new FormEvent('gatehouse-accepted', { submissionId: id, reference }))
    pushToDataLayer(this.#host, form.id, id)
    if (form.success.redirect) location.assign(form.success.redirect)
  }
}

/** What the page's developer can do about it. */
function refusal(form: string, reason: Reason): string {
  const mend =
    reason === 'origin-not-allowed' ? `; add this line to "sites" in the form's file: - ${location.origin}` : ''
  return `the form "${form}" was not sent: ${reason}${mend}`
}
