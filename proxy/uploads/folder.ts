/** Where files lie from their arrival until they are delivered or their submission is erased. */

export interface UploadFolder {
  /** For the files of one request; undefined where there is no room for them now. None is set aside: what is promised may never come. */
  begin(room: Room): Promise<Upload | undefined>
  /** Reads a file from its start. Rejects when it is not there. */
  open(at: string): AsyncIterable<Uint8Array>
  /** Takes files away, those too that are gone already. */
  remove(ats: Iterable<string>): Promise<void>
  /** What all files take now, those among them that are still coming. */
  usedBytes(): Promise<number>
  /** What was last written before this time, ms since the epoch, and belongs to no upload that is under way here. */
  idle(before: number): Promise<readonly string[]>
}

export interface Room {
  /** What these files may need, in bytes. */
  readonly bytes: number
  /** What all files together may need. */
  readonly total: number
}

/** The files of one request, while it lasts. */
export interface Upload {
  /** A new file, for nobody else to read. Rejects once this has ended. */
  create(): Promise<NewFile>
  /** All files have come: resolves when they, and their names, are safely on disk. Rejects once this has ended. */
  sync(): Promise<void>
  /** Which of them stay when it ends; none, if not said. */
  keep(ats: Iterable<string>): void
  /**
   * Once, however often it is asked for; the folder itself ends whoever has sent nothing for longest, where too many send at
   * once. Never rejects: what could not be taken away is found by the sweep.
   */
  end(): Promise<void>
}

export interface NewFile {
  /** Its name in the folder. */
  readonly at: string
  /** False where there is no room for it. */
  write(chunk: Uint8Array): Promise<boolean>
  /** It is whole and safely on disk. Its SHA-256, hex. */
  finish(): Promise<string>
}
