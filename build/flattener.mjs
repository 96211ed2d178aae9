// Builds the C flattener (analyzer/syntax/native) with node-gyp into a folder. It is a speed-up and
// never required: where no compiler or no Node headers are, the portable way is taken.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = join(root, 'analyzer/syntax/native')
const packages = ['tree-sitter', 'tree-sitter-python']

/** Name of the addon's file for this state of its sources, this platform and architecture. */
export function flattenerFileName() {
  const hash = createHash('sha256')
  for (const file of ['flatten.c', 'binding.gyp']) hash.update(readFileSync(join(sources, file)))
  for (const name of packages) {
    hash.update(
      JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version,
    )
  }
  return `flatten-${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 16)}.node`
}

/**
 * Builds the addon into `cacheFolder` unless it is there. Returns its absolute path, or a sentence
 * that says why it could not be built.
 */
export function buildFlattener(cacheFolder, environment = process.env) {
  const target = join(cacheFolder, flattenerFileName())
  if (existsSync(target)) return { path: target }
  mkdirSync(cacheFolder, { recursive: true })
  const folder = mkdtempSync(join(cacheFolder, 'flatten-build-'))
  try {
    cpSync(sources, folder, { recursive: true })
    const variables = packages.map(
      (name) =>
        `-D${name.replaceAll('-', '_')}=${relative(folder, join(root, 'node_modules', name))}`,
    )
    const gyp = join(root, 'node_modules/node-gyp/bin/node-gyp.js')
    const run = spawnSync(process.execPath, [gyp, 'rebuild', '--release', '--', ...variables], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
    })
    const built = join(folder, 'build/Release/lectern_flatten.node')
    if (run.status !== 0 || !existsSync(built)) {
      const reason = (run.stderr ?? '')
        .split('\n')
        .filter((line) => line.includes('ERR!') || line.includes('error'))
        .slice(0, 3)
        .join(' ')
      return {
        problem: `The C flattener was not built (${reason || `exit status ${run.status}`}).`,
      }
    }
    renameSync(built, target)
    return { path: target }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = buildFlattener(process.argv[2] ?? join(dirname(sources), '../../.cache'))
  console.log(result.path ?? result.problem)
  process.exitCode = result.path ? 0 : 1
}
