/**
 * One JSON line an event, without answers. Known secrets are scrubbed from the finished line, so that no path to a log
 * has to be trusted; what a terminal would act on is written out. A logging library would be a third of the core's packages for the few lines that this is.
 */
export type Level = 'info' | 'warn' | 'error'

/** `event` is a short kebab name; the rest says which form, connection, submission or reason. Never an answer. */
export type LogEvent = { readonly event: string } & Readonly<Record<string, unknown>>

export type Log = (level: Level, event: LogEvent) => void

/** `secrets` is asked at each line, since keys can be read again while the process runs. */
export function createLog(write: (line: string) => void, now: () => number, secrets: () => Iterable<string>): Log {
  return (level, event) => {
    try {
      const line = JSON.stringify({ time: new Date(now()).toISOString(), level, ...event }, plain)
      write(scrub(line, secrets()).replace(ACTING, writtenOut))
    } catch {
      // A log that cannot be written must not stop what it tells of.
    }
  }
}

/** Controls that JSON leaves as they are, line ends of Unicode, and marks that turn what follows. */
const ACTING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** As JSON may write it, so that the line stays the same data. */
function writtenOut(sign: string): string {
  return sign.replace(/[\0-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Replaces every known secret, as it is and as JSON, base64 and URL encoding write it. */
export function scrub(text: string, secrets: Iterable<string>): string {
  let clean = text
  for (const secret of secrets) {
    if (secret.length < 4) continue
    for (const form of spellings(secret)) clean = clean.replaceAll(form, '[secret]')
  }
  return clean
}

function spellings(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret)
  const base64 = btoa(String.fromCharCode(...bytes))
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  ]
}

/** Errors as data: their name, message and cause; the stack's first line of ours is enough to find the place. */
function plain(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const { name, message, cause, stack } = value
  return { name, message, at: stack?.split('\n')[1]?.trim(), ...(cause === undefined ? {} : { cause }) }
}
