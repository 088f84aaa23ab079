/** The steps from an empty file to the present tables. Forward only: a step that was released is never edited. */
import type { DatabaseSync } from './driver.ts'

export const MIGRATIONS: readonly string[] = [
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
  `
  ALTER TABLE submissions ADD COLUMN begun_at INTEGER;
  ALTER TABLE submissions ADD COLUMN doubted_at INTEGER;
  ALTER TABLE submissions ADD COLUMN claims INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE submissions ADD COLUMN resent INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE submissions ADD COLUMN tried_at INTEGER;
  ALTER TABLE submissions ADD COLUMN settled_at INTEGER;
  ALTER TABLE submissions ADD COLUMN person TEXT;
  UPDATE submissions SET begun_at = (
    SELECT max(at) FROM history WHERE submission = id AND reason = 'begun' AND step = open_step
  ) WHERE open_step IS NOT NULL;
  UPDATE submissions SET settled_at = (SELECT max(at) FROM history WHERE submission = id)
    WHERE state IN ('held', 'delivered', 'failed', 'rejected', 'erased');
  CREATE INDEX submissions_turn ON submissions (connection, form, due_at, received_at)
    WHERE state IN ('waiting', 'sending', 'checking');
  CREATE INDEX submissions_open ON submissions (connection, due_at)
    WHERE state = 'checking' AND open_step IS NOT NULL;
  CREATE INDEX submissions_settled ON submissions (state, settled_at);
  CREATE INDEX submissions_person ON submissions (person, received_at, id) WHERE person IS NOT NULL;

  CREATE TABLE records (
    connection TEXT NOT NULL,
    upstream_id TEXT NOT NULL,
    submission TEXT NOT NULL REFERENCES submissions (id),
    step TEXT NOT NULL,
    PRIMARY KEY (connection, upstream_id)
  ) STRICT;
  CREATE INDEX records_submission ON records (submission);
  INSERT OR IGNORE INTO records
    SELECT connection, json_extract(result, '$.id'), submission, step
    FROM history JOIN submissions ON submissions.id = submission
    WHERE json_extract(result, '$.id') IS NOT NULL;

  CREATE TABLE contacts (
    connection TEXT NOT NULL,
    person TEXT NOT NULL,
    upstream_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (connection, person)
  ) STRICT;
  CREATE INDEX contacts_person ON contacts (person);

  CREATE TABLE alerts (
    cause TEXT NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL,
    told_at INTEGER,
    due_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    message TEXT NOT NULL,
    resolved_at INTEGER
  ) STRICT;

  ALTER TABLE form_versions ADD COLUMN schemas TEXT;
  `,
  `
  ALTER TABLE submissions ADD COLUMN consent TEXT;
  ALTER TABLE submissions ADD COLUMN files TEXT;
  CREATE INDEX submissions_files ON submissions (id) WHERE files IS NOT NULL;
  `,
  `
  ALTER TABLE submissions ADD COLUMN doubts TEXT;

  ALTER TABLE alerts ADD COLUMN told_to INTEGER;

  CREATE TABLE spent_tokens (
    token TEXT NOT NULL PRIMARY KEY,
    submission TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX spent_tokens_until ON spent_tokens (until);
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
export function migrate(database: DatabaseSync, file: string, steps = MIGRATIONS): void {
  for (let version = versionOf(database); version !== steps.length; version = versionOf(database)) {
    const step = steps[version]
    if (step === undefined) {
      throw new Error(
        `${file} was written by a newer Gatehouse (version ${version} of the store, this one knows ${steps.length}). Start the newer one, or restore a backup made before it.`,
      )
    }
    database.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${version + 1}; COMMIT`)
  }
}
