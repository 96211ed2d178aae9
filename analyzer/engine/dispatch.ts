// One scan of a file for all rules: a table from node kind to handlers, no walk for each rule.
import type { RuleFailure } from '../model.ts'
import type { NodeHandler, Rule } from '../rules/define.ts'
import { K_ERROR } from '../syntax/kinds.ts'
import type { SyntaxTree } from '../syntax/tree.ts'
import type { FileChecker } from './checker.ts'
import type { Damage } from './damage.ts'

/** A handler and the rule it belongs to. */
interface Entry {
  readonly rule: Rule
  readonly handle: NodeHandler
}

/** Handlers by node kind. Made once for each choice of rules. */
export type DispatchTable = readonly (readonly Entry[] | undefined)[]

export function createDispatchTable(rules: readonly Rule[]): DispatchTable {
  const table: Entry[][] = []
  for (const rule of rules) {
    for (const [kind, handle] of Object.entries(rule.definition.on ?? {})) {
      const entries = table[Number(kind)] ?? []
      table[Number(kind)] = entries
      entries.push({ rule, handle })
    }
  }
  return table
}

/**
 * Runs all handlers over a file. Broken regions are passed over. A rule that throws is left out for
 * the rest of the file and returned as a failure; its earlier findings and all others' stand.
 */
export function dispatch(
  table: DispatchTable,
  tree: SyntaxTree,
  damage: Damage,
  checker: FileChecker,
): RuleFailure[] {
  const failures = new Map<Rule, RuleFailure>()
  const { count } = tree
  const zones = damage.spans
  let zone = 0
  let node = 0
  while (node < count) {
    const kind = tree.kind(node)
    if (kind === K_ERROR) {
      node = tree.endOfSubtree(node)
      continue
    }
    const broken = zones[zone]
    if (broken !== undefined) {
      const start = tree.start(node)
      if (start >= broken.end) {
        zone += 1
        continue
      }
      if (start >= broken.start && node !== 0) {
        // A node that starts in a broken region may reach beyond it: go on with its children.
        node = tree.end(node) <= broken.end ? tree.endOfSubtree(node) : node + 1
        continue
      }
    }
    const entries = table[kind]
    if (entries !== undefined) {
      for (const { rule, handle } of entries) {
        if (failures.size > 0 && failures.has(rule)) continue
        try {
          checker.speakFor(rule)
          handle(node, checker)
        } catch (error) {
          failures.set(rule, describeFailure(rule, checker.path, tree.line(node), error))
        }
      }
    }
    node += 1
  }
  return [...failures.values()]
}

export function describeFailure(
  rule: Rule,
  path: string,
  line: number,
  error: unknown,
): RuleFailure {
  return { ruleId: rule.info.id, path, message: `At line ${line}: ${reasonOf(error)}` }
}

const STACK_LINES = 4

/** The error with its innermost frames; folders of the machine are left out. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const lines = (error.stack ?? `${error.name}: ${error.message}`).split('\n', STACK_LINES)
  return lines.map((line) => line.replace(/(?:file:\/\/)?\/[^\s(]*\/(?=analyzer\/)/, '')).join('\n')
}
