// How pytest is set up: from pytest.ini, pyproject.toml, tox.ini and setup.cfg.
import { parse, TomlError } from 'smol-toml'
import { readIni } from './ini.ts'

/** A text file of the project that is no Python. */
export interface ConfigFile {
  /** Relative to the analysed root, with forward slashes. */
  readonly path: string
  readonly text: string
}

export interface PytestConfig {
  /** The file that says so; '' for pytest's own defaults. */
  readonly path: string
  /** Folder of that file: test paths are relative to it. */
  readonly folder: string
  readonly asyncioMode: 'auto' | 'strict' | 'legacy' | undefined
  readonly anyioMode: 'auto' | undefined
  readonly pythonFiles: readonly string[]
  readonly pythonClasses: readonly string[]
  readonly pythonFunctions: readonly string[]
  readonly testpaths: readonly string[]
  readonly addopts: readonly string[]
  /** Names of registered markers. */
  readonly markers: readonly string[]
}

export const DEFAULT_PYTEST: PytestConfig = {
  path: '',
  folder: '',
  asyncioMode: undefined,
  anyioMode: undefined,
  pythonFiles: ['test_*.py', '*_test.py'],
  pythonClasses: ['Test'],
  pythonFunctions: ['test'],
  testpaths: [],
  addopts: [],
  markers: [],
}

type Options = ReadonlyMap<string, string | readonly string[]>

/** Files that may configure pytest, the one that wins within a folder first. */
const NAMES = [
  'pytest.toml',
  '.pytest.toml',
  'pytest.ini',
  '.pytest.ini',
  'pyproject.toml',
  'tox.ini',
  'setup.cfg',
]

/** True for a file whose text `readPytestConfigs` wants. */
export function isPytestConfig(path: string): boolean {
  return NAMES.includes(path.slice(path.lastIndexOf('/') + 1))
}

/** One configuration for each folder that has one, the deepest folders first. */
export function readPytestConfigs(files: readonly ConfigFile[]): readonly PytestConfig[] {
  const byFolder = new Map<string, { rank: number; config: PytestConfig }>()
  for (const { path, text } of files) {
    const slash = path.lastIndexOf('/')
    const folder = slash === -1 ? '' : path.slice(0, slash)
    const rank = NAMES.indexOf(path.slice(slash + 1))
    const options = rank === -1 ? undefined : readOptions(NAMES[rank] as string, text)
    if (options === undefined) continue
    const known = byFolder.get(folder)
    if (known !== undefined && known.rank <= rank) continue
    byFolder.set(folder, { rank, config: configOf(path, folder, options) })
  }
  return [...byFolder.values()]
    .map(({ config }) => config)
    .toSorted((a, b) => b.folder.length - a.folder.length)
}

/** The configuration under which a test file runs: of its folder or the nearest one above. */
export function configFor(configs: readonly PytestConfig[], path: string): PytestConfig {
  const found = configs.find(({ folder }) => folder === '' || path.startsWith(`${folder}/`))
  return found ?? DEFAULT_PYTEST
}

function readOptions(name: string, text: string): Options | undefined {
  if (name.endsWith('.toml')) return tomlOptions(text, name)
  const file = readIni(text)
  // An empty pytest.ini still makes its folder the root.
  if (name.endsWith('pytest.ini')) return file.get('pytest') ?? new Map()
  return file.get(name === 'setup.cfg' ? 'tool:pytest' : 'pytest')
}

function tomlOptions(text: string, name: string): Options | undefined {
  let table: unknown
  try {
    table = parse(text)
  } catch (error) {
    // A file that is no TOML configures nothing; pytest would refuse to start.
    if (error instanceof TomlError) return undefined
    throw error
  }
  const tool = member(member(table, 'tool'), 'pytest')
  const options =
    name === 'pyproject.toml' ? (member(tool, 'ini_options') ?? tool) : member(table, 'pytest')
  if (typeof options !== 'object' || options === null) return undefined
  const found = new Map<string, string | readonly string[]>()
  for (const [key, value] of Object.entries(options)) {
    if (Array.isArray(value)) found.set(key, value.map(String))
    else if (typeof value !== 'object') found.set(key, String(value))
  }
  return found
}

function member(table: unknown, key: string): unknown {
  if (typeof table !== 'object' || table === null) return undefined
  return Object.entries(table).find(([name]) => name === key)?.[1]
}

function configOf(path: string, folder: string, options: Options): PytestConfig {
  const words = (name: string): readonly string[] | undefined => {
    const value = options.get(name)
    if (value === undefined) return undefined
    return typeof value === 'string' ? value.split(/\s+/).filter((word) => word !== '') : value
  }
  const addopts = words('addopts') ?? []
  const option = addopts.find((word) => word.startsWith('--asyncio-mode='))
  const mode = option?.slice('--asyncio-mode='.length) ?? options.get('asyncio_mode')
  const markers = options.get('markers')
  const lines = typeof markers === 'string' ? markers.split('\n') : (markers ?? [])
  return {
    path,
    folder,
    asyncioMode: mode === 'auto' || mode === 'strict' || mode === 'legacy' ? mode : undefined,
    anyioMode: options.get('anyio_mode') === 'auto' ? 'auto' : undefined,
    pythonFiles: words('python_files') ?? DEFAULT_PYTEST.pythonFiles,
    pythonClasses: words('python_classes') ?? DEFAULT_PYTEST.pythonClasses,
    pythonFunctions: words('python_functions') ?? DEFAULT_PYTEST.pythonFunctions,
    testpaths: words('testpaths') ?? [],
    addopts,
    markers: lines.flatMap((line) => line.split(/[:(]/)[0]?.trim() || []),
  }
}

/** A name against patterns of `python_classes` and `python_functions`: a prefix or a glob. */
export function matchesName(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) =>
    /[*?[]/.test(pattern) ? globOf(pattern).test(name) : name.startsWith(pattern),
  )
}

/** A file against patterns of `python_files`; a pattern with a slash is about the whole path. */
export function matchesFile(patterns: readonly string[], path: string): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1)
  return patterns.some((pattern) =>
    pattern.includes('/') ? globOf(`*${pattern}`).test(path) : globOf(pattern).test(file),
  )
}

function globOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^')
  return new RegExp(`^${source}$`)
}
