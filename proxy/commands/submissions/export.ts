/** `gatehouse submissions export`: every submission on the output, a page at a time. */
import type { Kept } from '../../outbox/outbox.ts'
import type { Invocation } from '../invocation.ts'
import { Misuse } from '../invocation.ts'
import { withStore } from '../open-store.ts'
import { CSV_START, csvLine } from './csv.ts'
import { stateOf } from './filter.ts'
import { pages } from './pages.ts'
import { cellsOf, FIXED_COLUMNS } from './row.ts'
import { withoutPerson } from './story.ts'

export async function exportSubmissions(invocation: Invocation): Promise<number> {
  const { config: path, form, csv, ndjson } = invocation
  if (csv === ndjson) throw new Misuse('Say how: --csv or --ndjson.')
  const state = stateOf(invocation)
  return withStore(path, async (store) => {
    // Both readings of the store see the same rows: what comes later is not in this export.
    const filter = { before: Date.now() + 1, ...(state && { state }), ...(form !== undefined && { form }) }
    const rows = () => pages(store.outbox, filter)
    const count = csv ? await writeCsv(rows) : await writeNdjson(rows)
    console.error(`${count} exported.`)
    return 0
  })
}

type Rows = () => AsyncGenerator<readonly Kept[]>

async function writeNdjson(rows: Rows): Promise<number> {
  const progress = createProgress()
  for await (const page of rows()) {
    await write(page.map((kept) => `${JSON.stringify(withoutPerson(kept))}\n`).join(''))
    progress.add(page.length)
  }
  return progress.end()
}

/** Read twice: the columns are known only when every row was seen. */
async function writeCsv(rows: Rows): Promise<number> {
  const columns = new Set(FIXED_COLUMNS)
  for await (const page of rows())
    for (const kept of page) for (const column of cellsOf(kept).keys()) columns.add(column)
  const progress = createProgress()
  await write(CSV_START + csvLine([...columns]))
  for await (const page of rows()) {
    const lines = page.map((kept) => {
      const cells = cellsOf(kept)
      return csvLine([...columns].map((column) => cells.get(column) ?? ''))
    })
    await write(lines.join(''))
    progress.add(page.length)
  }
  return progress.end()
}

/** Resolves when the reader took it: an export is larger than what may wait in memory. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) =>
      error ? reject(new Error(`The output was closed: ${error.message}`)) : resolve(),
    )
  })
}

/** On a terminal, from the second page on. */
function createProgress() {
  let count = 0
  let shown = false
  return {
    add(rows: number): void {
      if (process.stderr.isTTY && count > 0) {
        process.stderr.write(`\r${count + rows} …`)
        shown = true
      }
      count += rows
    },
    end(): number {
      if (shown) process.stderr.write('\r')
      return count
    },
  }
}
