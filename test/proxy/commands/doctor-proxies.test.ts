import { expect, test } from 'vitest'
import { checkProxies } from '../../../proxy/commands/doctor/proxies.ts'
import type { Config } from '../../../proxy/config.ts'

const config = (publicUrl: string, host: string, trustedProxies: readonly string[] = []) =>
  ({ file: 'gatehouse.yaml', publicUrl, trustedProxies, listen: { host, port: 8787 } }) as unknown as Config

test.each([
  ['on this machine', '127.0.0.1', 'loopback'],
  ['on this machine, by IPv6', '::1', 'loopback'],
  ['in this network', '0.0.0.0', 'private'],
])('where something ends TLS %s and is not trusted, doctor says the line to add', (_where, host, network) => {
  const { state, mend } = checkProxies(config('https://forms.example.com/', host))
  expect(state).toBe('warn')
  expect(mend).toContain(`\`trustedProxies: [${network}]\``)
})

test.each([
  ['it is trusted', config('https://forms.example.com/', '0.0.0.0', ['private'])],
  ['there is none that it could know of', config('http://localhost:8787/', '127.0.0.1')],
])('where %s, all is well', (_what, given) => {
  expect(checkProxies(given).state).toBe('ok')
})
