/** What visitors wrote in their own words: not who they are, not what they chose, not what stood there before. */
import type { Answer } from '../../src/contract/form.ts'
import type { Checked } from './guard.ts'

type Asked = Pick<Checked, 'form' | 'answers' | 'leftovers'>

/** Leftovers among them, all that are texts: nobody can say any more what they were asked for. */
export function ownWords({ form, answers, leftovers }: Asked): readonly string[] {
  const told = form.fields.flatMap(({ name, type, autocomplete = 'off', default: before }) => {
    const answer = answers[name]
    const isTold = (type === 'text' || type === 'textarea') && /^(on|off)$/.test(autocomplete) && answer !== before
    return isTold && typeof answer === 'string' ? [answer] : []
  })
  return [...told, ...Object.values(leftovers).flatMap(textsIn)]
}

/** What was given as a person's name. */
export function givenNames({ form, answers, leftovers }: Asked): readonly string[] {
  const requesters = (form.mappings[form.entity] ?? []).flatMap(({ role, source }) =>
    role === 'requester-name' && 'answer' in source ? [source.answer] : [],
  )
  return form.fields.flatMap(({ name, autocomplete = '' }) => {
    const isName = requesters.includes(name) || NAME_TOKEN.test(autocomplete) || NAME_FIELD.test(name)
    return isName ? [answers[name] ?? [], leftovers[name] ?? []].flatMap(textsIn) : []
  })
}

function textsIn(answer: Answer): readonly string[] {
  return typeof answer === 'boolean' ? [] : [answer].flat()
}

/** https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill-field; behind a section, perhaps. */
const NAME_TOKEN = /(^| )(name|given-name|additional-name|family-name)$/
/** As marketers call it who leave `autocomplete` out. */
const NAME_FIELD = /^((first|last|full|your)[-_]?)?name$|^(sobre|seu[-_]?)?nome$/
