// Which entries of a tree are left out, and why: Git's ignore files and folders that never hold
// sources of the project. Rules start at the analysed root: a root that lies in an ignored folder
// is analysed all the same.
import ignore, { type Ignore } from 'ignore'

/** Folders that hold other people's or generated code wherever they stand. */
const EXCLUDED_FOLDERS: ReadonlyMap<string, string> = new Map([
  ['node_modules', 'Packages of Node.js'],
  ['__pycache__', 'Compiled Python'],
  ['.tox', 'Environments of tox'],
  ['.nox', 'Environments of nox'],
  ['.eggs', 'Build dependencies'],
  ['.mypy_cache', 'Cache of mypy'],
  ['.ruff_cache', 'Cache of ruff'],
  ['.pytest_cache', 'Cache of pytest'],
  ['.hypothesis', 'Cache of Hypothesis'],
  ['.ipynb_checkpoints', 'Older states of notebooks'],
  ['.svn', 'Data of Subversion'],
  ['.hg', 'Data of Mercurial'],
  ['.bzr', 'Data of Bazaar'],
])

/** Why a folder is left out by its name; undefined if it is not. */
export function excludedFolder(name: string): string | undefined {
  return EXCLUDED_FOLDERS.get(name)
}

/** The ignore file of one folder, and those above it. */
export interface IgnoreScope {
  /** Path of the folder relative to the root, '' for the root, else with a slash at the end. */
  readonly base: string
  readonly rules: Ignore
  readonly parent: IgnoreScope | undefined
}

/** Adds the text of an ignore file that stands in the folder `base`. */
export function addScope(base: string, text: string, parent: IgnoreScope | undefined): IgnoreScope {
  return { base, rules: ignore({ ignorecase: false }).add(text), parent }
}

/**
 * Whether Git would leave an entry out: the nearest ignore file that speaks of it decides. `path` is
 * relative to the root, without a slash at the end.
 */
export function isIgnored(
  scope: IgnoreScope | undefined,
  path: string,
  isFolder: boolean,
): boolean {
  for (let at = scope; at !== undefined; at = at.parent) {
    const relative = path.slice(at.base.length)
    const result = at.rules.checkIgnore(isFolder ? `${relative}/` : relative)
    if (result.ignored) return true
    if (result.unignored) return false
  }
  return false
}
