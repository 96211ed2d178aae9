// All rules over one file: handlers by node kind and by callee, fed from the facts' index of nodes.
import type { RuleFailure } from '../model.ts'
import type { NodeHandler, Rule } from '../rules/define.ts'
import { F_ATTRIBUTE, K_ATTRIBUTE } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileChecker } from './checker.ts'
import type { CostMeter } from './costs.ts'
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

export function createDispatchTable(rules: readonly Rule[]): DispatchTable {
  const kinds = new Map<number, Entry[]>()
  const calls = new Map<string, Entry[]>()
  const methods = new Map<string, Entry[]>()
  for (const rule of rules) {
    const { definition } = rule
    for (const [kind, handle] of Object.entries(definition.on ?? {})) {
      addTo(kinds, Number(kind), { rule, handle })
    }
    for (const [name, handle] of Object.entries(definition.calls ?? {})) {
      addTo(calls, name, { rule, handle })
    }
    for (const [name, handle] of Object.entries(definition.methods ?? {})) {
      addTo(methods, name, { rule, handle })
    }
  }
  const projectRules = rules.filter(({ definition }) => definition.project !== undefined)
  return { kinds, calls, methods, projectRules }
}

function addTo<K, V>(table: Map<K, V[]>, key: K, value: V): void {
  const values = table.get(key)
  if (values === undefined) table.set(key, [value])
  else values.push(value)
}

/**
 * Runs all handlers over a file; broken regions are passed over. A rule that throws is left out for
 * the rest of the file and returned as a failure; its earlier findings and all others' stand.
 */
export function dispatch(
  table: DispatchTable,
  damage: Damage,
  checker: FileChecker,
  meter?: CostMeter,
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

  function handleAll({ rule, handle }: Entry, nodes: ArrayLike<Node>): void {
    if (failures.has(rule)) return
    checker.speakFor(rule)
    let at: Node = 0
    try {
      for (let index = 0; index < nodes.length; index += 1) {
        at = nodes[index] as Node
        handle(at, checker)
      }
    } catch (error) {
      failures.set(rule, describeFailure(rule, checker.path, tree.line(at), error))
    }
  }

  /** One rule after the other: its code and what it looks at stay close to the processor. */
  function runAll(entries: readonly Entry[], nodes: ArrayLike<Node>): void {
    for (const entry of entries) {
      if (meter === undefined) handleAll(entry, nodes)
      else meter.rule(entry.rule.info.id, () => handleAll(entry, nodes))
    }
  }

  for (const [kind, entries] of table.kinds) {
    const nodes = facts.nodesOfKind(kind)
    const whole = damage.spans.length === 0 ? nodes : nodes.filter((node) => !isBroken(node))
    if (whole.length > 0) runAll(entries, whole)
  }
  for (const [entries, nodes] of waitedFor(table, checker)) {
    runAll(
      entries,
      nodes.filter((node) => !isBroken(node)),
    )
  }
  return [...failures.values()]
}

/** The calls that handlers wait for by name or by method. */
function waitedFor(
  table: DispatchTable,
  { tree, facts }: FileChecker,
): ReadonlyMap<readonly Entry[], readonly Node[]> {
  const found = new Map<readonly Entry[], Node[]>()
  if (table.calls.size === 0 && table.methods.size === 0) return found
  for (const call of facts.calls) {
    const callee = facts.callee(call)
    if (callee === NO_NODE) continue
    const byMethod =
      tree.kind(callee) === K_ATTRIBUTE
        ? table.methods.get(facts.name(tree.child(callee, F_ATTRIBUTE)))
        : undefined
    const name = facts.qualifiedName(callee)
    const byName = name === undefined ? undefined : table.calls.get(name)
    if (byMethod !== undefined) addTo(found, byMethod, call)
    if (byName !== undefined) addTo(found, byName, call)
  }
  return found
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
