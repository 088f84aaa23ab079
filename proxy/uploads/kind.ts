/** Whether a file is what its name says, and of a kind that a field takes. */
import { fits as fitsByName } from '../../src/contract/files.ts'
import type { GivenFile, PublicField } from '../../src/contract/form.ts'
import { extensionOf } from './name.ts'
import { RUNS } from './sniff.ts'

/** Kinds that stand in for each other: a picture is often saved under another picture's extension. */
type Family = 'image' | 'media' | 'pdf' | 'office' | 'archive' | 'text' | 'unknown' | 'runs'

const FAMILIES: readonly (readonly [Family, RegExp])[] = [
  ['image', /^image\//],
  ['media', /^(?:audio|video)\//],
  ['pdf', /\/pdf$/],
  ['office', /officedocument|oasis|ole-storage|\/(?:rtf|msword|vnd\.ms-(?:excel|powerpoint|outlook))$/],
  ['archive', /\/(?:zip|gzip|x-7z-compressed|vnd\.rar|epub\+zip)$/],
  ['text', /^text\/|\/json$/],
]

/** What content some extensions promise. `unknown`: where real files often begin with something else. */
const PROMISES: readonly (readonly [extensions: string, content: readonly Family[]])[] = [
  ['png jpg jpeg jpe jfif gif webp avif heic heif tif tiff bmp', ['image']],
  ['mp3 m4a m4b aac wav ogg oga opus flac amr mp4 m4v mov 3gp avi webm mkv', ['media', 'unknown']],
  ['pdf', ['pdf']],
  ['docx xlsx pptx odt ods odp', ['office', 'archive']],
  ['doc dot ppt msg rtf', ['office']],
  ['xls', ['office', 'text']],
  ['zip gz tgz 7z rar epub', ['archive', 'office']],
  ['txt text log md csv tsv json xml ics vcf eml yaml yml', ['text', 'unknown']],
  ['exe dll com scr msi bat cmd ps1 vbs vbe js jse mjs wsf hta lnk reg sh bash command apk jar', ['runs']],
  ['html htm xhtml shtml svg php docm xlsm pptm', ['runs']],
]

const CONTENT_OF: ReadonlyMap<string, readonly Family[]> = new Map(
  PROMISES.flatMap(([extensions, content]) => extensions.split(' ').map((extension) => [extension, content] as const)),
)

/** What the extension tells and the content does not, where the two agree. */
const FINER: ReadonlyMap<string, string> = new Map(
  Object.entries({
    csv: 'text/csv',
    tsv: 'text/tab-separated-values',
    json: 'application/json',
    md: 'text/markdown',
    ics: 'text/calendar',
    vcf: 'text/vcard',
    doc: 'application/msword',
    xls: 'application/vnd.ms-excel',
    ppt: 'application/vnd.ms-powerpoint',
    msg: 'application/vnd.ms-outlook',
  }),
)

const COARSE: ReadonlySet<string> = new Set(['text/plain', 'application/x-ole-storage'])

/** The media type to keep and pass on. `content`: what `sniff` said. */
export function typeOf(name: string, content: string): string {
  return (COARSE.has(content) && FINER.get(extensionOf(name))) || content
}

/**
 * Whether a field takes the file, whose type is the one found: its content is what its name promises, `accept` allows it,
 * and what can be run is among that by name.
 */
export function fits(field: PublicField, file: GivenFile): boolean {
  return isWhatItSays(file) && fitsByName(field, file) && (!canRun(file) || isNamed(field, file))
}

/** Neither in disguise nor anything that can be run. */
export function isHarmless(file: GivenFile): boolean {
  return isWhatItSays(file) && !canRun(file)
}

function isWhatItSays({ name, type }: GivenFile): boolean {
  const promised = CONTENT_OF.get(extensionOf(name))
  if (RUNS.has(type)) return promised?.includes('runs') === true
  return promised === undefined || promised.includes('runs') || promised.includes(familyOf(type))
}

function canRun({ name, type }: GivenFile): boolean {
  return RUNS.has(type) || CONTENT_OF.get(extensionOf(name))?.includes('runs') === true
}

/** `image/*` does not mean a picture with a script in it. */
function isNamed(field: PublicField, file: GivenFile): boolean {
  const accept = field.accept?.filter((token) => !token.endsWith('/*')) ?? []
  return accept.length > 0 && fitsByName({ ...field, accept }, file)
}

function familyOf(type: string): Family {
  return FAMILIES.find(([, pattern]) => pattern.test(type))?.[0] ?? 'unknown'
}
