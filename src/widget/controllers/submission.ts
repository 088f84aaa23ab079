import type { Answer, Answers, Issue, PublicForm } from '../../contract/form.ts'
import { questions } from '../../contract/questions.ts'
import type { Proof, Receipt } from '../../contract/wire.ts'
import type { Post, Sent } from '../client.ts'
import { send } from '../client.ts'
import { complain } from '../complain.ts'
import { pushToDataLayer } from '../data-layer.ts'
import type { Draft } from '../draft.ts'
import { draftKey, keep } from '../draft.ts'
import type { Reason } from '../events.ts'
import { FormEvent } from '../events.ts'
import type { Checks, Prover } from '../extension.ts'
import type { RenderedElement } from '../rendered-element.ts'
import { recall } from '../session.ts'
import { bodyOf, mint } from '../submission-body.ts'
import { trusting } from '../trusting.ts'
import { lastTouch } from '../visit.ts'
import { Delivery } from './delivery.ts'

/**
 * `waiting`: the proxy could not take it yet, and it is sent by itself once it can; an edit takes it back. `failed`: not sent,
 * and the visitor's turn. `refused`: the proxy said no, and a retry will not help.
 */
export type Phase = 'ready' | 'sending' | 'waiting' | 'failed' | 'refused' | 'accepted'

/** Signs that the network, or the visitor, is back. */
const RETURNS = ['online', 'visibilitychange', 'pageshow']

/** “Sending” is said only to those who have to wait for it. */
const SLOW_MS = 1_000

interface Host extends RenderedElement {
  /** The proxy's base address. */
  readonly base: string
}

/** One filled form on its way: what was given, what is wrong with it, how far it got. */
export class Submission {
  phase: Phase = 'ready'
  issues: readonly Issue[] = []
  receipt: Receipt | undefined
  given: Record<string, Answer> = Object.create(null)
  /** By field, whose answer is their names. */
  readonly files = new Map<string, readonly File[]>()
  /** What knows about answers. */
  checks: Checks = trusting
  /** Sends files and tells how far they are; where there is none, the browser's own way does. */
  post: Post | undefined
  /** Asked at each try for what shows that a person filled it. */
  prove: ((...given: Parameters<Prover['prove']>) => Promise<Proof | undefined>) | undefined
  /** Settles when the page is hidden, which may be the last that is heard of it: what is to be sent waits no longer. */
  declare leaving: Promise<undefined>
  /** How much of the files is sent, from 0 to 1. */
  progress: number | undefined
  /** Which step the visitor is on; kept with the next answer. */
  step = 0
  /** It has been sending for a while, so that it is worth saying. */
  isSlow = false
  readonly #host: Host
  readonly #last = lastTouch()
  #form: PublicForm | undefined
  #id: string | undefined
  /** When the first key was struck, by the page's monotonic clock. */
  #typedAtMs: number | undefined
  /** The submission that this one corrects. */
  #amends: string | undefined
  /** The bytes as they were last sent. They stay until an answer changes, so that a retry cannot differ. */
  #body: string | undefined
  #delivery: Delivery | undefined
  /** Settles when it is known how the delivery ended. */
  #ended: Promise<void> | undefined
  #leave: () => void = () => {}
  #slowTimer: ReturnType<typeof setTimeout> | undefined

  constructor(host: Host) {
    this.#host = host
    this.#stay()
  }

  /** Tries again when the visitor or the network is back, until `stop`. */
  start(): void {
    for (const name of RETURNS) addEventListener(name, this)
  }

  stop(): void {
    for (const name of RETURNS) removeEventListener(name, this)
  }

  handleEvent(): void {
    if (document.hidden) {
      this.#leave()
      // Whatever waited has gone on by then, as far as it goes at once: all that a page still does that is closed.
      setTimeout(() => this.#stay())
      return
    }
    this.#delivery?.wake()
    if (this.phase === 'failed' && this.#form && this.#body) void this.#deliver(this.#form)
  }

  #stay(): void {
    this.leaving = new Promise((leave) => {
      this.#leave = () => leave(undefined)
    })
  }

  /** Starts over, unless a submission is being sent. */
  reset(): void {
    if (this.#form && this.phase !== 'sending') keep(this.#form)
    this.leave()
  }

  /** Starts over, and leaves the draft for whoever shows this form again. */
  leave(): void {
    if (this.phase === 'sending') return
    this.#takeBack()
    this.given = Object.create(null)
    this.files.clear()
    this.issues = []
    this.step = 0
    this.#form = this.#id = this.#typedAtMs = this.#amends = this.#body = this.receipt = undefined
    this.#enter('ready')
  }

  /** Takes what stands in the controls; `edited` is the field that the visitor is in. */
  edit(form: PublicForm, given: Answers, edited?: string): void {
    this.startFrom(form)
    this.#typedAtMs ??= performance.now()
    if (!this.#id) {
      this.#id = mint()
      this.#host.dispatchEvent(new FormEvent('gatehouse-start'))
    }
    this.take(given)
    this.#keep(form)
    // An issue that was pointed out goes when it is mended; a new one waits for the next attempt.
    const left = this.issues.length ? this.#check(form).issues.filter((issue) => issue.field === edited) : []
    this.issues = this.issues.flatMap((issue) => (issue.field === edited ? left : issue))
    this.#host.requestUpdate()
  }

  /** Takes answers as they are, without a word to anybody. */
  take(given: Answers): void {
    for (const [name, answer] of Object.entries(given)) {
      const isNew = String(this.given[name]) !== String(answer)
      this.given[name] = answer
      if (!isNew) continue
      this.#body = undefined
      // What goes on by itself is what the visitor last meant to send.
      if (this.phase === 'waiting') this.#takeBack()
    }
  }

  /**
   * Returns what is given. A form that is new here first gets back what was kept of it, and each field that is still empty
   * its default; bytes that may have arrived are sent again, so that the visitor learns how that ended.
   */
  startFrom(form: PublicForm): Answers {
    const isNew = this.#form?.id !== form.id
    this.#form = form
    if (isNew && this.phase === 'ready') this.#restore(form)
    for (const { name, default: answer } of form.fields) if (answer !== undefined) this.given[name] ??= answer
    return this.given
  }

  /** Whether the answers to these questions are good; what is wrong with them is pointed out. */
  checkSome(form: PublicForm, names: readonly string[]): boolean {
    const issues = this.#check(form).issues.filter(({ field }) => names.includes(field))
    if (issues.length) this.#invalid(issues)
    else this.issues = issues
    return !issues.length
  }

  /** Checks and sends, and resolves when it is known how that ended. One that is on its way is not sent beside itself. */
  async submit(form: PublicForm): Promise<void> {
    if (this.#delivery) {
      this.#delivery.wake()
      return this.#ended
    }
    if (this.phase === 'accepted') return
    const { issues } = this.#check(form)
    if (issues.length) return this.#invalid(issues)
    this.issues = []
    if (this.#host.dispatchEvent(new FormEvent('gatehouse-before-submit'))) return this.#deliver(form)
  }

  #restore(form: PublicForm): void {
    const { id, amends, answers, step = 0, body } = recall<Partial<Draft>>(draftKey(form)) ?? {}
    // What the page gave already is newer, but for fields that it left empty.
    for (const [name, answer] of Object.entries(answers ?? {})) this.given[name] ||= answer
    this.#id ??= id
    this.#amends ??= amends
    this.step = step
    this.#body = body
    if (body) void this.#deliver(form)
  }

  #keep(form: PublicForm): void {
    keep(form, { id: this.#id, amends: this.#amends, answers: this.given, step: this.step, body: this.#body })
  }

  #check(form: PublicForm) {
    const { answers, issues } = this.checks.check(
      questions(form),
      { ...this.given, ...Object.fromEntries(this.files) },
      form,
    )
    // The page may hand in more than this form asks for.
    return { answers, issues: issues.filter(({ code }) => code !== 'unknown-field') }
  }

  #invalid(issues: readonly Issue[]): void {
    this.issues = issues
    this.#enter('ready')
    this.#host.dispatchEvent(new FormEvent('gatehouse-invalid', { issues }))
  }

  #enter(phase: Phase): void {
    clearTimeout(this.#slowTimer)
    this.phase = phase
    this.isSlow = false
    this.progress = undefined
    if (phase === 'sending') this.#slowTimer = setTimeout(() => this.#tell({ isSlow: true }), SLOW_MS)
    this.#host.requestUpdate()
  }

  #tell(news: Partial<Pick<Submission, 'isSlow' | 'progress'>>): void {
    Object.assign(this, news)
    this.#host.requestUpdate()
  }

  /** Gives up what is on its way, which may arrive all the same: the id stays. */
  #takeBack(): void {
    if (!this.#delivery) return
    this.#delivery.stop()
    this.#delivery = undefined
    this.#enter('failed')
  }

  /** Also goes on when the element leaves the page meanwhile: a lead on its way is finished. */
  #deliver(form: PublicForm, isAmended = false): Promise<void> {
    this.#id ??= mint()
    this.#body ??= bodyOf(form, this.#check(form).answers, this.#last, this.#id, this.#amends)
    const id = this.#id
    const typedAtMs = this.#typedAtMs
    const { files, post } = this
    const told = (progress: number) => this.#delivery === delivery && this.#tell({ progress })
    const parcel = { body: this.#body, files, post, told }
    this.#keep(form)
    this.#enter('sending')
    const delivery = new Delivery(
      async () => {
        const proof = this.prove?.(form, id, typedAtMs && performance.now() - typedAtMs)
        return send(this.#host.base, form.id, { ...parcel, proof: await Promise.race([proof, this.leaving]) })
      },
      (tries) => {
        // A hiccup is not worth a word.
        if (this.#delivery === delivery && (tries > 1 || this.isSlow)) this.#enter('waiting')
      },
    )
    this.#delivery = delivery
    this.#ended = delivery.end.then((sent) => {
      if (this.#delivery === delivery) return this.#end(form, sent, isAmended)
    })
    return this.#ended
  }

  #end(form: PublicForm, sent: Sent, isAmended: boolean): Promise<void> | undefined {
    this.#delivery = undefined
    // All other ends are known: nothing is left to ask again.
    if (sent.kind !== 'later') this.#body = undefined
    if (sent.kind === 'conflict' && !isAmended) {
      this.#amends = this.#id
      this.#id = undefined
      return this.#deliver(form, true)
    }
    this.#keep(form)
    if (sent.kind === 'invalid') this.#invalid(sent.issues)
    else if (sent.kind === 'accepted') this.#accept(form, sent.receipt)
    else {
      if (sent.kind === 'refused') complain(refusal(form.id, sent.reason))
      this.#enter(sent.kind === 'refused' ? 'refused' : 'failed')
      this.#host.dispatchEvent(new FormEvent('gatehouse-submit-error', { reason: sent.reason }))
    }
  }

  #accept(form: PublicForm, receipt: Receipt): void {
    const { id, reference } = receipt
    keep(form)
    this.receipt = receipt
    this.#enter('accepted')
    this.#host.dispatchEvent(new FormEvent('gatehouse-accepted', { submissionId: id, reference }))
    pushToDataLayer(this.#host, form.id, id)
    if (form.success.redirect) location.assign(form.success.redirect)
  }
}

/** What the page's developer can do about it. */
function refusal(form: string, reason: Reason): string {
  const site = location.origin.replace('https://', '')
  const mend = reason === 'origin-not-allowed' ? `; add this line to "sites" in the form's file: - ${site}` : ''
  return `the form "${form}" was not sent: ${reason}${mend}`
}
