/** The first line of a script whose functions are best compiled at once; see https://v8.dev/blog/explicit-compile-hints. */
export const COMPILE_HINT = '//# allFunctionsCalledOnLoad\n'
