/** A file's name as it is kept and passed on: one segment of a path, in letters that can be seen. */

const MAX_CODE_POINTS = 120
const MAX_EXTENSION_CODE_POINTS = 16
/** For what has no name left. */
const NAMELESS = 'file'

/** Never empty, never a path, never a name that some system keeps for itself; at most 120 code points. */
export function cleanName(raw: string): string {
  const segment = raw.split(/[/\\]/).at(-1) ?? ''
  const visible = segment.replace(UNSEEN, '').normalize('NFC').replace(FORBIDDEN, '_').replace(/\s+/g, ' ')
  const name = trimmed(shortened(trimmed(visible)))
  const { stem, extension } = split(name || NAMELESS)
  return RESERVED.test(stem) ? `_${stem}${extension}` : `${stem}${extension}`
}

/** The same for a name that may have gone through a browser's multipart body, which writes some characters otherwise. */
export function unquoted(raw: string): string {
  return cleanName(raw.replace(/%22/g, '"').replace(/%0[AD]/gi, ''))
}

/** In lower case and without its dot; empty where there is none. */
export function extensionOf(name: string): string {
  return split(name).extension.slice(1).toLowerCase()
}

/** Controls, formats (bidi, zero-width, tags), halves of pairs, private characters, and fillers that show nothing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu
/** What a file system takes for something else. */
const FORBIDDEN = /[<>:"|?*]/g
/** Devices on Windows, whatever extension follows. */
const RESERVED = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:\.|$)/i

/** Windows drops dots and blanks at the end, so that `a.exe.` would be `a.exe` there; a dot in front hides a file. */
function trimmed(name: string): string {
  let [start, end] = [0, name.length]
  while (start < end && ' .'.includes(name.charAt(start))) start++
  while (start < end && ' .'.includes(name.charAt(end - 1))) end--
  return name.slice(start, end)
}

/** The stem gives way, the extension stays. */
function shortened(name: string): string {
  const { stem, extension } = split(name)
  const room = MAX_CODE_POINTS - [...extension].length - 1
  return [...stem].slice(0, room).join('') + extension
}

function split(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.')
  const isExtension = dot > 0 && [...name.slice(dot)].length <= MAX_EXTENSION_CODE_POINTS
  return isExtension ? { stem: name.slice(0, dot), extension: name.slice(dot) } : { stem: name, extension: '' }
}
