/**
 * Makes a checkout ready: installs what the lock file names if it is not installed, builds if the build is not there or
 * older than its sources, and with `--browser` sees to a Chromium for the tests. Silent when there is nothing to do.
 * It runs before anything is installed, so it imports nothing but Node.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from './chromium.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const SOURCES = [
  'src',
  'proxy',
  'demo',
  'config',
  'index.html',
  'vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]
const STAMP = join(root, 'dist', '.built-from')

checkNode()
if (!installed()) install()
const digest = digestOfSources()
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== digest) build()
if (process.argv.includes('--browser')) {
  await browser()
  tracer()
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(`Node ${process.versions.node} is too old: Gatehouse needs 20.19 or newer.`)
}

/** Whether every package that the lock file names is there in that version; optional ones may be missing. */
function installed() {
  const there = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages
  const named = readJson(join(root, 'package-lock.json'))?.packages
  if (!there || !named) return false
  return Object.entries(named).every(
    ([path, { version, optional }]) => path === '' || optional || there[path]?.version === version,
  )
}

function install() {
  say('Installing what package-lock.json names …')
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], 'The packages could not be installed: see above.')
}

function build() {
  say('Building …')
  run(
    process.execPath,
    [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
    'The build failed: see above.',
  )
  writeFileSync(STAMP, digest)
}

async function browser() {
  if (await findChromium()) return
  if (process.env.CHROME_PATH) fail(`CHROME_PATH names no program: ${process.env.CHROME_PATH}`)
  say('No Chromium found; installing one for the tests …')
  const attempts = [
    () =>
      process.getuid?.() === 0 &&
      quiet('apt-get', ['update', '-qq']) &&
      quiet('apt-get', ['install', '-y', '-qq', 'chromium']),
    () => quiet(process.execPath, [join('node_modules', 'playwright', 'cli.js'), 'install', 'chromium']),
  ]
  for (const attempt of attempts) if (attempt() && (await findChromium())) return
  fail('The tests need Chromium and none could be installed: install one, or set CHROME_PATH to its program.')
}

/** Lets the tests break one flush of a disk. Where it cannot be had they say loudly what they skip. */
function tracer() {
  if (process.platform !== 'linux' || quiet('strace', ['--version']) || process.getuid?.() !== 0) return
  say('Installing strace for the tests of a failing disk …')
  if (!quiet('apt-get', ['install', '-y', '-qq', 'strace']))
    quiet('apt-get', ['update', '-qq']) && quiet('apt-get', ['install', '-y', '-qq', 'strace'])
}

function digestOfSources() {
  const hash = createHash('sha256')
  for (const source of SOURCES)
    for (const file of filesBelow(join(root, source))) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

function filesBelow(path) {
  if (!existsSync(path)) return []
  if (/\.\w+$/.test(path)) return [path]
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]))
}

function run(command, args, failure) {
  // Its words go to stderr: stdout belongs to the command that this runs before.
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) fail(failure)
}

function quiet(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { cwd: root, stdio: 'ignore', env, timeout: 300_000 }).status === 0
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}
