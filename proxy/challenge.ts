import type { Challenge } from '../src/contract/wire.ts'
import type { Env } from './env.ts'
import type { Forms } from './forms/forms.ts'
import { servedForm } from './forms/served.ts'
import type { Tokens } from './guards/tokens.ts'
import type { Work } from './guards/work.ts'
import { senderOf } from './intake.ts'

export interface ChallengeDeps {
  readonly forms: Pick<Forms, 'live'>
  readonly tokens: Tokens
  readonly work: Pick<Work, 'order'>
  readonly env: Pick<Env, 'now'>
}

/**
 * What a script needs to send this form once. A page that is not listed gets it too: the post is where it is told.
 * @throws {Problem} `unknown-form`, `form-unavailable`
 */
export async function challengeFor(request: Request, formId: string, deps: ChallengeDeps): Promise<Challenge> {
  const { form } = servedForm(deps.forms, formId)
  const [way, at] = ['element' as const, deps.env.now()]
  const site = deps.tokens.siteOf(senderOf(request, way))
  const { token, id, lastsMs } = await deps.tokens.issue({ form: form.id, site, way }, at)
  if (form.proof === false) return { token, lastsMs }
  const isSlow = new URL(request.url).searchParams.get('slow') === '1'
  return { token, lastsMs, proof: await deps.work.order({ token: id, form: form.id, isSlow, at }) }
}
