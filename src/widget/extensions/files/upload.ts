import type { Files } from '../../extension.ts'

type Replied = Awaited<ReturnType<Files['post']>>

/** An upload may take its time, as long as it goes on. */
const STALL_MS = 60_000

const NONE: Replied = { status: 0, reply: {} }

/** By XMLHttpRequest: `fetch` cannot tell how far a body is. */
export async function post(url: string, body: FormData, told: (share: number) => void): Promise<Replied> {
  const field = await unreadable(body)
  if (field) return { status: 422, reply: { issues: [{ field, code: 'bad-input' }] } }
  try {
    return await sent(url, body, told)
  } catch {
    return NONE
  }
}

/** The field whose file was changed or taken away since it was chosen: no try would ever send it. */
async function unreadable(body: FormData): Promise<string | undefined> {
  for (const [field, file] of body) {
    if (typeof file === 'string') continue
    const start = file.slice(0, 1).arrayBuffer()
    if (!(await start.catch(() => undefined))) return field
  }
}

function sent(url: string, body: FormData, told: (share: number) => void): Promise<Replied> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(() => request.abort(), STALL_MS)
    }
    request.upload.onprogress = ({ loaded, total }) => {
      wait()
      told(total && loaded / total)
    }
    request.onloadend = () => {
      clearTimeout(timer)
      resolve(repliedBy(request))
    }
    request.open('POST', url)
    request.send(body)
    wait()
  })
}

function repliedBy(request: XMLHttpRequest): Replied {
  // To ask for a header where there is no reply writes an error on the console.
  const afterMs = request.status ? 1000 * Number(request.getResponseHeader('retry-after')) || 0 : 0
  try {
    return { status: request.status, reply: { ...JSON.parse(request.responseText) }, afterMs }
  } catch {
    // What stands before the proxy takes no more, in words of its own, and will not the next time.
    return { status: request.status === 413 ? 413 : 0, reply: {}, afterMs }
  }
}
