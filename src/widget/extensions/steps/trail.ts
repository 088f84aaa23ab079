/**
 * Which step each form of the page is on, in the browser's history. Going on adds an entry with the page's own state and
 * address: to a router of the page, coming back to it changes nothing.
 */

/** A form that goes step by step. */
export interface Walker {
  /** Tells it from the other forms of the page. */
  readonly key: string
  /** The visitor went in the history to where this form was on this step. */
  walked(index: number): void
}

/** By key; on the first step where there is none. */
type Steps = Readonly<Record<string, number>>

/** In an entry's state: the forms' steps there, and before them those of the entries that led to it. */
type Trail = readonly Steps[]

const NAME = 'gatehouse'

const trailOf = (state: unknown): Trail | undefined => (state as { [NAME]?: Trail } | null)?.[NAME]

const walkers = new Set<Walker>()

export function join(walker: Walker): void {
  walkers.add(walker)
  addEventListener('popstate', onWalk)
}

export function leave(walker: Walker): void {
  walkers.delete(walker)
  if (!walkers.size) removeEventListener('popstate', onWalk)
}

/** Forms of one name stand apart by their order on the page, which is the same after a reload. */
export function keyFor(form: string): string {
  const others = [...walkers].filter(({ key }) => key.startsWith(`${form} `))
  return `${form} ${others.length + 1}`
}

/** The step of a form where the visitor is in the history; undefined where no form ever went on. */
export function stepOf(key: string): number | undefined {
  const steps = trailOf(history.state)?.at(-1)
  return steps && (steps[key] ?? 0)
}

/** Goes on in the history, from one step to another. */
export function push(key: string, from: number, to: number): void {
  const { state } = history
  // The page keeps something that nothing can be added to.
  if (state && Object.getPrototypeOf(state) !== Object.prototype) return
  const trail = trailOf(state) ?? []
  const here = { ...trail.at(-1), [key]: from }
  const walked = [...trail.slice(0, -1), here]
  try {
    history.replaceState({ ...state, [NAME]: walked }, '')
    history.pushState({ ...state, [NAME]: [...walked, { ...here, [key]: to }] }, '')
  } catch {
    // A browser allows so many a minute, and none in some frames: the steps do without.
  }
}

/**
 * Goes back in the history as far as this form alone went on, and no further than to this step; then so many entries more.
 */
export function rewind(key: string, index: number, further = 0): void {
  const trail = trailOf(history.state) ?? []
  const at = (place: number) => trail[place]?.[key] ?? 0
  let entries = 0
  for (let place = trail.length - 1; place > 0 && at(place) > at(place - 1) && at(place - 1) >= index; place--)
    entries++
  entries += further
  if (!entries) return
  isRewound = true
  const hear = () => {
    isRewound = false
  }
  // After all that hear of it, also when no form is left that listens.
  addEventListener('popstate', () => setTimeout(hear), { once: true })
  history.go(-entries)
}

/** The next walk is of our own making: its form is where it means to be. */
let isRewound = false

function onWalk({ state }: PopStateEvent): void {
  const steps = isRewound ? undefined : trailOf(state)?.at(-1)
  if (steps) for (const walker of walkers) walker.walked(steps[walker.key] ?? 0)
}
