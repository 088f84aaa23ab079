/** The routes of the form's own page, which works without a script, and of its markup to paste. */
import type { Hono, Context as RequestContext } from 'hono'
import type { Answers, PublicForm } from '../../src/contract/form.ts'
import { stringsFor } from '../../src/contract/strings/index.ts'
import type { Words } from '../../src/contract/strings/words.ts'
import type { ProblemCode } from '../../src/contract/wire.ts'
import { paths } from '../../src/contract/wire.ts'
import type { Beside } from '../app.ts'
import type { Assets } from '../assets/assets.ts'
import { cached, FORM_CACHE } from '../cached.ts'
import { compact } from '../forms/compact.ts'
import type { FormVersion } from '../forms/forms.ts'
import { localeOf, questionsOf } from '../forms/public.ts'
import { servedForm, servedVersion } from '../forms/served.ts'
import { LEAST_MS } from '../guards/haste.ts'
import type { Asked, Tokens } from '../guards/tokens.ts'
import type { IntakeDeps } from '../intake.ts'
import { parse, senderOf } from '../intake.ts'
import type { Wanted } from '../preview.ts'
import { formFor } from '../preview.ts'
import type { Problem } from '../problem.ts'
import { hasFiles, readControls } from '../read-body.ts'
import { isReference } from '../reference.ts'
import type { Upload } from '../uploads/folder.ts'
import type { Arrival } from '../uploads/receive.ts'
import { receiving } from '../uploads/receiving.ts'
import { takeConfirmed } from './confirmed.ts'
import type { Filled } from './form-markup.ts'
import { plainStyles } from './looks.ts'
import { closedPage, formPage, pasteMarkup, thanksPage } from './page.ts'
import type { Post } from './post.ts'
import { answersOf, controlsWithFiles, postFrom, submissionOf } from './post.ts'
import type { Why } from './respond.ts'
import { HTML, responder } from './respond.ts'
import { sorry } from './sorry.ts'
import type { Began } from './way-back.ts'
import { beganAt } from './way-back.ts'

type Context = RequestContext<{ Bindings: Beside }>

export interface HostedDeps extends IntakeDeps {
  readonly assets: Pick<Assets, 'files'>
  /** The address that browsers reach the proxy at, ending in a slash. */
  readonly publicUrl: string
  readonly tokens: Tokens
}

export interface Hosted {
  /** A problem of the form's page as a page: with what was typed, where the way on is to send that again. */
  refuse(problem: Problem, c: Context): Promise<Response>
}

/** So much of files that are too large is read on, for what was typed after them. */
const SPARE_BYTES = 16 * 2 ** 20

/** What came in from a page. */
interface Draft {
  readonly served: FormVersion
  readonly post: Post
  readonly answers: Answers
}

export function hostedRoutes(app: Hono<{ Bindings: Beside }>, deps: HostedDeps): Hosted {
  const { forms, env, uploads, tokens, publicUrl: endpoint } = deps
  const respond = responder(endpoint, deps.assets)
  const styles = plainStyles(deps.assets)
  /** As far as it was read. */
  const arrivals = new WeakMap<Request, Arrival>()
  const shownAs = (served: FormVersion, wanted: Wanted): Promise<PublicForm> => formFor(served, wanted, deps)

  app.get('/v1/forms/:file{.+\\.html}', async (c) => {
    const { version, locale } = c.req.query()
    const served = await servedVersion(forms, c.req.param('file').slice(0, -'.html'.length), version)
    const markup = pasteMarkup(await shownAs(served, { locale }), endpoint, styles)
    return cached(c.req.raw, markup, { 'content-type': HTML, 'cache-control': FORM_CACHE })
  })

  app.get('/f/:id', async (c) => {
    const { sent, page: from, ...wanted } = c.req.query()
    const served = servedForm(forms, c.req.param('id'))
    const { sites } = served.form
    const form = await shownAs(served, wanted)
    if (sent !== undefined && isReference(sent)) {
      return respond((setting) => thanksPage(form, setting, sent), { sites, began: [from] })
    }
    const referrer = c.req.header('referer')
    const reach = { sites, began: [referrer] }
    if (form.closed !== undefined) return respond((setting) => closedPage(form, setting), reach)
    const { href: page } = new URL(paths.hosted(form.id) + new URL(c.req.url).search, endpoint)
    const { token } = await tokens.issue(pageOf(form.id), env.now())
    const filled = { id: crypto.randomUUID(), page, token, ...(referrer !== undefined && { referrer }) }
    return respond((setting) => formPage(form, setting, filled), { redirect: form.success.redirect, ...reach })
  })

  app.post('/f/:id', async (c) => {
    servedForm(forms, c.req.param('id'))
    if (!uploads || !hasFiles(c.req.raw)) {
      return submit(c, { texts: await readControls(c.req.raw, env), files: [] })
    }
    const arrival: Arrival = { texts: new URLSearchParams(), files: [] }
    arrivals.set(c.req.raw, arrival)
    const how = { ...uploads, env, client: c.env.client, layout: controlsWithFiles, spareBytes: SPARE_BYTES }
    return receiving(c.req.raw, arrival, how, (upload) => submit(c, arrival, upload))
  })

  async function submit(c: Context, arrival: Arrival, upload?: Upload): Promise<Response> {
    arrivals.set(c.req.raw, arrival)
    const draft = await draftFrom(c, arrival)
    const { served, post, answers } = draft
    // Markup that many pages hold has no id. With one of its own, two clicks are one submission.
    if (post.id === undefined) return again(c, draft, { notice: confirm })
    const { id: form } = served.form
    const submission = parse(submissionOf(post, answers))
    const files = upload && { upload, files: arrival.files }
    const received = { submission, sender: senderOf(c.req.raw, 'page', c.env.client), ...files }
    const receipt = await takeConfirmed(received, form, deps)
    if (!receipt) return again(c, draft, { notice: confirm })
    const { reference, status } = receipt
    const isPreview = status === 'previewed'
    const from = beganAt(beganIn(post), { sites: served.form.sites, endpoint })?.href
    const query = new URLSearchParams(
      compact({ sent: reference, locale: post.locale, page: from, preview: isPreview ? post.preview : undefined }),
    )
    // A page of its own: to load it anew sends nothing.
    const thanks = new URL(`${paths.hosted(form)}?${query}`, endpoint).href
    const headers = { location: (!isPreview && served.form.success?.redirect) || thanks, 'cache-control': 'no-store' }
    return new Response(null, { status: 303, headers })
  }

  async function draftFrom(c: Context, { texts, files }: Arrival): Promise<Draft> {
    const post = postFrom(texts, c.req.header('referer'))
    const served = await servedVersion(forms, c.req.param('id') ?? '', post.version)
    const { form } = served
    return { served, post, answers: answersOf(post, questionsOf(form), localeOf(form, post.locale), files) }
  }

  /** The page once more, with what was typed. */
  async function again(c: Context, draft: Draft, { notice, problem }: Why & { notice: Notice }): Promise<Response> {
    const { served, post, answers } = draft
    const form = await shownAs(served, post)
    const said = notice(stringsFor(form.locale))
    const filled: Filled = {
      ...{ id: post.id ?? crypto.randomUUID(), answers, issues: problem?.options.issues ?? [] },
      ...{ ...post.proof, token: await tokenFor(c, draft) },
      ...(said !== undefined && { notice: said }),
      ...compact({ page: post.context.page, referrer: post.context.referrer }),
    }
    const reach = { redirect: form.success.redirect, sites: served.form.sites, began: beganIn(post) }
    return respond((setting) => formPage(form, setting, filled), { problem, ...reach })
  }

  /** The one that came, as long as it is good. */
  async function tokenFor(c: Context, { served, post }: Draft): Promise<string> {
    const { token } = post.proof
    const [{ id: form }, at] = [served.form, env.now()]
    const worth = await tokens.worth({ token, form, sender: senderOf(c.req.raw, 'page'), at })
    if (token !== undefined && worth.kind === 'good') return token
    // What is typed already took its time where it was typed.
    return (await tokens.issue(pageOf(form), at - LEAST_MS.page)).token
  }

  return {
    async refuse(problem, c) {
      const arrival = arrivals.get(c.req.raw)
      const notice = AGAIN[problem.code]
      if (arrival && arrival.texts.size > 0 && notice) return again(c, await draftFrom(c, arrival), { problem, notice })
      const [languages, form] = [c.req.header('accept-language'), c.req.param('id')]
      return sorry({ problem, languages, form, endpoint }, respond)
    },
  }
}

const beganIn = ({ context: { page, referrer } }: Post): Began => [page, referrer]

/** The form's own page is where its token is asked for. */
const pageOf = (form: string): Asked => ({ form, site: '', way: 'page' })

/** What is said above the fields. */
type Notice = (words: Words) => string | undefined

const notSent: Notice = (words) => words.notSent
const confirm: Notice = ({ page }) => page.confirm

/** Problems that do not end the way: the same page, sent again, may pass. */
const AGAIN: { readonly [K in ProblemCode]?: Notice } = {
  'invalid-answers': () => undefined,
  // On the form's own page it can be sent whatever page it came from.
  'origin-not-allowed': confirm,
  'store-unavailable': notSent,
  'rate-limited': notSent,
  unexpected: notSent,
}
