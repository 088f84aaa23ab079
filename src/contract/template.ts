/** Texts with answers in them: in `Site: {topic}`, the name in braces stands for that field's answer. */

const PLACE = /\{([^{}]*)\}/g

/** The names in braces, as they are written, without blanks around them. */
export function namesInTemplate(template: string): readonly string[] {
  return [...template.matchAll(PLACE)].map(([, name = '']) => name.trim())
}

/** The text with each name replaced. What is put in is never looked at for braces again. */
export function fillTemplate(template: string, textOf: (name: string) => string): string {
  return template.replace(PLACE, (_, name: string) => textOf(name.trim()))
}
