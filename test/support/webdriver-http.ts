/** WebDriver's own transport. */
import type { Command, Transport } from './webdriver.ts'
import { COMMANDS } from './webdriver.ts'

/** `url`: where the driver answers. `close` ends the session, and with it the browser, not the driver. */
export async function openHttpTransport(url: string, capabilities: object): Promise<Transport> {
  let session = ''

  async function send(command: Command, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    const inPath: Record<string, unknown> = { ...params, session }
    const [method, template = ''] = COMMANDS[command][0].split(' ')
    const path = template.replace(/\{(\w+)\}/g, (_, name) => String(inPath[name]))
    const response = await fetch(url + path, {
      method: String(method),
      signal: AbortSignal.timeout(30_000),
      ...(method === 'POST' && { body: JSON.stringify(params), headers: { 'content-type': 'application/json' } }),
    })
    const { value } = (await response.json()) as { value: { error?: string; message?: string } }
    if (!response.ok) throw new Error(`${command}: ${value.error}: ${value.message}`)
    return value
  }

  const opened = (await send('newSession', { capabilities })) as { sessionId: string }
  session = opened.sessionId
  return { send, close: async () => void (await send('deleteSession', {})) }
}
