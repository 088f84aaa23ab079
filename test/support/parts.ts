/** The parts that a source draws, as its templates name them: written out, in an expression, or by `part('…', field)`. */
export function partsIn(source: string): readonly string[] {
  const code = source.replace(/\/\*.*?\*\/|^\s*\/\/[^\n]*/gms, '')
  const named = [...code.matchAll(/(?<![\w.])part\('([\w-]+)'/g)].map(([, name = '']) => name)
  const written = [...code.matchAll(/(?<=[\s`])part=/g)].flatMap(({ index }) =>
    tokens(valueAt(code, index + 'part='.length)),
  )
  return [...named, ...written]
}

/** The value of an attribute, with or without quotes, up to where it ends. */
function valueAt(code: string, start: number): string {
  const quote = code[start] === '"'
  let depth = 0
  for (let at = quote ? start + 1 : start; at < code.length; at++) {
    if (code[at] === '{') depth++
    else if (code[at] === '}') depth--
    else if (depth === 0 && (quote ? code[at] === '"' : /[\s>]/.test(code[at] ?? ''))) return code.slice(start, at)
  }
  throw new Error(`An attribute does not end: ${code.slice(start, start + 80)}`)
}

/** What is written out in it, and the texts of its expressions that are not compared with. */
function tokens(value: string): readonly string[] {
  const texts: string[] = []
  const rest = value.replace(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g, (_, expression: string) => {
    const said = expression.replace(/([!=]== |part\()'[^']*'/g, '')
    for (const [, text = ''] of said.matchAll(/'([^']*)'/g)) texts.push(text)
    return ' '
  })
  return [rest.replaceAll('"', ''), ...texts].join(' ').split(/\s+/).filter(Boolean)
}
