/** The routes of the form's own page, which works without a script, and of its markup to paste. */
import type { Context, Hono } from 'hono'
import type { Answers } from '../../src/contract/form.ts'
import { stringsFor } from '../../src/contract/strings/index.ts'
import type { Words } from '../../src/contract/strings/words.ts'
import type { ProblemCode } from '../../src/contract/wire.ts'
import { paths } from '../../src/contract/wire.ts'
import type { Assets } from '../assets/assets.ts'
import { cached, FORM_CACHE } from '../cached.ts'
import type { FormVersion } from '../forms/forms.ts'
import { publicForm, questionsOf } from '../forms/public.ts'
import { servedForm, servedVersion } from '../forms/served.ts'
import type { IntakeDeps } from '../intake.ts'
import { parse } from '../intake.ts'
import type { Problem } from '../problem.ts'
import { readControls } from '../read-body.ts'
import { isReference } from '../reference.ts'
import { takeAmending } from './amend.ts'
import type { Filled } from './form-markup.ts'
import { closedPage, formPage, pasteMarkup, thanksPage } from './page.ts'
import type { Post } from './post.ts'
import { answersOf, postFrom, submissionOf } from './post.ts'
import type { Why } from './respond.ts'
import { HTML, responder } from './respond.ts'
import { sorry } from './sorry.ts'

export interface HostedDeps extends IntakeDeps {
  readonly assets: Pick<Assets, 'files'>
  /** The address that browsers reach the proxy at, ending in a slash. */
  readonly publicUrl: string
}

export interface Hosted {
  /** A problem of the form's page as a page: with what was typed, where the way on is to send that again. */
  refuse(problem: Problem, c: Context): Response
}

/** What came in from a page. */
interface Draft {
  readonly served: FormVersion
  readonly post: Post
  readonly answers: Answers
}

export function hostedRoutes(app: Hono, deps: HostedDeps): Hosted {
  const { forms, env, publicUrl: endpoint } = deps
  const respond = responder(endpoint, deps.assets)
  const drafts = new WeakMap<Request, Draft>()
  const shownAs = ({ form, version }: FormVersion, locale: string | undefined) =>
    publicForm(form, version, locale, { now: env.now() })

  app.get('/v1/forms/:file{.+\\.html}', async (c) => {
    const { version, locale } = c.req.query()
    const served = await servedVersion(forms, c.req.param('file').slice(0, -'.html'.length), version)
    const markup = pasteMarkup(shownAs(served, locale), endpoint)
    return cached(c.req.raw, markup, { 'content-type': HTML, 'cache-control': FORM_CACHE })
  })

  app.get('/f/:id', (c) => {
    const { sent, locale } = c.req.query()
    const form = shownAs(servedForm(forms, c.req.param('id')), locale)
    if (sent !== undefined && isReference(sent)) return respond((setting) => thanksPage(form, setting, sent))
    if (form.closed !== undefined) return respond((setting) => closedPage(form, setting))
    const { href: page } = new URL(paths.hosted(form.id) + new URL(c.req.url).search, endpoint)
    const filled = { id: crypto.randomUUID(), page }
    return respond((setting) => formPage(form, setting, filled), form.success)
  })

  app.post('/f/:id', async (c) => {
    const id = c.req.param('id')
    servedForm(forms, id)
    const post = postFrom(await readControls(c.req.raw, env), c.req.header('referer'))
    const served = await servedVersion(forms, id, post.version)
    const draft = { served, post, answers: answersOf(post, questionsOf(served.form)) }
    // Markup that many pages hold has no id. With one of its own, two clicks are one submission.
    if (post.id === undefined) return again(draft, { notice: ({ page }) => page.confirm })
    drafts.set(c.req.raw, draft)
    const submission = parse(submissionOf(post, draft.answers))
    const received = { submission, origin: c.req.header('origin') ?? null }
    const { reference } = await takeAmending(received, id, deps)
    const query = new URLSearchParams({ sent: reference, ...(post.locale !== undefined && { locale: post.locale }) })
    // A page of its own: to load it anew sends nothing.
    const thanks = new URL(`${paths.hosted(id)}?${query}`, endpoint).href
    const headers = { location: served.form.success?.redirect ?? thanks, 'cache-control': 'no-store' }
    return new Response(null, { status: 303, headers })
  })

  /** The page once more, with what was typed. */
  function again({ served, post, answers }: Draft, { notice, problem }: Why & { notice: Notice }): Response {
    const form = shownAs(served, post.locale)
    const said = notice(stringsFor(form.locale))
    const filled: Filled = {
      ...{ id: post.id ?? crypto.randomUUID(), answers, issues: problem?.options.issues ?? [] },
      ...(said !== undefined && { notice: said }),
      ...(post.context.page !== undefined && { page: post.context.page }),
    }
    return respond((setting) => formPage(form, setting, filled), { problem, redirect: form.success.redirect })
  }

  return {
    refuse(problem, c) {
      const draft = drafts.get(c.req.raw)
      const notice = AGAIN[problem.code]
      if (draft && notice) return again(draft, { problem, notice })
      const [languages, form] = [c.req.header('accept-language'), c.req.param('id')]
      return sorry({ problem, languages, form, endpoint }, respond)
    },
  }
}

/** What is said above the fields. */
type Notice = (words: Words) => string | undefined

const notSent: Notice = (words) => words.notSent

/** Problems that do not end the way: the same page, sent again, may pass. */
const AGAIN: { readonly [K in ProblemCode]?: Notice } = {
  'invalid-answers': () => undefined,
  // On the form's own page it can be sent whatever page it came from.
  'origin-not-allowed': ({ page }) => page.confirm,
  'store-unavailable': notSent,
  'rate-limited': notSent,
  unexpected: notSent,
}
