/** One request with files, from its first byte until they are kept or gone. The reader is loaded when the first one comes. */
import type { Env } from '../env.ts'
import { arriving, STEADILY } from '../read-body.ts'
import type { Room, Upload, UploadFolder } from './folder.ts'
import type { Limits } from './limits.ts'
import { noRoom } from './no-room.ts'
import type { Arrival, Reception } from './receive.ts'
import type { SuspectedFiles } from './suspected.ts'

/** Where files go, and how much of them. */
export interface Uploads {
  readonly folder: UploadFolder
  readonly limits: Limits
  /** Throws a `Problem` where so many bytes are too much for one visitor. Left out: nobody's are counted. */
  readonly admit?: (client: string | undefined, bytes: number) => Promise<void>
  /** Left out: suspected spam may use all the room. */
  readonly suspected?: SuspectedFiles
}

export interface Receiving extends Uploads, Pick<Reception, 'layout' | 'spareBytes'> {
  readonly env: Pick<Env, 'sleep'>
  /** As `Sender` has it. */
  readonly client: string | undefined
}

/**
 * Fills `arrival` from the request's body, then does what is to be done with it. What was written stays only where `use`
 * kept it. @throws {Problem} as `receive` and `use`
 */
export async function receiving<T>(
  request: Request,
  arrival: Arrival,
  { folder, limits, admit, env, client, layout, spareBytes }: Receiving,
  use: (upload: Upload) => Promise<T>,
): Promise<T> {
  const { perSubmission, total } = limits
  const bytes = Math.min(Number(request.headers.get('content-length')) || perSubmission, perSubmission)
  await admit?.(client, bytes)
  const upload = uploadOnDemand(folder, { bytes, total })
  try {
    const { receive } = await import('./receive.ts')
    const body = arriving(request, env, STEADILY)
    await receive(arrival, body, request.headers.get('content-type') ?? '', { upload, limits, layout, spareBytes })
    return await use(upload)
  } finally {
    await upload.end()
  }
}

/** Asks for its room when its first file comes: who sends none is served where there is no room. */
function uploadOnDemand(folder: UploadFolder, room: Room): Upload {
  let upload: Upload | undefined
  return {
    async create() {
      upload ??= await folder.begin(room)
      if (!upload) throw noRoom()
      return upload.create()
    },
    sync: async () => upload?.sync(),
    keep: (ats) => upload?.keep(ats),
    end: async () => upload?.end(),
  }
}
