/** From a multipart body to its texts and its files on disk, within limits that hold whatever its headers say. */
import type { Issue, IssueCode } from '../../src/contract/form.ts'
import { MAX_BODY_BYTES, SUBMISSION_PART } from '../../src/contract/wire.ts'
import type { KeptFile } from '../outbox/outbox.ts'
import { Problem } from '../problem.ts'
import { decode, joined, MAX_CONTROLS } from '../read-body.ts'
import type { Upload } from './folder.ts'
import { typeOf } from './kind.ts'
import type { Limits } from './limits.ts'
import type { Part } from './multipart.ts'
import { readParts } from './multipart.ts'
import { unquoted } from './name.ts'
import { noRoom } from './no-room.ts'
import { HEAD_BYTES, sniff, TAIL_BYTES } from './sniff.ts'

/** What has come of a body so far, in the order of its parts. */
export interface Arrival {
  /** By the names of their parts. */
  readonly texts: URLSearchParams
  /** Once all has come, safely on disk. */
  readonly files: KeptFile[]
}

/** How a body is written: the field that a part is a file of; undefined for a text. @throws {Problem} for what fits nowhere */
export type Layout = (part: Pick<Part, 'name' | 'filename'>, before: URLSearchParams) => string | undefined

export interface Reception {
  readonly upload: Upload
  readonly limits: Limits
  readonly layout: Layout
  /** So much of files that are too much is read on and thrown away, for what comes after them. */
  readonly spareBytes: number
}

/** First the submission as JSON, then its files, each called like its field. */
export const submissionFirst: Layout = ({ name, filename }, before) => {
  if (!before.has(SUBMISSION_PART)) {
    if (name !== SUBMISSION_PART) throw unfit(NO_SUBMISSION)
    return undefined
  }
  if (filename === undefined) throw unfit(NO_FILE)
  return name
}

/** The submission of such a body, not parsed yet. @throws {Problem} where there is none */
export function submissionIn({ texts }: Arrival): string {
  const json = texts.get(SUBMISSION_PART)
  if (json === null) throw unfit(NO_SUBMISSION)
  return json
}

/** As forms name their fields. */
const FIELD_NAME = /^[a-z][a-z0-9_-]{0,63}$/

/**
 * Fills `arrival`, which has what came until then where this throws.
 * @throws {Problem} for files that are too many or too large, and for what is no such body
 */
export async function receive(
  arrival: Arrival,
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  { upload, limits, layout, spareBytes }: Reception,
): Promise<void> {
  const { texts, files } = arrival
  const issues: Issue[] = []
  let [leftBytes, leftTextBytes, leftSpareBytes] = [limits.perSubmission, MAX_BODY_BYTES, spareBytes]

  await readParts(body, contentType, MAX_CONTROLS + limits.files, async (part) => {
    const field = layout(part, texts)
    if (field === undefined) texts.append(part.name, await readText(part))
    else if (FIELD_NAME.test(field)) await readFile(part, field)
    else throw unfit(NO_FIELD)
  })
  if (issues.length > 0) throw tooMuch()
  if (files.length > 0) await stored(() => upload.sync())

  async function readText({ name, chunks }: Part): Promise<string> {
    const read: Uint8Array[] = []
    leftTextBytes -= name.length
    for await (const chunk of chunks) {
      leftTextBytes -= chunk.byteLength
      if (leftTextBytes < 0) break
      read.push(chunk)
    }
    if (leftTextBytes < 0 || texts.size === MAX_CONTROLS) throw new Problem('too-large', { detail: LARGE_TEXTS })
    return decode(joined(read))
  }

  async function readFile({ filename = '', chunks }: Part, field: string): Promise<void> {
    const mostBytes = Math.min(limits.perFile, leftBytes)
    let fault: IssueCode | undefined = files.length === limits.files ? 'too-many-files' : undefined
    let writing: Writing | undefined
    for await (const chunk of chunks) {
      if (!fault && (writing?.bytes ?? 0) + chunk.byteLength > mostBytes) fault = 'file-too-large'
      if (fault) skip(chunk, { field, code: fault })
      else {
        writing ??= await begun(upload)
        await writing.take(chunk)
      }
    }
    leftBytes -= writing?.bytes ?? 0
    // What a browser sends for an input that nothing was chosen in.
    if (!fault && !writing && filename === '') return
    if (fault) issues.push({ field, code: fault })
    else files.push(await finished(writing ?? (await begun(upload)), field, unquoted(filename)))
  }

  function skip({ byteLength }: Uint8Array, issue: Issue): void {
    leftSpareBytes -= byteLength
    if (leftSpareBytes >= 0) return
    issues.push(issue)
    throw tooMuch()
  }

  /** At most one a field, as everywhere. */
  function tooMuch(): Problem {
    const first = issues.filter(({ field }, index) => issues.findIndex((each) => each.field === field) === index)
    return new Problem('invalid-answers', { issues: first, headers: { connection: 'close' } })
  }
}

/** A file on its way to disk. */
interface Writing {
  readonly bytes: number
  take(chunk: Uint8Array): Promise<void>
  /** What its content is, by its two ends. */
  content(): string
  /** Its SHA-256, hex, once it is safely on disk. */
  finish(): Promise<string>
  readonly at: string
}

async function begun(upload: Upload): Promise<Writing> {
  const file = await stored(() => upload.create())
  let head = new Uint8Array()
  let tail = new Uint8Array()
  let bytes = 0
  return {
    at: file.at,
    get bytes() {
      return bytes
    },
    async take(chunk) {
      bytes += chunk.byteLength
      if (head.length < HEAD_BYTES) head = joined([head, chunk]).slice(0, HEAD_BYTES)
      tail = chunk.length < TAIL_BYTES ? joined([tail, chunk]).slice(-TAIL_BYTES) : chunk.slice(-TAIL_BYTES)
      if (!(await stored(() => file.write(chunk)))) throw noRoom()
    },
    content: () => sniff(head, tail),
    finish: () => stored(() => file.finish()),
  }
}

async function finished({ at, bytes, content, finish }: Writing, field: string, name: string): Promise<KeptFile> {
  return { field, name, type: typeOf(name, content()), bytes, sha256: await finish(), at }
}

function unfit(detail: string): Problem {
  return new Problem('bad-request', { detail })
}

const NO_SUBMISSION = `The first part of a submission with files is called \`${SUBMISSION_PART}\` and is the submission as JSON.`
const NO_FILE = `Each part after \`${SUBMISSION_PART}\` is a file: it is called like its field and has a \`filename\`.`
const NO_FIELD = 'A part with a `filename` is called like a field or, where a page posts it, like the control of one.'
const LARGE_TEXTS = `What is no file has at most ${MAX_BODY_BYTES} bytes, in at most ${MAX_CONTROLS} parts.`

async function stored<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw noRoom(cause)
  }
}
