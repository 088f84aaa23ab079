/** What a form makes of answers until the check is there, and without it: the proxy checks them anyway. */
import type { Answer, Answers, Issue } from '../contract/form.ts'
import { holds } from '../contract/when.ts'
import type { Checks } from './extension.ts'

export const trusting: Checks = {
  check(fields, given) {
    const answers: Record<string, Answer> = Object.create(null)
    const issues: Issue[] = []
    for (const { name, required } of trusting.visible(fields, given)) {
      const { [name]: answer = '' } = given as Answers
      const isEmpty = !`${answer}`
      // Of files, their names.
      if (!isEmpty) answers[name] = Array.isArray(answer) ? answer.map((each) => each.name ?? each) : answer
      if (required && (isEmpty || answer === false)) issues.push({ field: name, code: 'value-missing' })
    }
    return { answers, issues }
  },
  visible: (fields, given) =>
    fields.filter(({ when }) => !when || holds(when, (name) => (given as Answers)[name] || undefined)),
  offered: (_, { options = [] }) => options,
}
