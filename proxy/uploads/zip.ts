/** What a ZIP archive is for, by the names in it: read from the bytes at its ends, nothing is unpacked. */

const OFFICE = 'application/vnd.openxmlformats-officedocument.'

/** By the names in it; the first that any fits. */
const CONTENTS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)vbaProject\.bin$/i, 'application/vnd.ms-office.macroenabled'],
  [/^AndroidManifest\.xml$/, 'application/vnd.android.package-archive'],
  [/^META-INF\/MANIFEST\.MF$|\.class$/i, 'application/java-archive'],
  [/^word\//, `${OFFICE}wordprocessingml.document`],
  [/^xl\//, `${OFFICE}spreadsheetml.sheet`],
  [/^ppt\//, `${OFFICE}presentationml.presentation`],
]

/** Its first entry is the type itself, not packed. */
const SELF_TOLD = /^.{30}mimetype(application\/(?:vnd\.oasis\.opendocument\.[a-z]+|epub\+zip))PK/s

/** Undefined for any other archive. `start` and `end` have a character a byte. */
export function zipped(start: string, end: string): string | undefined {
  const told = SELF_TOLD.exec(start)?.[1]
  if (told) return told
  const names = [...namesIn(start), ...namesIn(end)]
  return CONTENTS.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1]
}

/** Of entries, and of the directory at the archive's end: where each has the length of its name, and the name. */
const RECORDS = [
  { mark: 'PK\x03\x04', length: 26, name: 30 },
  { mark: 'PK\x01\x02', length: 28, name: 46 },
]

function namesIn(text: string): readonly string[] {
  return RECORDS.flatMap(({ mark, length, name }) =>
    text
      .split(mark)
      .slice(1)
      .map((rest) => {
        const at = length - mark.length
        const bytes = rest.charCodeAt(at) + 256 * rest.charCodeAt(at + 1)
        return rest.slice(name - mark.length, name - mark.length + bytes)
      }),
  )
}
