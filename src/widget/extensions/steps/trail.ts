/**
 * Which step each form of the page is on, in the browser's history. Going on adds an entry with the page's own state and
 * address, so that going back in the history comes back to the step before.
 */

/** A form that goes step by step. */
export interface Walker {
  /** Tells it from the other forms of the page. */
  readonly key: string
  /** The visitor went in the history to where this form was on this step. */
  walked(index: number, isBack: boolean): void
}

/** By key; on the first step where there is none. */
type Steps = Readonly<Record<string, number>>

/** What an entry holds beside the page's own state. */
interface Mark {
  /** The entry that the page, not a form, made: the same for all that were added to it. */
  readonly base: number
  /** From that entry to this one; from each to the next one form went on. */
  readonly trail: readonly Steps[]
}

const NAME = 'gatehouse'

const walkers = new Set<Walker>()
/** Of the entry that the visitor is on. */
let here: Mark | undefined

const markOf = (state: unknown): Mark | undefined => (state as { [NAME]?: Mark } | null)?.[NAME]

/** Chromium's, Safari's and Firefox' newer account of the same history; it also tells when the page adds to it. */
const { navigation } = globalThis as { readonly navigation?: EventTarget }

export function join(walker: Walker): void {
  if (!walkers.size) {
    here = markOf(history.state)
    // Before the page's own router, which takes every step for a change of page.
    addEventListener('popstate', onWalk, true)
    navigation?.addEventListener('currententrychange', onAdded)
  }
  walkers.add(walker)
}

/** Forms of one name stand apart by their order on the page, which is the same after a reload. */
export function keyFor(form: string): string {
  const others = [...walkers].filter(({ key }) => key.startsWith(`${form} `))
  return `${form} ${others.length + 1}`
}

export function leave(walker: Walker): void {
  walkers.delete(walker)
  if (walkers.size) return
  removeEventListener('popstate', onWalk, true)
  navigation?.removeEventListener('currententrychange', onAdded)
}

/** Goes on in the history, from one step to another. */
export function push(key: string, from: number, to: number): void {
  const { state } = history
  // The page keeps something that a mark cannot be added to.
  if (state && Object.getPrototypeOf(state) !== Object.prototype) return
  const { base, trail } = markOf(state) ?? { base: Math.random(), trail: [{}] }
  const walked = [...trail.slice(0, -1), { ...trail.at(-1), [key]: from }]
  try {
    history.replaceState({ ...state, [NAME]: { base, trail: walked } }, '')
    here = { base, trail: [...walked, { ...walked.at(-1), [key]: to }] }
    history.pushState({ ...state, [NAME]: here }, '')
  } catch {
    // A browser allows so many a minute, and none in some frames: the steps do without.
  }
}

/** Goes back in the history as far as this form alone went on, and no further than to this step. */
export function rewind(key: string, index: number): void {
  const trail = markOf(history.state)?.trail ?? []
  const at = (place: number) => trail[place]?.[key] ?? 0
  let place = trail.length - 1
  while (place > 0 && at(place) > at(place - 1) && at(place - 1) >= index) place--
  const entries = place - trail.length + 1
  if (entries) history.go(entries)
}

function onWalk(event: PopStateEvent): void {
  const before = here
  here = markOf(event.state)
  if (!here) return
  const isOwn = before?.base === here.base
  const [was, is] = [before?.trail.at(-1), here.trail.at(-1)]
  for (const walker of walkers) {
    const index = is?.[walker.key] ?? 0
    // From one step to another nothing of the page changed: a router would draw it anew, or go back once more.
    if (isOwn && index !== (was?.[walker.key] ?? 0)) event.stopImmediatePropagation()
    walker.walked(index, isOwn && here.trail.length < (before?.trail.length ?? 0))
  }
}

function onAdded(event: Event & { readonly navigationType?: string }): void {
  if (event.navigationType !== 'traverse') here = markOf(history.state)
}
