// All rules over one file: handlers by node kind and by callee, fed from the facts' index of nodes.
import type { RuleFailure } from '../model.ts'
import type { NodeHandler, Rule } from '../rules/define.ts'
import { F_ATTRIBUTE, F_FUNCTION, K_ATTRIBUTE } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileChecker } from './checker.ts'
import { type Damage, isDamaged } from './damage.ts'

/** A handler and the rule it belongs to. */
interface Entry {
  readonly rule: Rule
  readonly handle: NodeHandler
}

/** Handlers by what they wait for. Made once for each choice of rules. */
export interface DispatchTable {
  readonly kinds: ReadonlyMap<number, readonly Entry[]>
  /** By qualified name of the callee. */
  readonly calls: ReadonlyMap<string, readonly Entry[]>
  /** By the attribute that is called. */
  readonly methods: ReadonlyMap<string, readonly Entry[]>
  readonly projectRules: readonly Rule[]
}

/** Told of each handler that ran, with the milliseconds it took. */
export type CostRecorder = (ruleId: string, milliseconds: number) => void

export function createDispatchTable(rules: readonly Rule[]): DispatchTable {
  const kinds = new Map<number, Entry[]>()
  const calls = new Map<string, Entry[]>()
  const methods = new Map<string, Entry[]>()
  for (const rule of rules) {
    const { definition } = rule
    for (const [kind, handle] of Object.entries(definition.on ?? {})) {
      add(kinds, Number(kind), { rule, handle })
    }
    for (const [name, handle] of Object.entries(definition.calls ?? {})) {
      add(calls, name, { rule, handle })
    }
    for (const [name, handle] of Object.entries(definition.methods ?? {})) {
      add(methods, name, { rule, handle })
    }
  }
  const projectRules = rules.filter(({ definition }) => definition.project !== undefined)
  return { kinds, calls, methods, projectRules }
}

function add<K>(table: Map<K, Entry[]>, key: K, entry: Entry): void {
  const entries = table.get(key)
  if (entries === undefined) table.set(key, [entry])
  else entries.push(entry)
}

/**
 * Runs all handlers over a file; broken regions are passed over. A rule that throws is left out for
 * the rest of the file and returned as a failure; its earlier findings and all others' stand.
 */
export function dispatch(
  table: DispatchTable,
  damage: Damage,
  checker: FileChecker,
  run: RunHandler = runPlainly,
): RuleFailure[] {
  const { tree, facts } = checker
  const failures = new Map<Rule, RuleFailure>()
  const isBroken = (node: Node) =>
    damage.spans.length > 0 &&
    node !== 0 &&
    isDamaged(damage, {
      start: tree.start(node),
      end: Math.max(tree.end(node), tree.start(node) + 1),
    })

  function handleAll(entries: readonly Entry[], node: Node): void {
    for (const { rule, handle } of entries) {
      if (failures.size > 0 && failures.has(rule)) continue
      try {
        checker.speakFor(rule)
        run(rule, handle, node, checker)
      } catch (error) {
        failures.set(rule, describeFailure(rule, checker.path, tree.line(node), error))
      }
    }
  }

  for (const [kind, entries] of table.kinds) {
    for (const node of facts.nodesOfKind(kind)) if (!isBroken(node)) handleAll(entries, node)
  }
  if (table.calls.size === 0 && table.methods.size === 0) return [...failures.values()]
  for (const call of facts.calls) {
    const callee = tree.child(call, F_FUNCTION)
    if (callee === NO_NODE) continue
    const byMethod =
      tree.kind(callee) === K_ATTRIBUTE
        ? table.methods.get(facts.name(tree.child(callee, F_ATTRIBUTE)))
        : undefined
    const name = facts.qualifiedName(callee)
    const byName = name === undefined ? undefined : table.calls.get(name)
    if ((byMethod === undefined && byName === undefined) || isBroken(call)) continue
    if (byMethod !== undefined) handleAll(byMethod, call)
    if (byName !== undefined) handleAll(byName, call)
  }
  return [...failures.values()]
}

/** How a handler is run; a measuring run wraps it. */
export type RunHandler = (rule: Rule, handle: NodeHandler, node: Node, checker: FileChecker) => void

function runPlainly(_: Rule, handle: NodeHandler, node: Node, checker: FileChecker): void {
  handle(node, checker)
}

/** Runs handlers and tells what each cost by `clock`, in its unit. */
export function measuring(clock: () => number, record: CostRecorder): RunHandler {
  return (rule, handle, node, checker) => {
    const start = clock()
    try {
      handle(node, checker)
    } finally {
      record(rule.info.id, clock() - start)
    }
  }
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
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const lines = (error.stack ?? `${error.name}: ${error.message}`).split('\n', STACK_LINES)
  return lines.map((line) => line.replace(/(?:file:\/\/)?\/[^\s(]*\/(?=analyzer\/)/, '')).join('\n')
}
