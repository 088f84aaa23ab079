/** A mail over the operator's own server. The library is loaded with the first mail, so that others never load it. */
import type { SMTPTransportOptions } from 'nodemailer'
import type { Message, Sent } from './message.ts'

export interface Mail {
  /** `smtp://` or `smtps://`, read anew for each mail, since secrets can change while the process runs. */
  readonly url: () => string
  readonly from: string
}

const DEADLINE_MS = 20_000

/** @param signal gives up at once; whether it arrived is not known then */
export async function sendMail({ url, from }: Mail, to: string, message: Message, signal?: AbortSignal): Promise<Sent> {
  const { id, subject, text } = message
  try {
    const { createTransport } = await import('nodemailer')
    const transport = createTransport(serverOf(url()))
    await transport.sendMail({
      // As objects: a text would be parsed, and could hold more than one address.
      from: { name: 'Gatehouse', address: from },
      to: { name: '', address: to },
      subject: subject.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '),
      text,
      // One id through every retry: mail programs show it once.
      messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
      signal: AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), ...(signal ? [signal] : [])]),
    })
    return { kind: 'sent' }
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) }
  }
}

/** @throws {Error} with the mend, never with the address, which has the password in it */
export function serverOf(address: string): SMTPTransportOptions {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('Write the mail server as `smtps://user:password@mail.example.com`, or `smtp://…:587`.')
  }
  const secure = url.protocol === 'smtps:'
  const here = LOOPBACK.includes(url.hostname)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    // Else whoever sits between could strip the offer of TLS and read the password.
    requireTLS: !secure && !here,
    ...(url.username !== '' && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    ...{ connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000, dnsTimeout: 5_000 },
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** A code alone: the server's own words may quote the mail. */
function reasonOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  if (typeof responseCode === 'number') return `smtp-${responseCode}`
  return typeof code === 'string' && /^[A-Z]{2,20}$/.test(code) ? `smtp-${code.toLowerCase()}` : 'smtp-failed'
}
