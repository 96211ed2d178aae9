// The Python applications beside the tests, by path within the application.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export function appFiles(name: string): Readonly<Record<string, string>> {
  const root = join(import.meta.dirname, 'apps', name)
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.py'))
    .toSorted()
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

/** A file of the application that is no source, such as its `pyproject.toml`. */
export function appText(name: string, path: string): string {
  return readFileSync(join(import.meta.dirname, 'apps', name, path), 'utf8')
}
