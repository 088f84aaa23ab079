import type { PublicField } from '../../../contract/form.ts'

/** Those that are chosen once these came: a field of one file gives up the one before. */
export function joined({ multiple }: PublicField, chosen: readonly File[], came: readonly File[]): readonly File[] {
  if (!multiple) return came
  return [...chosen, ...came.filter((file) => !chosen.some((each) => isSame(each, file)))]
}

/** A list as an input holds it: the same one for the same files. */
export function asFileList(files: readonly File[]): FileList {
  const known = files.length ? lists.get(files) : none
  if (known) return known
  const dropped = new DataTransfer()
  for (const file of files) dropped.items.add(file)
  lists.set(files, dropped.files)
  return dropped.files
}

const lists = new WeakMap<readonly File[], FileList>()
const none = new DataTransfer().files

const isSame = (a: File, b: File) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified
