/** Runs an order's steps as the worker does. */
import type { Order, Outcome, StepResult, Upstream } from '../../proxy/upstreams/upstream.ts'

export interface Delivery {
  readonly steps: readonly string[]
  readonly results: Readonly<Record<string, StepResult>>
  /** Of the step that was not done; absent when all were. */
  readonly outcome?: Outcome
}

/** In order, without those that are done, up to the first that is not. */
export async function deliver(
  upstream: Pick<Upstream, 'plan'>,
  order: Order,
  done: Readonly<Record<string, StepResult>> = {},
): Promise<Delivery> {
  const results: Record<string, StepResult> = { ...done }
  const plan = upstream.plan(order)
  const steps = plan.map(({ name }) => name)
  for (const step of plan) {
    if (results[step.name]) continue
    const outcome = await step.run(results)
    if (outcome.kind !== 'done') return { steps, results, outcome }
    results[step.name] = outcome.result
  }
  return { steps, results }
}
