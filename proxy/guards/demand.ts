const WINDOW_MS = 60_000

interface Asks {
  readonly window: number
  readonly count: number
  /** Of the window before. */
  readonly before: number
}

/**
 * Counts how often each form is asked for: how many times in this minute or the one before, whichever had more. In memory,
 * a row a form.
 */
export function createDemand(): (form: string, at: number) => number {
  const asks = new Map<string, Asks>()
  return (form, at) => {
    const window = Math.floor(at / WINDOW_MS)
    const last = asks.get(form) ?? { window, count: 0, before: 0 }
    const earlier = last.window === window ? last.before : last.window === window - 1 ? last.count : 0
    const count = (last.window === window ? last.count : 0) + 1
    asks.set(form, { window, count, before: earlier })
    return Math.max(count, earlier)
  }
}
