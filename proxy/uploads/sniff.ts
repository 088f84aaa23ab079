/**
 * What a file is, by its content: a table of the usual kinds. Whatever a browser or a shell could run comes first, so that
 * a file which is two things at once is the dangerous one. Text is what has none of the bytes that
 * https://mimesniff.spec.whatwg.org calls binary, whatever its encoding: spreadsheets still write Windows-1252.
 */
import { zipped } from './zip.ts'

/** How much of a file's beginning, and of its end, is looked at. */
export const HEAD_BYTES = 4_096
export const TAIL_BYTES = 8_192

export const UNKNOWN = 'application/octet-stream'

/** What a browser or a shell could run, or an office program in its place. */
export const RUNS: ReadonlySet<string> = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x-ms-shortcut',
  'application/wasm',
  'application/x-sh',
  'application/x-httpd-php',
  'application/java-archive',
  'application/vnd.android.package-archive',
  'application/vnd.ms-office.macroenabled',
  'text/html',
  'text/javascript',
  'image/svg+xml',
])

/** A media type; `UNKNOWN` for what is none of the table. Never throws. */
export function sniff(head: Uint8Array, tail: Uint8Array = head): string {
  const start = latin1(head.subarray(0, HEAD_BYTES))
  const end = latin1(tail.subarray(-TAIL_BYTES))
  const isWide = UTF_16.some((mark) => start.startsWith(mark))
  if (isWide || !(isBinary(start) || isBinary(end))) return textual(start.replaceAll('\0', ''))
  const type = MAGIC.find(([mask]) => fitsMask(start, mask))?.[1] ?? UNKNOWN
  const finer = FINER[type]?.(start, end) ?? type
  return SHOWN.test(finer) && MARKUP_INSIDE.test(start) ? 'text/html' : finer
}

/** One character a byte. */
function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function isBinary(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 && !TEXT_CONTROLS.has(code)) return true
  }
  return false
}

/** Tab, line feed, form feed, carriage return, escape. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b])

/** How a file begins, and what it is then; the first that fits. `?` stands for any byte. */
const MAGIC: readonly (readonly [mask: string, type: string])[] = [
  ['MZ', 'application/x-msdownload'],
  ['\x7fELF', 'application/x-elf'],
  ['\xfe\xed\xfa\xce', 'application/x-mach-binary'],
  ['\xfe\xed\xfa\xcf', 'application/x-mach-binary'],
  ['\xce\xfa\xed\xfe', 'application/x-mach-binary'],
  ['\xcf\xfa\xed\xfe', 'application/x-mach-binary'],
  ['\xca\xfe\xba\xbe', 'application/x-mach-binary'],
  ['L\0\0\0\x01\x14\x02\0', 'application/x-ms-shortcut'],
  ['\0asm', 'application/wasm'],
  ['#!AMR', 'audio/amr'],
  ['#!', 'application/x-sh'],
  ['\xef\xbb\xbf#!', 'application/x-sh'],
  // The size that stands there opens a comment: read as a script, all of the picture is skipped.
  ['GIF8?a/*', 'text/javascript'],
  ['\xff\xd8\xff?/*', 'text/javascript'],
  ['BM/*', 'text/javascript'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['RIFF????WEBP', 'image/webp'],
  ['????ftypavi', 'image/avif'],
  ['????ftyphei', 'image/heic'],
  ['????ftyphev', 'image/heic'],
  ['????ftypmif1', 'image/heic'],
  ['????ftypmsf1', 'image/heic'],
  ['II*\0', 'image/tiff'],
  ['MM\0*', 'image/tiff'],
  ['BM????\0\0\0\0', 'image/bmp'],
  ['%PDF-', 'application/pdf'],
  ['\r\n%PDF-', 'application/pdf'],
  ['\n%PDF-', 'application/pdf'],
  ['\xef\xbb\xbf%PDF-', 'application/pdf'],
  ['PK\x03\x04', 'application/zip'],
  ['PK\x05\x06', 'application/zip'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'application/x-ole-storage'],
  ['{\\rtf', 'application/rtf'],
  ['ID3', 'audio/mpeg'],
  ['\xff\xfb', 'audio/mpeg'],
  ['\xff\xfa', 'audio/mpeg'],
  ['\xff\xf3', 'audio/mpeg'],
  ['\xff\xf2', 'audio/mpeg'],
  ['\xff\xf1', 'audio/aac'],
  ['\xff\xf9', 'audio/aac'],
  ['????ftypM4A', 'audio/mp4'],
  ['????ftypM4B', 'audio/mp4'],
  ['RIFF????WAVE', 'audio/wav'],
  ['OggS', 'audio/ogg'],
  ['fLaC', 'audio/flac'],
  ['????ftypqt', 'video/quicktime'],
  ['????moov', 'video/quicktime'],
  ['????mdat', 'video/quicktime'],
  ['????wide', 'video/quicktime'],
  ['????ftyp', 'video/mp4'],
  ['RIFF????AVI ', 'video/x-msvideo'],
  ['\x1aE\xdf\xa3', 'video/x-matroska'],
  ['\x1f\x8b', 'application/gzip'],
  ['7z\xbc\xaf\x27\x1c', 'application/x-7z-compressed'],
  ['Rar!\x1a\x07', 'application/vnd.rar'],
]

function fitsMask(text: string, mask: string): boolean {
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] !== '?' && mask[at] !== text[at]) return false
  }
  return true
}

/** Kinds that share how they begin. */
const FINER: Readonly<Record<string, (start: string, end: string) => string | undefined>> = {
  'application/zip': zipped,
  'image/heic': (start) => (start.slice(8, 48).includes('avif') ? 'image/avif' : undefined),
  'video/x-matroska': (start) => (start.slice(0, 64).includes('webm') ? 'video/webm' : undefined),
}

/** What a browser shows in its window. */
const SHOWN = /^(?:image|audio|video)\/|\/pdf$/
const MARKUP_INSIDE = /<(?:script|html|body|iframe|svg|!doctype html|\?php)[\s>/]/i

/** Of what has no binary byte. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^#!/, 'application/x-sh'],
  [/^\s*<\?(?:php\s|=)/i, 'application/x-httpd-php'],
  [/^\s*(?:<\?xml.*|<!--.*|<!doctype svg.*)?<(?:\w+:)?svg[\s>]/is, 'image/svg+xml'],
  [/^\s*<\?xml.*(?:1999\/xhtml|2000\/svg|<\?xml-stylesheet)/is, 'image/svg+xml'],
  [/^\s*<\?xml/i, 'text/xml'],
  [/^\s*<!--/, 'text/html'],
  [/^\s*<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b)[\s>/]/i, 'text/html'],
  [/^\s*<(?:body|br|p|meta|link|img|form|object|embed|base)[\s>/]/i, 'text/html'],
  [/^\s*(?:GIF8[79]a|BM|\xff\xd8\xff).*<(?:script|html|body|iframe|svg|\?php)[\s>/]/is, 'text/html'],
  [/^\s{0,16}%PDF-/, 'application/pdf'],
  [/^\{\\rtf/, 'application/rtf'],
]

function textual(text: string): string {
  const bare = MARKS.reduce((rest, mark) => (rest.startsWith(mark) ? rest.slice(mark.length) : rest), text)
  return TEXTS.find(([pattern]) => pattern.test(bare))?.[1] ?? 'text/plain'
}

const UTF_16 = ['\xff\xfe', '\xfe\xff']
const MARKS = ['\xef\xbb\xbf', ...UTF_16]
