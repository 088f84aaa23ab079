import { complain } from '../../complain.ts'

/** Whether what was clicked opens the dialog. `selector` may name what comes into the page at any time; one that is none opens nothing. */
export function isTrigger({ target }: Event, selector: string | null): boolean {
  try {
    return !!selector && target instanceof Element && !!target.closest(selector)
  } catch {
    complain(`trigger="${selector}" is no selector`)
    return false
  }
}
