/** A line for a form's file, to be copied as it is: between braces or on a line of its own. */
export function yamlLine(key: string, value: string): string {
  return `${key}: ${PLAIN.test(value) && !RESERVED.test(value) ? value : quoted(value)}`
}

/** Letters and digits with single spaces and quiet signs between them: nothing that YAML could read another way. */
const PLAIN = /^\p{L}[\p{L}\p{M}\p{N}]*(?:[ _/.-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*$/u

/** Words that are no text in YAML, in one of its versions. */
const RESERVED = /^(true|false|yes|no|on|off|y|n|null)$/i

/** What cannot be seen is written as its code. */
function quoted(value: string): string {
  return JSON.stringify(value).replace(/\p{C}|(?! )\p{Z}/gu, (sign) => {
    const code = sign.codePointAt(0) ?? 0
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`
  })
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
