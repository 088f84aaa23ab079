/** Addresses as people write them in form files. */
import { RULES } from './rules.ts'

/** What a field of type email accepts. */
export function isMailbox(address: string): boolean {
  return RULES.email.grammar?.test(address) === true
}

/**
 * Of https, or of http to this machine; a user and password would be no secret there. Written out, so that every reader
 * finds the same host: a browser takes `https:host` for a path, and `\` for a slash.
 */
export function isWebhook(address: string): boolean {
  if (!/^https?:\/\/[^/\s\\\p{Cc}][^\s\\\p{Cc}]*$/iu.test(address) || !URL.canParse(address)) return false
  const { protocol, hostname, username, password } = new URL(address)
  const here = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)
  return username + password === '' && (protocol === 'https:' || (protocol === 'http:' && here))
}
