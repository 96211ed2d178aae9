// The npm packages of package-lock.json.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, tail } from './command.mjs'
import { findNodeHeaders } from './headers.mjs'
import { NODE, ROOT } from './places.mjs'
import { ensureCompiler } from './system.mjs'
import { bytesUnder, megabytes, SetupError, step } from './terminal.mjs'

/** Runs `npm ci` when what is installed differs from the lock file. */
export async function ensurePackages() {
  if (isInstalled()) {
    return
  }
  await ensureCompiler()
  const folder = join(ROOT, 'node_modules')
  const title = 'npm packages of package-lock.json (about 900 MB on disk, parser compiled)'
  const { status, output } = await step(
    title,
    () => npm(['ci', '--loglevel=error']),
    () => megabytes(bytesUnder(folder)),
  )
  if (status !== 0) {
    const lacksHeaders = output.includes('gyp') && findNodeHeaders() === undefined
    throw new SetupError(
      `npm ci failed:\n${tail(output, 25)}`,
      lacksHeaders
        ? "The parser could not be compiled, and this machine has no C headers of Node. Install Node from its official archive or set npm's `nodedir`, then run the command again."
        : 'See that npm reaches its registry (npm ping) and that the disk has 2 GB free, then run the command again.',
    )
  }
}

/**
 * Runs the npm that started this command, or the one on PATH, on the machine's own Node: npm may
 * replace the Node in node_modules while it works.
 * @param {readonly string[]} args
 * @param {string} [cwd]
 */
export function npm(args, cwd = ROOT) {
  const headers = findNodeHeaders()
  const env = { ...process.env, ...(headers ? { npm_config_nodedir: headers } : {}) }
  const script = process.env.npm_execpath
  const node = process.env.npm_node_execpath
  return script?.endsWith('.js') && node
    ? capture(node, [script, ...args], { cwd, env })
    : capture('npm', args, { cwd, env })
}

/** Compares the lock file with the one that npm leaves in node_modules as its very last step. */
function isInstalled() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'))
  const found = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'))
  if (wanted === undefined || found === undefined || !existsSync(NODE)) {
    return false
  }
  return (
    Object.keys(found).every((path) => path in wanted) &&
    Object.entries(wanted).every(([path, { version, optional, devOptional, peer }]) => {
      const installed = found[path]
      return installed === undefined
        ? path === '' || optional || devOptional || peer
        : installed.version === version
    })
  )
}

/**
 * @param {string} file
 * @returns {Record<string, Record<string, unknown>> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
