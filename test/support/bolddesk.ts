/** The emulated BoldDesk over real sockets. */
import { afterEach } from 'vitest'
import type { BoldDeskEmulator } from '../../demo/upstreams/bolddesk.ts'
import { createBoldDeskEmulator } from '../../demo/upstreams/bolddesk.ts'

/** Characters that JSON, URLs and base64 each write another way. */
export const DESK_KEY = 'sk+CANARY/7f"3a\\9c=='

export interface Answered {
  readonly status: number
  readonly headers: Headers
  /** Undefined for what is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a reply is read as the test knows it.
  readonly json: any
}

export interface Desk {
  readonly url: string
  readonly emulator: BoldDeskEmulator
  /** `path` below `/api/v1`, or one that starts with `/_emulator/`. */
  ask(method: string, path: string, body?: object | FormData, key?: string): Promise<Answered>
  /** Uploads one file and gives its token. */
  upload(name: string, content: string | Uint8Array<ArrayBuffer>, type?: string): Promise<string>
}

const opened: BoldDeskEmulator[] = []

/** Inside a test file: every emulator ends with its test. Without a quota that a test could meet. `now`: its clock. */
export async function openDesk(now: () => number = Date.now): Promise<Desk> {
  const emulator = createBoldDeskEmulator({ keys: [DESK_KEY, 'another-key'], now })
  opened.push(emulator)
  emulator.switches.pace = { requests: 10_000, windowMs: 1_000 }
  const url = await emulator.listen(0)
  const ask: Desk['ask'] = async (method, path, body, key = DESK_KEY) => {
    const isForm = body instanceof FormData
    const response = await fetch(url + (path.startsWith('/_emulator/') ? path : `/api/v1${path}`), {
      method,
      headers: { 'x-api-key': key, ...(body && !isForm && { 'content-type': 'application/json' }) },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(text) : undefined }
  }
  const upload: Desk['upload'] = async (name, content, type = 'text/plain') => {
    const { json } = await ask('POST', '/attachments', formOf(name, content, type))
    return json.result[0].token
  }
  return { url, emulator, ask, upload }
}

export function formOf(name: string, content: string | Uint8Array<ArrayBuffer>, type = 'text/plain'): FormData {
  const form = new FormData()
  form.append('uploadFiles', new File([content], name, { type }))
  return form
}

/** The least that makes a ticket. */
export const TICKET = {
  ...{ brandId: 1, subject: 'A spine', description: '<p>It is off</p>', priorityId: 2 },
  ...{ requesterId: null, requesterName: 'Ana', requesterEmailId: 'ana@example.com' },
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((emulator) => emulator.close()))
})
