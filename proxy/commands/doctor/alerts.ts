/** Whether anybody is told when a lead needs a person. */
import { openAlertKeys } from '../../alerts/open.ts'
import type { Config } from '../../config.ts'
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
  } else
    yield ok(CHECK, 'webhook' in alerts ? `to the webhook at ${new URL(alerts.webhook).host}` : `to ${alerts.email}`)
}
