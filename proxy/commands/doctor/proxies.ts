/** Whether one visitor can be told from another where something stands in front of Gatehouse. */
import type { Config } from '../../config.ts'
import type { Finding } from './finding.ts'
import { ok, warn } from './finding.ts'

const CHECK = 'visitors'
const LOOPBACK = /^(localhost|127\.|::1$)/

export function checkProxies({ trustedProxies, publicUrl, listen, file }: Config): Finding {
  if (trustedProxies.length > 0)
    return ok(CHECK, `their addresses are taken from proxies in ${trustedProxies.join(', ')}`)
  // Gatehouse speaks plain http only: where browsers speak https, something else ends that.
  if (!publicUrl.startsWith('https:')) return ok(CHECK, 'their addresses are taken from their own connections')
  const network = LOOPBACK.test(listen.host) ? 'loopback' : 'private'
  return warn(
    CHECK,
    'browsers come by https, through a proxy whose word on their addresses is not taken: no limit holds for one visitor',
    `Have it send X-Forwarded-For, and write in ${file}: \`trustedProxies: [${network}]\``,
  )
}
