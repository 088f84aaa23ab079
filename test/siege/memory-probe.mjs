/**
 * Loaded into a proxy under siege by `--import`: at SIGUSR2 every thread collects its garbage and writes what is left, one
 * line `live-memory <bytes>` each. Resident memory would also count what the engine keeps for later, some 40 MiB more or less.
 */
import { writeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { BroadcastChannel, isMainThread } from 'node:worker_threads'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
const channel = new BroadcastChannel('memory-probe')
channel.unref()
channel.onmessage = tell
if (isMainThread) {
  process.on('SIGUSR2', () => {
    channel.postMessage('')
    tell()
  })
}

function tell() {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  writeSync(2, `live-memory ${heapUsed + external}\n`)
}
