/**
 * NUL and halves of surrogate pairs, which no keyboard makes and few stores take, become U+FFFD, as HTML's parser has it for
 * NUL. Nobody is refused for them, and the length stays.
 */
export const storable = (text: string): string => text.replace(/\0|\p{Cs}/gu, '\uFFFD')
