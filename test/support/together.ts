import type { Route } from 'playwright'

/** Lets requests through only when so many of them are waiting: what is asked one after the other never comes. */
export function together(count: number): (route: Route) => Promise<void> {
  const waiting: Route[] = []
  return async (route) => {
    waiting.push(route)
    if (waiting.length === count) await Promise.all(waiting.map((each) => each.continue()))
  }
}
