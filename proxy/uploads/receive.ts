/** From a multipart body to its submission and its files on disk, within limits that hold whatever its headers say. */
import type { IssueCode } from '../../src/contract/form.ts'
import { MAX_BODY_BYTES, SUBMISSION_PART } from '../../src/contract/wire.ts'
import type { KeptFile } from '../outbox/outbox.ts'
import { Problem } from '../problem.ts'
import { joined } from '../read-body.ts'
import type { Upload } from './folder.ts'
import { typeOf } from './kind.ts'
import type { Limits } from './limits.ts'
import type { Part } from './multipart.ts'
import { readParts } from './multipart.ts'
import { unquoted } from './name.ts'
import { HEAD_BYTES, sniff, TAIL_BYTES } from './sniff.ts'

export interface Arrived {
  /** Of the submission, not read yet. */
  readonly json: Uint8Array
  /** In the order of their parts; safely on disk. */
  readonly files: readonly KeptFile[]
}

/** @throws {Problem} at the first byte that is too much, and for what is no submission with files */
export async function receive(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  upload: Upload,
  limits: Limits,
): Promise<Arrived> {
  const files: KeptFile[] = []
  let json: Uint8Array | undefined
  let leftBytes = limits.perSubmission
  await readParts(body, contentType, async (part) => {
    if (json === undefined) {
      json = await readSubmission(part)
      return
    }
    if (part.filename === undefined || !FIELD_NAME.test(part.name)) throw unfit(NO_FILE)
    if (files.length === limits.files) throw tooMuch(part, 'too-many-files')
    const file = await receiveFile(part, part.filename, upload, Math.min(limits.perFile, leftBytes))
    leftBytes -= file.bytes
    files.push(file)
  })
  if (json === undefined) throw unfit(NO_SUBMISSION)
  await stored(() => upload.sync())
  return { json, files }
}

/** As forms name their fields. */
const FIELD_NAME = /^[a-z][a-z0-9_-]{0,63}$/

async function readSubmission({ name, chunks }: Part): Promise<Uint8Array> {
  if (name !== SUBMISSION_PART) throw unfit(NO_SUBMISSION)
  const read: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) throw new Problem('too-large', { detail: LARGE_SUBMISSION })
    read.push(chunk)
  }
  return joined(read)
}

async function receiveFile(part: Part, filename: string, upload: Upload, maxBytes: number): Promise<KeptFile> {
  const file = await stored(() => upload.create())
  let head = new Uint8Array()
  let tail = new Uint8Array()
  let bytes = 0
  for await (const chunk of part.chunks) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooMuch(part, 'file-too-large')
    if (head.length < HEAD_BYTES) head = joined([head, chunk]).slice(0, HEAD_BYTES)
    tail = chunk.length < TAIL_BYTES ? joined([tail, chunk]).slice(-TAIL_BYTES) : chunk.slice(-TAIL_BYTES)
    await stored(() => file.write(chunk))
  }
  const sha256 = await stored(() => file.finish())
  const name = unquoted(filename)
  return { field: part.name, name, type: typeOf(name, sniff(head, tail)), bytes, sha256, at: file.at }
}

function tooMuch({ name: field }: Part, code: IssueCode): Problem {
  return new Problem('invalid-answers', { issues: [{ field, code }], headers: { connection: 'close' } })
}

function unfit(detail: string): Problem {
  return new Problem('bad-request', { detail })
}

const NO_SUBMISSION = `The first part of a submission with files is called \`${SUBMISSION_PART}\` and is the submission as JSON.`
const NO_FILE = `Each part after \`${SUBMISSION_PART}\` is a file: it is called like its field and has a \`filename\`.`
const LARGE_SUBMISSION = `The part \`${SUBMISSION_PART}\` has at most ${MAX_BODY_BYTES} bytes.`

/** A disk that takes no more is the visitor's to try again, and no receipt was given. */
async function stored<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    throw new Problem('store-unavailable', { headers: { 'retry-after': '60' }, cause })
  }
}
