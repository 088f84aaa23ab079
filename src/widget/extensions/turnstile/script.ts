/** Cloudflare's script, as far as it is used. https://developers.cloudflare.com/turnstile/get-started/client-side-rendering/ */
export interface Turnstile {
  /** Id of the widget that it draws into `place`. */
  render(place: HTMLElement, how: Rendering): string
  remove(widget: string): void
}

export interface Rendering {
  readonly sitekey: string
  readonly action: string
  readonly language: string
  readonly size: 'flexible'
  readonly appearance: 'interaction-only'
  readonly 'response-field': false
  readonly callback: (response: string) => void
  readonly 'expired-callback': () => void
  readonly 'before-interactive-callback': () => void
  readonly 'after-interactive-callback': () => void
  readonly 'error-callback': () => boolean
}

const SCRIPT = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit'

let loading: Promise<Turnstile> | undefined

/** Once a page, which may have it already; a failure is tried again by the next question. */
export function loadTurnstile(): Promise<Turnstile> {
  loading ??= load().catch((cause) => {
    loading = undefined
    throw cause
  })
  return loading
}

function load(): Promise<Turnstile> {
  const present = () => (globalThis as { turnstile?: Turnstile }).turnstile
  return new Promise((resolve, reject) => {
    const settle = () => {
      const turnstile = present()
      if (turnstile) resolve(turnstile)
      else reject()
    }
    if (present()) return settle()
    const script = document.createElement('script')
    Object.assign(script, { onload: settle, onerror: settle, async: true, src: SCRIPT })
    document.head.append(script)
  })
}
