/** The steps from an empty file to the present tables. Forward only: a step that was released is never edited. */
import type { DatabaseSync } from './driver.ts'

const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE submissions (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    form TEXT NOT NULL,
    version TEXT NOT NULL,
    connection TEXT NOT NULL,
    digest TEXT NOT NULL,
    locale TEXT NOT NULL,
    answers TEXT NOT NULL,
    leftovers TEXT NOT NULL,
    context TEXT NOT NULL,
    amends TEXT,
    state TEXT NOT NULL
      CHECK (state IN ('waiting', 'held', 'sending', 'checking', 'delivered', 'failed', 'rejected', 'erased')),
    reason TEXT,
    words TEXT,
    attempt INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    owner TEXT,
    open_step TEXT
  ) STRICT;
  CREATE INDEX submissions_due ON submissions (connection, due_at, received_at)
    WHERE state IN ('waiting', 'sending', 'checking');
  CREATE INDEX submissions_owner ON submissions (owner) WHERE owner IS NOT NULL;
  CREATE INDEX submissions_received ON submissions (received_at, id);
  CREATE INDEX submissions_state ON submissions (state, received_at, id);

  CREATE TABLE history (
    number INTEGER PRIMARY KEY,
    submission TEXT NOT NULL REFERENCES submissions (id),
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    attempt INTEGER NOT NULL,
    step TEXT,
    result TEXT
  ) STRICT;
  CREATE INDEX history_submission ON history (submission, number);

  CREATE TABLE form_versions (
    form TEXT NOT NULL,
    version TEXT NOT NULL,
    published TEXT NOT NULL,
    source TEXT NOT NULL,
    edition INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    served_at INTEGER,
    PRIMARY KEY (form, version)
  ) STRICT;

  CREATE TABLE schemas (
    connection TEXT NOT NULL,
    entity TEXT NOT NULL,
    schema TEXT NOT NULL,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (connection, entity)
  ) STRICT;

  CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
  `,
]

/** How many migrations a file has behind it. */
export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version)
}

export function isBehind(database: DatabaseSync): boolean {
  return versionOf(database) < MIGRATIONS.length
}

/** Brings the file up to date, each step whole or not at all. Throws when a newer Gatehouse wrote it. */
export function migrate(database: DatabaseSync, file: string): void {
  for (let version = versionOf(database); version !== MIGRATIONS.length; version = versionOf(database)) {
    const step = MIGRATIONS[version]
    if (step === undefined) {
      throw new Error(
        `${file} was written by a newer Gatehouse (version ${version} of the store, this one knows ${MIGRATIONS.length}). Start the newer one, or restore a backup made before it.`,
      )
    }
    database.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${version + 1}; COMMIT`)
  }
}
