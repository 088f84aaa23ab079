/** Tells a form that waits with loading when it comes near to what is seen. */
import type { Extend, Kit, Lazy } from '../extension.ts'

const extend: Extend<Lazy> = (kit) => new Nearness(kit)

export default extend

class Nearness implements Lazy {
  readonly #kit: Kit
  readonly #observer: IntersectionObserver
  #isNear = false

  constructor(kit: Kit) {
    this.#kit = kit
    this.#observer = new IntersectionObserver(this.#onSeen, { rootMargin: '400px' })
  }

  isNear(): boolean {
    if (!this.#isNear) this.#observer.observe(this.#kit.host)
    return this.#isNear
  }

  stop(): void {
    this.#observer.disconnect()
  }

  readonly #onSeen = (entries: readonly IntersectionObserverEntry[]) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    this.#isNear = true
    this.stop()
    this.#kit.requestUpdate()
  }
}
