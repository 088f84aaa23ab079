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

/** So many send files at once: each has one open, and chunks in memory. */
export const MAX_ARRIVING = 256

/** Makes the folder when the first file comes. `disk`: left out by those who only read and remove. */
export function openUploadFolder(folder: string, disk: Disk = UNASKED): UploadFolder {
  /** The files of uploads that have not ended, and how many bytes of each have come. */
  const underWay = new Map<string, number>()
  /** Uploads that wait for bytes; first the one that has sent none for longest. */
  const arriving = new Set<Upload>()
  const path = (at: string) => join(folder, at)
  let usedBytes: number | undefined

  async function idleFiles() {
    const names = (await readdir(folder).catch(gone([]))).filter((name) => AT.test(name) && !underWay.has(name))
    const files = names.map((at) =>
      stat(path(at)).then(({ size, mtimeMs }) => ({ at, size, mtimeMs }), gone(undefined)),
    )
    return (await Promise.all(files)).flatMap((file) => file ?? [])
  }

  function fits({ bytes, total }: Room): boolean {
    const { freeBytes, minFreeBytes } = disk()
    return (usedBytes ?? Infinity) + arrivedBytes() + bytes <= total && freeBytes - bytes >= minFreeBytes
  }

  /** Deliveries and commands take files away without a word: counted anew before anybody is refused. */
  async function hasRoom(room: Room): Promise<boolean> {
    if (fits(room)) return true
    usedBytes = await idleBytes()
    return fits(room)
  }

  const idleBytes = async () => (await idleFiles()).reduce((sum, { size }) => sum + size, 0)
  const arrivedBytes = () => [...underWay.values()].reduce((sum, each) => sum + each, 0)

  async function remove(ats: Iterable<string>): Promise<void> {
    for (const at of ats) if (AT.test(at)) await rm(path(at), { force: true })
  }

  function begun(total: number): Upload {
    const files: OpenFile[] = []
    let kept: ReadonlySet<string> = new Set()
    let hasEnded = false
    const upload: Upload = {
      async create() {
        goOn()
        const at = randomUUID()
        const file = openFile(await open(path(at), 'wx', 0o600), at, (bytes) => take(at, bytes))
        underWay.set(at, 0)
        files.push(file)
        if (hasEnded) await letGo(file)
        goOn()
        return file
      },
      async sync() {
        goOn()
        arriving.delete(upload)
        await syncFolder(folder)
      },
      keep(ats) {
        kept = new Set(ats)
      },
      async end() {
        if (hasEnded) return
        hasEnded = true
        arriving.delete(upload)
        for (const file of files) await letGo(file)
      },
    }
    arriving.add(upload)
    return upload

    function goOn(): void {
      if (hasEnded) throw new Error('The upload has ended: others have sent more lately.')
    }

    async function take(at: string, bytes: number): Promise<boolean> {
      if (arriving.delete(upload)) arriving.add(upload)
      if (!(await hasRoom({ bytes, total })) || hasEnded) return false
      underWay.set(at, (underWay.get(at) ?? 0) + bytes)
      return true
    }

    async function letGo({ at, close }: OpenFile): Promise<void> {
      await close().catch(() => {})
      if (kept.has(at)) usedBytes = (usedBytes ?? 0) + (underWay.get(at) ?? 0)
      else await remove([at]).catch(() => {})
      underWay.delete(at)
    }
  }

  return {
    async begin(room) {
      const made = await mkdir(folder, { recursive: true, mode: 0o700 })
      if (made !== undefined) await syncFolder(dirname(folder))
      if (!(await hasRoom(room))) return undefined
      const [longestIdle] = arriving
      if (arriving.size >= MAX_ARRIVING) await longestIdle?.end()
      return begun(room.total)
    },

    open: (at) => read(AT.test(at) ? path(at) : ''),
    remove,
    usedBytes: async () => (await idleBytes()) + arrivedBytes(),

    async idle(before) {
      return (await idleFiles()).filter(({ mtimeMs }) => mtimeMs < before).map(({ at }) => at)
    },
  }
}

const UNASKED: Disk = () => ({ freeBytes: Infinity, minFreeBytes: 0 })

/** What we call a file; whatever else lies in the folder is not ours. */
export const AT = /^[0-9a-f-]{36}$/

interface OpenFile extends NewFile {
  close(): Promise<void>
}

/** `take`: asked before so many bytes are written. */
function openFile(file: FileHandle, at: string, take: (bytes: number) => Promise<boolean>): OpenFile {
  const hash = createHash('sha256')
  return {
    at,
    async write(chunk) {
      if (!(await take(chunk.byteLength))) return false
      await file.writeFile(chunk)
      hash.update(chunk)
      return true
    },
    async finish() {
      await file.sync()
      await file.close()
      return hash.digest('hex')
    },
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
