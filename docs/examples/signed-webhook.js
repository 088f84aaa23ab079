/**
 * An upstream that is one signed POST: `upstream: ./signed-webhook.js`. The receiver makes one record of each
 * `Idempotency-Key`, however often it hears it: so its one step may be sent again whenever its end is not known.
 *
 * @typedef {import('gatehouse/upstream').Order} Order
 * @typedef {import('gatehouse/upstream').Outcome} Outcome
 * @typedef {Readonly<Record<string, unknown>>} Values
 */
import { createHmac } from 'node:crypto'

const DEADLINE_MS = 8_000
const MAX_REPLY_BYTES = 65_536

/** @type {import('gatehouse/upstream').OpenUpstream} */
export default function open({ url, key, queue, env, options }) {
  const fields = fieldsOf(options)
  if (url === undefined || key === undefined) throw new Error('It needs a `url`, and a `key` to sign with.')

  /** @param {Order} order @returns {Promise<Outcome>} */
  const post = async (order) => {
    const values = valuesOf(order)
    const body = JSON.stringify({ id: order.submissionId, entity: order.entity, values })
    const send = () => {
      const t = Math.floor(env.now() / 1_000)
      const v1 = createHmac('sha256', key().reveal()).update(`${t}.${body}`).digest('hex')
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': order.submissionId,
        'x-gatehouse-signature': `t=${t},v1=${v1}`,
      }
      return env.http({ method: 'POST', url, headers, body, deadlineMs: DEADLINE_MS, maxBytes: MAX_REPLY_BYTES })
    }
    const turn = await queue.run(send)
    if (turn.kind === 'not-called') return { kind: 'later', reason: turn.reason, afterMs: turn.afterMs }
    return outcomeOf(turn.value, order, values)
  }

  return {
    entities: ['lead'],

    // Nothing is asked: what the receiver takes was written down.
    schema: async () => ({ kind: 'done', value: { entity: 'lead', fields } }),
    components: async () => ({ kind: 'done', value: [] }),

    // It cannot be looked into. Nobody asks, since the step is safe; and if somebody did, this is the truth.
    look: async (sought) => ({
      kind: 'done',
      value: new Map(sought.map(({ submissionId }) => [submissionId, { kind: 'unknown' }])),
    }),

    plan: (order) => [{ name: 'lead', safe: true, run: () => post(order) }],
  }
}

/** @param {import('gatehouse/upstream').HttpResult} result @param {Order} order @param {Values} values @returns {Outcome} */
function outcomeOf(result, order, values) {
  if (result.kind === 'not-sent') return { kind: 'later', reason: result.reason }
  if (result.kind === 'unclear') return result
  const { status, headers, body } = result
  const reason = `status-${status}`
  if (status >= 200 && status < 300) return { kind: 'done', result: resultOf(body, order, values) }
  if (status === 429 || status === 503)
    return { kind: 'later', reason, afterMs: (Number(headers['retry-after']) || 60) * 1_000 }
  if (status === 401 || status === 403) return { kind: 'refused', reason: 'key-refused', stops: 'key' }
  // A redirect is never followed: whoever stands there would get the answers. Nothing is sent until a person looks.
  if (status < 400) return { kind: 'refused', reason: 'redirected', stops: 'component' }
  return status < 500 ? { kind: 'refused', reason } : { kind: 'unclear', reason }
}

/**
 * A receiver that tells back what it kept, `{ id, values }`, is compared with what was sent; another one is believed.
 * @param {string} body @param {Order} order @param {Values} values
 */
function resultOf(body, order, values) {
  const { id, values: kept } = json(body)
  const isLost = (/** @type {string} */ name) => JSON.stringify(kept[name]) !== JSON.stringify(values[name])
  const lost = kept ? Object.keys(values).filter(isLost) : []
  const labels = lost.map((name) => order.values.lead?.find((value) => value.key === name)?.label ?? name)
  return { seen: true, ...(typeof id === 'string' && { id }), ...(labels.length > 0 && { lost: labels }) }
}

/**
 * What the visitor gave, by key; what the notes have to carry stands below his own words.
 * @param {Order} order @returns {Values}
 */
function valuesOf({ values, notes }) {
  const given = Object.fromEntries((values.lead ?? []).map(({ key, value }) => [key, value]))
  if (!notes || notes.lines.length === 0) return given
  return { ...given, [notes.key]: [given[notes.key], ...notes.lines].filter(Boolean).join('\n') }
}

/** @param {any} options @returns {import('gatehouse/upstream').SchemaField[]} */
function fieldsOf(options) {
  const fields = options?.fields
  if (!Array.isArray(fields) || fields.length === 0)
    throw new Error('Write `options: { fields: [{ key: email }, …] }`.')
  return fields.map((field) => ({ label: field.key, ...field, raw: field }))
}

/** @param {string} body What is no JSON tells nothing back. */
function json(body) {
  try {
    return Object(JSON.parse(body))
  } catch {
    return {}
  }
}
