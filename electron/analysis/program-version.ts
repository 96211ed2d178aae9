// What was computed by other code is worth nothing: a kept result names the code that made it.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * SHA-256 of the code that analyses, as hex: all bundles beside the worker's, or in a checkout the
 * sources below `analyzer` and `electron`, and the compiled parser.
 */
export function programVersion(workerFile: URL, addon: string | undefined): string {
  const file = fileURLToPath(workerFile)
  const hash = createHash('sha256').update(process.version)
  const root = dirname(dirname(dirname(file)))
  const sources = file.endsWith('.ts')
    ? ['analyzer', 'electron'].flatMap((folder) => codeBelow(join(root, folder), true))
    : codeBelow(dirname(file), false)
  for (const path of [...sources, ...(addon === undefined ? [] : [addon])]) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path))
  }
  return hash.digest('hex')
}

function codeBelow(folder: string, isDeep: boolean): string[] {
  return readdirSync(folder, { recursive: isDeep, encoding: 'utf8' })
    .filter((name) => /\.[jt]s$/.test(name))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}
