/**
 * Patterns of forms, stopped after 50 ms: a marketer's pattern and a visitor's text can together take for ever, and the
 * proxy serves others meanwhile.
 */
import { createContext, Script } from 'node:vm'

const LIMIT_MS = 50
const context = createContext(Object.assign(Object.create(null), { pattern: '', value: '' }))
// As the page does it: what is no pattern by itself is none within the anchors either.
const script = new Script('RegExp(pattern, "v"); RegExp("^(?:" + pattern + ")$", "v").test(value)')

/** A pattern that takes too long counts as matching: no one is refused for it. `slow` hears of it. */
export function timedMatches(slow: (pattern: string) => void): (pattern: string, value: string) => boolean {
  return (pattern, value) => {
    Object.assign(context, { pattern, value })
    try {
      return script.runInContext(context, { timeout: LIMIT_MS }) === true
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') slow(pattern)
      // What is no pattern is ignored, as the HTML standard has it.
      return true
    }
  }
}
