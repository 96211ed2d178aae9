// Which modules are loaded when a module is imported.
import type { Project } from '../../engine/project.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'

const EDGES = {}
const REACHED = {}

/** The module itself and all that its import loads, through imports that run at once. */
export function loadedWith(project: Project, start: ModuleEntry): ReadonlySet<ModuleEntry> {
  return project.remember(REACHED, start, () => {
    const reached = new Set([start])
    for (const module of reached) for (const next of importedBy(project, module)) reached.add(next)
    return reached
  })
}

/** What the imports of a module load at once: modules, and the packages in which they lie. */
function importedBy(project: Project, from: ModuleEntry): readonly ModuleEntry[] {
  return project.remember(EDGES, from, () => {
    const found = new Set<ModuleEntry>()
    for (const { form, module, target, isLate, isTypeChecking } of from.summary.imports) {
      const path = form === 'import' ? module : target
      if (path === undefined || isLate || isTypeChecking) continue
      for (const one of modulesOn(project, path, from)) found.add(one)
    }
    return [...found]
  })
}

/** The modules that importing a dotted path loads: each package on it, and the module itself. */
export function modulesOn(project: Project, path: string, from: ModuleEntry): ModuleEntry[] {
  const parts = path.split('.')
  const found: ModuleEntry[] = []
  for (let end = 1; end <= parts.length; end += 1) {
    const entry = project.index.graph.find(parts.slice(0, end).join('.'), from.summary)
    if (entry?.kind === 'module' && !isPackageOf(entry, from)) found.push(entry)
  }
  return found
}

/**
 * The package around a module, where a path names something that it makes itself and no module of
 * it: `from .. import Reader`.
 */
export function packageOf(
  project: Project,
  path: string,
  from: ModuleEntry,
): ModuleEntry | undefined {
  const { graph } = project.index
  if (graph.find(path, from.summary) !== undefined) return undefined
  const entry = graph.find(path.slice(0, Math.max(0, path.lastIndexOf('.'))), from.summary)
  return entry?.kind === 'module' && isPackageOf(entry, from) ? entry : undefined
}

/** A module of a package, however deep; the root of the project is a package too. */
export function isPackageOf({ summary }: ModuleEntry, module: ModuleEntry): boolean {
  if (!summary.isPackage) return false
  return summary.moduleName === '' || module.summary.moduleName.startsWith(`${summary.moduleName}.`)
}
