/**
 * Cloudflare's opinion on the visitor, for forms that ask for it:
 * https://developers.cloudflare.com/turnstile/get-started/server-side-validation/. Where it cannot be had, that is a doubt of
 * its own, which alone holds nothing. The visitor's address is not handed on.
 */
import { isObject } from '../../src/contract/received.ts'
import { parseSite } from '../../src/contract/site.ts'
import { turnstileAction } from '../../src/contract/wire.ts'
import type { Http } from '../env.ts'
import type { PublishedForm } from '../forms/published.ts'
import type { Log } from '../log.ts'
import type { HallGuard } from './guard.ts'
import { doubtful, PASS } from './verdict.ts'

/** Where a response is verified. */
export const SITEVERIFY = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'

export interface TurnstileDeps {
  /** At this moment. */
  readonly secret: () => string
  readonly url: string
  readonly http: Http
  readonly log: Log
}

/** `own`: the proxy's own origin, whose pages may always. */
export function turnstileGuard({ secret, url, http, log }: TurnstileDeps, own: string): HallGuard {
  return async ({ form, submission }) => {
    if (!form.turnstile) return PASS
    const response = submission.proof?.turnstile
    if (response === undefined) return doubtful('turnstile-missing')
    const said = await ask(response)
    if ('reason' in said) {
      log('warn', { event: 'turnstile-unavailable', form: form.id, reason: said.reason })
      return doubtful('turnstile-missing')
    }
    const isMeant = said.action === turnstileAction(form.id) && isOf(form, own, said.hostname)
    return said.success && isMeant ? PASS : doubtful('turnstile-bad')
  }

  async function ask(response: string): Promise<Opinion | { readonly reason: string }> {
    let key: string
    try {
      key = secret()
    } catch {
      return { reason: 'no-secret' }
    }
    const result = await http({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ secret: key, response }).toString(),
      deadlineMs: 3_000,
      maxBytes: 16_384,
    })
    return result.kind === 'reply' ? (opinionIn(result.body) ?? { reason: `status-${result.status}` }) : result
  }
}

interface Opinion {
  readonly success: boolean
  readonly action: unknown
  readonly hostname: string
}

/** What is wrong on our side or on Cloudflare's, whoever the visitor is. */
const FAULTS: readonly unknown[] = ['missing-input-secret', 'invalid-input-secret', 'bad-request', 'internal-error']

/** What siteverify says, or why that is of no use; undefined where it is not siteverify that speaks. */
function opinionIn(body: string): Opinion | { readonly reason: string } | undefined {
  let raw: unknown
  try {
    raw = JSON.parse(body)
  } catch {
    return undefined
  }
  if (!isObject(raw) || typeof raw.success !== 'boolean') return undefined
  const { success, action, hostname, 'error-codes': codes } = raw
  const fault = Array.isArray(codes) ? codes.find((code) => FAULTS.includes(code)) : undefined
  return fault === undefined ? { success, action, hostname: String(hostname) } : { reason: String(fault) }
}

/** A host name without scheme and port, so that those of a site count for nothing. */
function isOf({ sites }: PublishedForm, own: string, hostname: string): boolean {
  const isNamed = (site: string) => {
    const address = site.includes('://') ? site : `https://${site}`
    return URL.canParse(address) && new URL(address).hostname === hostname
  }
  return [own, ...sites].some((site) => isNamed(site) || parseSite(site)?.(`https://${hostname}`))
}
