/**
 * National formats. An answer is kept without its marks, so that it is the same one typed, pasted or posted; a mask shows
 * it grouped.
 */
import type { FieldFormat } from './form.ts'

/**
 * What an unmarked text is made of; of one character repeated, some check well and none is given out. Since July 2026 a CNPJ
 * may have letters (Receita Federal, IN 2.229/2024).
 */
const GRAMMARS: Readonly<Record<FieldFormat, RegExp>> = {
  cpf: /^(?!(.)\1+$)\d{11}$/,
  cnpj: /^(?!(.)\1+$)[\dA-Z]{12}\d\d$/,
  cep: /^\d{8}$/,
}

/** Modulo 11: the weights of the characters before a check digit, from behind, rise from 2 to this and begin anew. */
const MAX_WEIGHTS: { readonly [Format in FieldFormat]?: number } = { cpf: 11, cnpj: 9 }

/** Without marks, white space and what is invisible, which come along when it is copied; letters are capitals. */
export const unmarked = (text: string): string => text.replace(/[\s\p{P}\p{Cf}]/gu, '').toUpperCase()

/** Whether an unmarked text is of the format, and its check digits are right. */
export function isFormatted(format: FieldFormat, text: string): boolean {
  const max = MAX_WEIGHTS[format]
  const isRight = (at: number): boolean => {
    let [sum, weight] = [0, 2]
    for (let before = at; before--; weight = weight === max ? 2 : weight + 1) {
      // A letter counts as its place in ASCII behind that of 0.
      sum += (text.charCodeAt(before) - 48) * weight
    }
    return +text.charAt(at) === ((sum * 10) % 11) % 10
  }
  return GRAMMARS[format].test(text) && (!max || (isRight(text.length - 2) && isRight(text.length - 1)))
}
