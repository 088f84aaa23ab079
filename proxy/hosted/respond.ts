/** Pages as responses, each with a policy of its own. */
import type { Assets } from '../assets/assets.ts'
import { base64url } from '../forms/digest.ts'
import type { Problem } from '../problem.ts'
import { statusOf } from '../problem.ts'
import type { Setting } from './page.ts'
import type { Reach } from './policy.ts'
import { pagePolicy } from './policy.ts'
import type { Began } from './way-back.ts'
import { wayBack } from './way-back.ts'

export const HTML = 'text/html; charset=utf-8'

export interface Why extends Reach {
  /** That the page is a refusal. */
  readonly problem?: Problem | undefined
  readonly began?: Began
}

/** Makes a page and what goes with it. */
export type Respond = (content: (setting: Setting) => string, why?: Why) => Response

export function responder(endpoint: string, assets: Pick<Assets, 'files'>): Respond {
  const styles = new TextDecoder().decode(assets.files.get('form.css')?.bodies.identity)
  return (content, { problem, began = [], ...reach } = {}) => {
    const back = wayBack(began, { sites: reach.sites ?? [], endpoint })
    const setting = { endpoint, styles, nonce: base64url(crypto.getRandomValues(new Uint8Array(12))), back }
    return new Response(content(setting), {
      status: problem ? statusOf(problem) : 200,
      headers: {
        ...{ 'content-type': HTML, 'cache-control': 'no-store' },
        'content-security-policy': pagePolicy(setting, reach),
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
        // Without a referrer a browser does not say either which origin a form was posted from.
        'referrer-policy': 'same-origin',
        ...problem?.options.headers,
      },
    })
  }
}
