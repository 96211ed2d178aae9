// Which file a dotted name means: packages, `src/` and other roots, namespace packages, stubs.
import { LinkedSummary } from './linked-summary.ts'
import type { ReadLog } from './reads.ts'
import { STDLIB_MODULES } from './stdlib-names.ts'
import type { ModuleSummary } from './summary.ts'

/** A folder that can be imported though it has no `__init__.py`. */
export interface NamespaceEntry {
  readonly kind: 'namespace'
  /** Path of the folder, '' for the root. */
  readonly folder: string
}

export interface ModuleEntry {
  readonly kind: 'module'
  readonly summary: ModuleSummary
  /** The folder that the module is or lies in. */
  readonly folder: string
}

export type GraphEntry = ModuleEntry | NamespaceEntry

/** Which of several files of one name is meant; the first wins. */
const EXTENSIONS = ['py', 'pyw', 'pyx', 'ipynb', 'pyi', 'pxd', 'pxi']

/** Folders that commonly hold packages without being one. */
const SOURCE_FOLDERS = new Set([
  'src',
  'lib',
  'Lib',
  'python',
  'source',
  'backend',
  'server',
  'app',
])

/** A question about which modules there are, as `ReadLog.ask` notes it. */
export type AskedOfGraph =
  | readonly [kind: 'modules']
  | readonly [kind: 'module', path: string]
  | readonly [kind: 'top', folder: string, name: string]
  | readonly [kind: 'outside', name: string]

export class ModuleGraph {
  readonly #modules: readonly ModuleEntry[]
  /** Modules by folder and name: `app/models` for `app/models.py` and `app/models/__init__.py`. */
  readonly #byPath = new Map<string, ModuleEntry>()
  readonly #folders = new Set<string>()
  /** Folders that hold a module or folder of a name. */
  readonly #homes = new Map<string, string[]>()
  readonly #reads: ReadLog
  /** The name by which files import a root that is itself a package; it hangs on all imports. */
  readonly rootName: string | undefined
  /** Folders without `__init__.py` that files import by their names. */
  readonly #namespaces: ReadonlySet<string>

  constructor(summaries: readonly ModuleSummary[], reads: ReadLog) {
    this.#reads = reads
    this.#modules = summaries.map((summary) => entryOf(summary, reads))
    for (const entry of this.#modules) this.#add(entry)
    this.rootName = this.#byPath.has('') ? reads.apart(() => this.#inferRootName()) : undefined
    this.#namespaces = reads.apart(() => this.#inferNamespaces())
  }

  /** In the order of the project. */
  get modules(): readonly ModuleEntry[] {
    this.#reads.ask('modules')
    return this.#modules
  }

  /** What `reads` were asked, anew: which files are meant, not what is in them. */
  told([kind, about = '', name = '']: AskedOfGraph): unknown {
    switch (kind) {
      case 'modules':
        return this.#modules.map(({ summary }) => summary.path)
      case 'module':
        return placeOf(this.#entryAt(about))
      case 'top': {
        const found = this.#topFor(about, name)
        return found && [placeOf(found.entry), found.isInPackage]
      }
      case 'outside':
        return this.#isOutside(about)
    }
  }

  /** The module that a path stands for, without its extension; a folder stands for its package. */
  at(path: string): GraphEntry | undefined {
    this.#reads.ask('module', path)
    return this.#entryAt(path)
  }

  #entryAt(path: string): GraphEntry | undefined {
    const module = this.#byPath.get(path)
    if (module !== undefined) return module
    return this.#folders.has(path) ? { kind: 'namespace', folder: path } : undefined
  }

  /** A submodule of a package or namespace. */
  child(entry: GraphEntry, name: string): GraphEntry | undefined {
    if (entry.kind === 'module' && !entry.summary.isPackage) return undefined
    return this.at(entry.folder === '' ? name : `${entry.folder}/${name}`)
  }

  /**
   * What the first name of an absolute import means for a file: a module beside or above it, then
   * one in a folder that looks like a root. Undefined for what comes from outside.
   */
  top(name: string, from: ModuleSummary): GraphEntry | undefined {
    const folder = folderOf(from.path)
    this.#reads.askIn('top', folder, name)
    const found = this.#topFor(folder, name)
    // In a package `pkcs11.py` imports the library of its own name, not itself.
    const isItself = found?.entry.kind === 'module' && found.entry.summary.path === from.path
    return isItself && found.isInPackage ? undefined : found?.entry
  }

  /** `top` for files of a folder, and whether what is found lies in a package. */
  #topFor(
    folder: string,
    name: string,
  ): { readonly entry: GraphEntry; readonly isInPackage: boolean } | undefined {
    if (name === this.rootName) {
      const root = this.#entryAt('')
      return root && { entry: root, isInPackage: false }
    }
    const isStandard = STDLIB_MODULES.has(name)
    let best: string | undefined
    let bestScore = 0
    for (const home of this.#homes.get(name) ?? []) {
      const score = this.#score(home, name, folder, isStandard)
      if (score > bestScore) {
        best = home
        bestScore = score
      }
    }
    if (best === undefined) return undefined
    const entry = this.#entryAt(join(best, name))
    return entry && { entry, isInPackage: this.#isPackage(best) }
  }

  /** True for a qualified name whose first part means no module or folder of the project. */
  isOutside(origin: string): boolean {
    const dot = origin.indexOf('.')
    const first = dot === -1 ? origin : origin.slice(0, dot)
    if (dot === 0) return false
    this.#reads.ask('outside', first)
    return this.#isOutside(first)
  }

  #isOutside(first: string): boolean {
    if (first === this.rootName) return false
    // `redis` is the library, also where the package `app` has a module of this name.
    return this.#homes.get(first)?.every((home) => this.#isOffPath(home)) ?? true
  }

  /** A package on the search path would give each of its modules two names. */
  #isOffPath(home: string): boolean {
    return this.#isPackage(home) && (home !== '' || this.rootName !== undefined)
  }

  #isPackage(folder: string): boolean {
    return (this.#byPath.get(folder)?.summary.isPackage ?? false) || this.#namespaces.has(folder)
  }

  /** The module of a dotted path as an import statement finds it, by files alone. */
  find(path: string, from: ModuleSummary): GraphEntry | undefined {
    const [first = '', ...rest] = path.split('.')
    let entry = this.top(first, from)
    for (const name of rest) entry = entry && this.child(entry, name)
    return entry
  }

  /** How likely `home` is on the search path of a file in `folder`; 0 for never. */
  #score(home: string, name: string, folder: string, isStandard: boolean): number {
    const isRoot = home === ''
    const isAbove = isRoot || folder === home || folder.startsWith(`${home}/`)
    const last = home.slice(home.lastIndexOf('/') + 1)
    if (this.#isOffPath(home)) return 0
    // The modules of a root that is a package are not found by their first name alone.
    const isOnPath = isRoot ? !this.#isPackage(home) : SOURCE_FOLDERS.has(last)
    if (isStandard && !isOnPath) return 0
    if (isAbove) return 1000 + home.length
    if (SOURCE_FOLDERS.has(last)) return 500 - Math.min(home.length, 400)
    const target = this.#byPath.get(join(home, name))
    const isRealPackage = target?.summary.isPackage ?? false
    return isRealPackage ? 100 - Math.min(home.length, 90) : 0
  }

  #add(entry: ModuleEntry): void {
    const path = modulePath(entry.summary)
    const known = this.#byPath.get(path)
    if (known !== undefined && rank(known.summary) <= rank(entry.summary)) return
    this.#byPath.set(path, entry)
    if (path === '') return
    for (let at = path; ; ) {
      const slash = at.lastIndexOf('/')
      const home = slash === -1 ? '' : at.slice(0, slash)
      const name = at.slice(slash + 1)
      const isNew =
        at === path ? known === undefined && !this.#folders.has(at) : !this.#folders.has(at)
      if (at !== path) this.#folders.add(at)
      if (isNew && !(at !== path && this.#byPath.has(at))) this.#addHome(name, home)
      if (!isNew || slash === -1) break
      at = home
    }
  }

  #addHome(name: string, home: string): void {
    const homes = this.#homes.get(name)
    if (homes === undefined) this.#homes.set(name, [home])
    else if (!homes.includes(home)) homes.push(home)
  }

  /** A package or folder of the root has that name; a plain module has nothing below it. */
  #isHome(name: string): boolean {
    if (!this.#homes.get(name)?.includes('')) return false
    const entry = this.#entryAt(name)
    return entry?.kind !== 'module' || entry.summary.isPackage
  }

  /**
   * Folders without `__init__.py` are packages where more imports find something below their names
   * than find it by the names of their modules alone.
   */
  #inferNamespaces(): ReadonlySet<string> {
    const counts = new Map<string, number>()
    const count = (folder: string, by: number) => counts.set(folder, (counts.get(folder) ?? 0) + by)
    for (const { summary } of this.#modules) {
      const above = foldersOf(folderOf(summary.path))
      for (const { level, module, name, form } of summary.imports) {
        if (level > 0 || form === 'future') continue
        const [first = '', ...rest] = [...module.split('.'), ...(form === 'from' ? [name] : [])]
        for (const home of this.#homes.get(first) ?? []) {
          let folder = join(home, first)
          for (const part of rest) {
            if (this.#entryAt(folder)?.kind !== 'namespace') break
            const below = join(folder, part)
            if (this.#entryAt(below) === undefined) break
            count(folder, 1)
            folder = below
          }
          if (above.includes(home)) count(home, -1)
        }
      }
    }
    return new Set([...counts].flatMap(([folder, sum]) => (sum > 0 ? [folder] : [])))
  }

  /**
   * Where the root is itself a package, files import it by a name that its path does not tell: the
   * one under which most absolute imports find a file.
   */
  #inferRootName(): string | undefined {
    const counts = new Map<string, number>()
    for (const { summary } of this.#modules) {
      for (const { level, module, form } of summary.imports) {
        const [first = '', second] = module.split('.')
        if (level > 0 || form === 'future' || first === '' || STDLIB_MODULES.has(first)) continue
        if (second === undefined || this.#isHome(first)) continue
        // A library beside which the project has a few modules of the same names is not the root.
        const isFound = this.#entryAt(second) !== undefined
        counts.set(first, (counts.get(first) ?? 0) + (isFound ? 1 : -1))
      }
    }
    let best: string | undefined
    for (const [name, count] of counts) {
      if (count > 0 && (best === undefined || count > (counts.get(best) ?? 0))) best = name
    }
    return best
  }
}

/** The folders of a path, without the root: `a` and `a/b` for `a/b`. */
function foldersOf(path: string): readonly string[] {
  const parts = path === '' ? [] : path.split('/')
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'))
}

/** Tells one entry from another: the path of its file, or its folder with a slash. */
function placeOf(entry: GraphEntry | undefined): string | undefined {
  return entry?.kind === 'module' ? entry.summary.path : entry && `${entry.folder}/`
}

function entryOf(summary: ModuleSummary, reads: ReadLog): ModuleEntry {
  return {
    kind: 'module',
    summary: new LinkedSummary(summary, reads),
    folder: summary.isPackage ? modulePath(summary) : folderOf(summary.path),
  }
}

/** Path without extension; the folder for `__init__`. */
function modulePath(summary: ModuleSummary): string {
  const folder = folderOf(summary.path)
  if (summary.isPackage) return folder
  const file = summary.path.slice(folder === '' ? 0 : folder.length + 1)
  const dot = file.indexOf('.')
  return join(folder, dot === -1 ? file : file.slice(0, dot))
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '' : path.slice(0, slash)
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** Packages go before modules of the same name, sources before stubs. */
function rank(summary: ModuleSummary): number {
  const extension = summary.path.slice(summary.path.lastIndexOf('.') + 1).toLowerCase()
  const place = EXTENSIONS.indexOf(extension)
  return (place === -1 ? EXTENSIONS.length : place) * 2 + (summary.isPackage ? 0 : 1)
}
