import type { Checker } from '../../engine/checker.ts'
import type { Project } from '../../engine/project.ts'
import { defineTable } from '../../engine/table.ts'
import { isPackageOf } from '../../matching/names/import-reach.ts'
import { placeOfName } from '../../matching/names/project-places.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ImportSummary } from '../../project/summary.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'cyclic-import',
  title: 'Modules that import each other',
  consequence:
    'Which module is imported first decides whether the program starts; a harmless change breaks it.',
  effortHours: { low: 0.5, high: 4 },
  cwe: [1047],
  why: `
Each of the modules needs another one to be loaded first. Python hands out the half-loaded one: names that are not
defined yet are missing, and whether that happens depends on who is imported first. The modules can only be read, tested
and moved together.
`,
  fix: `
Move what both need into a third module. Where only annotations need the other one, import it under
\`if TYPE_CHECKING:\`; as a last resort import it in the function that uses it.
`,
  exemptions: [
    {
      text: 'An import in a function, or for type checkers only.',
      quiet: {
        'app/a.py': py`
          from app import b

          def run():
              return b.size()
        `,
        'app/b.py': py`
          from typing import TYPE_CHECKING

          if TYPE_CHECKING:
              from app.a import run

          def size():
              from app import a
              return a
        `,
      },
    },
    {
      text: 'A package and its own modules.',
      quiet: {
        'app/__init__.py': py`
          from app.a import run
        `,
        'app/a.py': py`
          import app

          def run():
              return app
        `,
      },
    },
    {
      text: 'Imports in one direction.',
      quiet: {
        'app/a.py': py`
          from app import b
          from app import c
        `,
        'app/b.py': py`
          from app import c
        `,
        'app/c.py': py`
          size = 1
        `,
      },
    },
  ],
  limits: ['Each group of modules that import each other is reported once, at one of the imports.'],
  bad: [
    {
      'app/a.py': py`
        from app.b import size #!

        def run():
            return size()
      `,
      'app/b.py': py`
        from app.a import run

        def size():
            return run
      `,
    },
    {
      'app/one.py': py`
        import app.two #!
      `,
      'app/two.py': py`
        from . import three
      `,
      'app/three.py': py`
        from .one import x
      `,
    },
    {
      'lib/x.py': py`
        from lib import y #!
      `,
      'lib/y.py': py`
        from lib import x
      `,
    },
  ],
  good: [
    {
      'app/a.py': py`
        from app.b import size

        def run():
            return size()
      `,
      'app/b.py': py`
        def size():
            return 1
      `,
    },
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const cycle of checker.project.at(cycles, checker.path) ?? []) report(checker, cycle)
    },
  },
})

interface ImportEdge {
  readonly from: ModuleEntry
  readonly to: ModuleEntry
  readonly one: ImportSummary
}

/** One shortest circle for each group of modules that import each other, by the path it begins in. */
export const cycles = defineTable({
  id: 'import cycles',
  make(project): ReadonlyMap<string, readonly (readonly ImportEdge[])[]> {
    const edges = new Map<ModuleEntry, readonly ImportEdge[]>()
    for (const from of project.index.graph.modules) edges.set(from, edgesOf(project, from))
    const done = new Set<ModuleEntry>()
    const found: ImportEdge[][] = []
    for (const from of project.index.graph.modules) {
      if (done.has(from)) continue
      const cycle = shortestCycle(from, edges, done)
      if (cycle.length === 0) continue
      found.push(cycle)
      for (const edge of cycle) done.add(edge.from)
    }
    return Map.groupBy(found, (cycle) => cycle[0]?.from.summary.path ?? '')
  },
})

function edgesOf({ index }: Project, from: ModuleEntry): readonly ImportEdge[] {
  const found = new Map<ModuleEntry, ImportEdge>()
  for (const one of from.summary.imports) {
    const { isLate, isTypeChecking } = one
    // `import app.two` binds `app`, and loads both.
    const target = one.form === 'import' ? one.module : one.target
    if (target === undefined || isLate || isTypeChecking) continue
    const to = moduleOf(index, from, target)
    if (to === undefined || to === from || found.has(to)) continue
    // A package is loaded before its modules in any case.
    if (!isPackageOf(to, from) && !isPackageOf(from, to)) found.set(to, { from, to, one })
  }
  return [...found.values()]
}

/** The module that an imported path leads to: itself, or the one that holds the name. */
function moduleOf(
  index: Project['index'],
  from: ModuleEntry,
  target: string,
): ModuleEntry | undefined {
  const whole = index.graph.find(target, from.summary)
  if (whole?.kind === 'module') return whole
  const dot = target.lastIndexOf('.')
  const holder = dot <= 0 ? undefined : index.graph.find(target.slice(0, dot), from.summary)
  return holder?.kind === 'module' ? holder : undefined
}

function shortestCycle(
  start: ModuleEntry,
  edges: ReadonlyMap<ModuleEntry, readonly ImportEdge[]>,
  done: ReadonlySet<ModuleEntry>,
): ImportEdge[] {
  const via = new Map<ModuleEntry, ImportEdge>()
  const open = [start]
  for (const at of open) {
    for (const edge of edges.get(at) ?? []) {
      if (edge.to === start) {
        const cycle = [edge]
        for (let back = via.get(at); back !== undefined; back = via.get(back.from)) {
          cycle.unshift(back)
        }
        return cycle
      }
      if (done.has(edge.to) || via.has(edge.to)) continue
      via.set(edge.to, edge)
      open.push(edge.to)
    }
  }
  return []
}

function report(checker: Checker, cycle: readonly ImportEdge[]): void {
  const [first] = cycle
  const node = checker.facts.imports.find(
    (one) => one.target === first?.one.target && one.module === first?.one.module,
  )?.node
  if (first === undefined || node === undefined) return
  const names = [...cycle.map(({ from }) => from), first.from]
  checker.report({
    node,
    message: `Modules import each other: ${names.map((one) => `\`${one.summary.moduleName}\``).join(', ')}.`,
    related: cycle
      .slice(1)
      .map(({ from, one }) => placeOfName(from.summary.path, one.at, one.name || one.module)),
  })
}
