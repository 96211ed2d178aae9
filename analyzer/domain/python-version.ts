// The oldest Python that a project says it runs on.
import { parse, TomlError } from 'smol-toml'
import { readIni } from './tests/ini.ts'
import type { ConfigFile } from './tests/pytest-config.ts'

/** Minor version of the oldest Python 3 by the folder of the file that says so, the deepest first. */
export type PythonVersions = readonly { readonly folder: string; readonly minor: number }[]

export function readPythonVersions(files: readonly ConfigFile[]): PythonVersions {
  return files
    .flatMap(({ path, text }) => {
      const slash = path.lastIndexOf('/')
      const minor = readMinor(path.slice(slash + 1), text)
      return minor === undefined
        ? []
        : [{ folder: slash === -1 ? '' : path.slice(0, slash), minor }]
    })
    .toSorted((a, b) => b.folder.length - a.folder.length)
}

/** Undefined where nothing is declared for the folder of a file. */
export function oldestMinor(versions: PythonVersions, path: string): number | undefined {
  return versions.find(({ folder }) => folder === '' || path.startsWith(`${folder}/`))?.minor
}

function readMinor(name: string, text: string): number | undefined {
  if (name === 'setup.cfg') {
    return oldest(readIni(text).get('options')?.get('python_requires'))
  }
  if (name !== 'pyproject.toml') return undefined
  try {
    const file = parse(text)
    return (
      oldest(at(file, ['project', 'requires-python'])) ??
      oldest(at(file, ['tool', 'poetry', 'dependencies', 'python']))
    )
  } catch (error) {
    // What is no TOML declares nothing; the settings of the run tell of it.
    if (error instanceof TomlError) return undefined
    throw error
  }
}

/** `>=3.9,<4`, `^3.10`, `~=3.8`, `3.11.*`: the first version that is no upper bound. */
function oldest(requirement: unknown): number | undefined {
  if (typeof requirement !== 'string') return undefined
  for (const part of requirement.split(',')) {
    const found = /^\s*(?:>=?|\^|~=?|===?)?\s*(\d+)(?:\.(\d+))?/.exec(part)
    if (found === null || /^\s*[<!]/.test(part)) continue
    if (found[1] === '3') return Number(found[2] ?? 0)
    if (found[1] === '2') return 0
  }
  return undefined
}

function at(value: unknown, keys: readonly string[]): unknown {
  let inner = value
  for (const key of keys) {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return undefined
    inner = Object.entries(inner).find(([name]) => name === key)?.[1]
  }
  return inner
}
