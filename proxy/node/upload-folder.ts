/** The folder of uploads on this machine's disk: private, flat, every name random and used once. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { NewFile, Room, Upload, UploadFolder } from '../uploads/folder.ts'

/** How full the folder's disk is; nothing is taken that would leave less than `minFreeBytes`. */
type Disk = () => { readonly freeBytes: number; readonly minFreeBytes: number }

/** Beside the store's file, and called after it: two stores in one folder do not take each other's files for strays. */
export function uploadsOf(database: string): string {
  return `${database}.uploads`
}

/** Makes the folder when the first file comes. `disk`: left out by those who only read and remove. */
export function openUploadFolder(folder: string, disk: Disk = UNASKED): UploadFolder {
  const underWay = new Set<string>()
  const path = (at: string) => join(folder, at)
  let usedBytes: number | undefined
  let reservedBytes = 0

  async function idleFiles() {
    const names = (await readdir(folder).catch(gone([]))).filter((name) => AT.test(name) && !underWay.has(name))
    const files = names.map((at) =>
      stat(path(at)).then(({ size, mtimeMs }) => ({ at, size, mtimeMs }), gone(undefined)),
    )
    return (await Promise.all(files)).flatMap((file) => file ?? [])
  }

  function fits({ bytes, total }: Room, used: number): boolean {
    const { freeBytes, minFreeBytes } = disk()
    const needed = reservedBytes + bytes
    return used + needed <= total && freeBytes - needed >= minFreeBytes
  }

  async function remove(ats: Iterable<string>): Promise<void> {
    for (const at of ats) if (AT.test(at)) await rm(path(at), { force: true })
  }

  function begun(room: Room): Upload {
    const files: OpenFile[] = []
    let kept: ReadonlySet<string> = new Set()
    reservedBytes += room.bytes
    return {
      async create() {
        const at = randomUUID()
        underWay.add(at)
        const file = openFile(await open(path(at), 'wx', 0o600), at)
        files.push(file)
        return file
      },
      sync: () => syncFolder(folder),
      keep(ats) {
        kept = new Set(ats)
      },
      async end() {
        reservedBytes -= room.bytes
        for (const { at, close, bytes } of files) {
          await close().catch(() => {})
          if (kept.has(at)) usedBytes = (usedBytes ?? 0) + bytes()
          else await remove([at]).catch(() => {})
          underWay.delete(at)
        }
      },
    }
  }

  return {
    async begin(room) {
      const made = await mkdir(folder, { recursive: true, mode: 0o700 })
      if (made !== undefined) await syncFolder(dirname(folder))
      // Deliveries and commands take files away without a word: counted anew before anybody is refused.
      if (usedBytes === undefined || !fits(room, usedBytes)) {
        usedBytes = (await idleFiles()).reduce((sum, { size }) => sum + size, 0)
      }
      return fits(room, usedBytes) ? begun(room) : undefined
    },

    open: (at) => read(AT.test(at) ? path(at) : ''),
    remove,

    async idle(before) {
      return (await idleFiles()).filter(({ mtimeMs }) => mtimeMs < before).map(({ at }) => at)
    },
  }
}

const UNASKED: Disk = () => ({ freeBytes: Infinity, minFreeBytes: 0 })

/** What we call a file; whatever else lies in the folder is not ours. */
export const AT = /^[0-9a-f-]{36}$/

interface OpenFile extends NewFile {
  bytes(): number
  close(): Promise<void>
}

function openFile(file: FileHandle, at: string): OpenFile {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    at,
    async write(chunk) {
      await file.writeFile(chunk)
      hash.update(chunk)
      bytes += chunk.byteLength
    },
    async finish() {
      await file.sync()
      await file.close()
      return hash.digest('hex')
    },
    bytes: () => bytes,
    close: () => file.close(),
  }
}

async function* read(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path)
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

/** For what went away while it was looked at. */
function gone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead
    throw error
  }
}
