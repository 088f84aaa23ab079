/** What fills: the disk of the store, and what files may take of it. */
import type { UploadFolder } from '../uploads/folder.ts'
import type { Limits } from '../uploads/limits.ts'
import type { Alert, Disk, Facts } from './causes.ts'

export function fillings({ disk, uploads }: Pick<Facts, 'disk' | 'uploads'>): readonly Alert[] {
  return [
    ...(disk && isFilling(disk) ? [diskFilling(disk)] : []),
    ...(uploads && isFilling(uploads) ? [uploadsFilling(uploads)] : []),
  ]
}

/** Full is where a submission of the largest size has no room. Rejects when the folder cannot be read. */
export async function roomForFiles(
  folder: Pick<UploadFolder, 'usedBytes'>,
  { total, perSubmission }: Pick<Limits, 'total' | 'perSubmission'>,
): Promise<Disk> {
  return { freeBytes: total - (await folder.usedBytes()), totalBytes: total, minFreeBytes: perSubmission }
}

const GIB = 2 ** 30
const MIB = 2 ** 20

/** A fifth of what is small; of a large disk 2 GiB are enough for weeks. */
function isFilling({ freeBytes, totalBytes, minFreeBytes }: Disk): boolean {
  return freeBytes < Math.max(Math.min(totalBytes / 5, 2 * GIB), minFreeBytes)
}

function diskFilling({ freeBytes, minFreeBytes }: Disk): Alert {
  const mebibytes = Math.floor(freeBytes / MIB)
  const full = freeBytes < minFreeBytes
  return {
    cause: 'disk',
    kind: 'disk.filling',
    severity: full ? 'critical' : 'warning',
    title: `The disk of the store has ${mebibytes} MiB left${full ? ': new submissions are refused' : ''}`,
    text: `The disk that the store is on has ${mebibytes} MiB left. With less than ${Math.ceil(minFreeBytes / MIB)} MiB new submissions are refused until there is room again; what was accepted is kept and delivered. Make room, or let “retention” keep answers for a shorter time.`,
    command: 'gatehouse doctor',
    about: { mebibytes },
  }
}

/** As sizes are written in the configuration. */
const MB = 1e6

function uploadsFilling({ freeBytes, totalBytes, minFreeBytes }: Disk): Alert {
  const megabytes = Math.max(0, Math.floor(freeBytes / MB))
  const full = freeBytes < minFreeBytes
  return {
    cause: 'uploads',
    kind: 'uploads.filling',
    severity: full ? 'critical' : 'warning',
    title: `Files have ${megabytes} of ${Math.floor(totalBytes / MB)} MB left${full ? ': submissions with files are refused' : ''}`,
    text: `Files that wait for their delivery, for a person or for the end of their time have ${megabytes} MB left of “uploads.total”. A submission whose files find no room is refused until there is some again; those without files are accepted, and what was accepted is kept. Look through what is held, let “retention” keep it for a shorter time, or raise “uploads.total”.`,
    command: 'gatehouse submissions list --held',
    about: { megabytes },
  }
}
