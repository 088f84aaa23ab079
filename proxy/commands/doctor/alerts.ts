/** Whether anybody is told when a lead needs a person. */
import { openAlertKeys } from '../../alerts/open.ts'
import type { AlertsConfig, Config } from '../../config.ts'
import { faultText } from '../../node/yaml-file.ts'
import type { Finding } from './finding.ts'
import { fail, ok, warn } from './finding.ts'

const CHECK = 'alerts'

export function* checkAlerts(config: Config): Generator<Finding> {
  const { alerts } = config
  const keys = openAlertKeys(config, process.env)
  if (!keys.ok) for (const fault of keys.faults) yield fail(CHECK, faultText(fault), 'Set it where that line says.')
  if (!alerts) {
    yield warn(
      CHECK,
      'nobody is told when a submission is held or fails, or a connection stops',
      'Write `alerts: { webhook: https://… }`, or `alerts: { email: … }` with `smtp:`.',
    )
  } else yield ok(CHECK, whither(alerts))
}

function whither({ webhook, email, secret }: AlertsConfig): string {
  if (webhook === undefined) return `to ${email}`
  const signed = secret ? '`alerts.secret`' : 'a secret that `gatehouse webhooks secret` prints'
  return `to the webhook at ${new URL(webhook).host}, signed with ${signed}`
}
