/** What every command gets of its line. */
export interface Invocation {
  /** The words after the command's name. */
  readonly args: readonly string[]
  /** Path of `gatehouse.yaml`. */
  readonly config: string
  readonly json: boolean
  readonly offline: boolean
  readonly state?: string
}
