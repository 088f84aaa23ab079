/** An upstream's key. It shows itself to nobody who does not ask for it by name. */
const SHOWN = '[secret]'

export class Secret {
  readonly #value: string

  /** Throws, without the value, when it is empty or has a character that no header may carry. */
  constructor(value: string) {
    if (!/^[\x21-\x7e]+$/.test(value)) throw new Error('A key must be visible ASCII characters without spaces.')
    this.#value = value
  }

  /** The key itself. For the auth header, and for scrubbing it from texts. */
  reveal(): string {
    return this.#value
  }

  /** SHA-256 in hex: tells equal keys without telling them, e.g. to share one queue. */
  async fingerprint(): Promise<string> {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(this.#value))
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  /** What Node prints; a registered symbol, so that no module of Node is needed here. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return SHOWN
  }
}
