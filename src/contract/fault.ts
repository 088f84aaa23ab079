/** What is wrong in a file, and how to mend it. */
export interface Fault {
  readonly path: readonly (string | number)[]
  readonly message: string
}
