/** Whose key it is, as customers see it on tickets. No path is known to tell: those that might are asked. */

import { asObject, firstOf, own } from '../json.ts'
import type { Owner, Reading } from '../upstream.ts'
import type { Lists } from './lists.ts'
import { ifPermitted } from './setup.ts'
import { listIn, recordIn, textIn } from './shapes.ts'

const ME = ['/agents/me', '/agents/current', '/users/me']
const AGENTS = ['/agents']

export async function ownerOf(lists: Lists): Promise<Reading<Owner>> {
  const me = ifPermitted(await lists.one(ME, (reply) => agentIn(recordIn(reply))))
  if (me.kind !== 'done') return me
  if (me.value) return { kind: 'done', value: me.value }
  const agents = ifPermitted(await lists.every(AGENTS))
  if (agents.kind !== 'done') return agents
  const entries = listIn(agents.value) ?? []
  const marked = entries.filter((entry) => ['isMe', 'isCurrentUser', 'isSelf'].some((key) => own(entry, key) === true))
  const [entry, ...others] = marked.length > 0 ? marked : entries
  // Of several nobody can say which.
  const owner = others.length > 0 ? undefined : agentIn(entry)
  return owner ? { kind: 'done', value: owner } : { kind: 'refused', reason: 'not-told' }
}

function agentIn(entry: unknown): Owner | undefined {
  if (!asObject(entry)) return undefined
  const name = textIn(firstOf(entry, ['displayName', 'name', 'agentName', 'fullName']))
  if (name === undefined) return undefined
  const email = textIn(firstOf(entry, ['emailId', 'email']))
  return { name, ...(email !== undefined && { email }), isPerson: isPersonal(name) }
}

/** Words of a name that no person has, in the languages that Gatehouse speaks. */
const NO_PERSON =
  /\b(support|team|site|web|website|form|forms|bot|help|desk|helpdesk|service|services|contact|sales|info|api|integration|the|inc|ltd|gmbh|co|suporte|equipe|time|atendimento|formul[aá]rio|contato|vendas|ajuda|loja)\b/i

/** Two or three words that look like somebody's name. */
function isPersonal(name: string): boolean {
  const words = name.trim().split(/\s+/)
  const areNames = words.every(
    (word) => /^\p{Lu}[\p{L}'’-]*\.?$/u.test(word) || /^(da|de|do|dos|das|van|von|der|di|e)$/.test(word),
  )
  return words.length >= 2 && words.length <= 5 && areNames && !NO_PERSON.test(name)
}
