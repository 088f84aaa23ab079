/** Visitors who fill the form and do not give up: a lead is sent again, with its id, until it has its receipt. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dice } from '../support/seeded.ts'
import type { Lead } from './ledger.ts'

export interface Visitors {
  readonly sent: readonly Lead[]
  /** The reference of each receipt, by submission id. */
  readonly receipts: ReadonlyMap<string, string>
  /** Answers that no visitor may see, whatever happens to the server. */
  readonly insults: readonly string[]
  /** So many leads, a few at a time. Resolves when each has its receipt. */
  send(count: number): Promise<void>
  /** One lead after another, until told to stop. */
  begin(): void
  /** Resolves when each lead that was begun has its receipt. */
  finish(): Promise<void>
  /** Those who wait for a receipt go home without it. */
  goHome(): void
}

const AT_ONCE = 6
const SITE = 'https://example.com'
/** The server is gone, or says that it cannot keep anything at the moment. */
const WAITED_FOR = [503]

/** `forms`: each is filled as often as any other. */
export function visitors(url: string, forms: readonly [string, ...string[]], dice: Dice): Visitors {
  const sent: Lead[] = []
  const receipts = new Map<string, string>()
  const insults: string[] = []
  let busy: readonly Promise<void>[] = []
  let open = false
  let home = false

  async function sendOne(): Promise<void> {
    const lead = leadOf(dice)
    const form = dice.pick(forms)
    sent.push(lead)
    while (!home) {
      const answer = await post(`${url}/v1/forms/${form}/submissions`, lead)
      if (answer?.status === 202) return void receipts.set(lead.id, answer.reference)
      if (answer && !WAITED_FOR.includes(answer.status)) return void insults.push(`${answer.status} for ${lead.id}`)
      await sleep(20)
    }
  }

  async function visit(goesOn: () => boolean): Promise<void> {
    while (goesOn() && !home) {
      await sendOne()
      await sleep(dice.between(0, 500))
    }
  }

  return {
    sent,
    receipts,
    insults,
    async send(count) {
      const last = sent.length + count
      await Promise.all(Array.from({ length: AT_ONCE }, () => visit(() => sent.length < last)))
    },
    begin() {
      open = true
      busy = Array.from({ length: AT_ONCE }, () => visit(() => open))
    },
    async finish() {
      open = false
      await Promise.all(busy)
    },
    goHome() {
      home = true
    },
  }
}

const MESSAGES = [
  'Telhado colonial.',
  'Ligar à tarde, por favor ☀️',
  'Prazo: já\nTelhado: laje',
  '=1+1; "aspas"',
] as const

function leadOf(dice: Dice): Lead {
  const id = randomUUID()
  return {
    id,
    answers: {
      Nome: `João ${id.slice(0, 8)}`,
      'E-mail': `${id}@example.com`,
      Telefone: `+55119${String(dice.between(0, 100_000_000)).padStart(8, '0')}`,
      Observação: `${dice.pick(MESSAGES)} ${'x'.repeat(dice.between(0, 1_500))}${id}`,
    },
  }
}

/** Undefined when nothing came back. */
async function post(url: string, { id, answers }: Lead): Promise<{ status: number; reference: string } | undefined> {
  const { Nome: nome, 'E-mail': email, Telefone: telefone, Observação: mensagem } = answers
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { origin: SITE },
      body: JSON.stringify({ id, answers: { nome, email, telefone, mensagem } }),
    })
    const { reference = '' } = (await response.json()) as { reference?: string }
    return { status: response.status, reference }
  } catch {
    return undefined
  }
}
