// Writes of Django that belong together and are committed one by one, as no transaction is open.
import type { Write } from '../../../domain/sql/read-write.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { transactionKeepers } from '../../../gather/transaction-keepers.ts'
import {
  isAtomicByDefault,
  isCalledInTransaction,
} from '../../../matching/transactions/django-transactions.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import { FROM_REQUEST } from '../../../project/reachability.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

export interface SplitWrites {
  readonly owner: FunctionFacts
  readonly first: Node
  readonly second: Node
  /** True for an amount that leaves one row and enters another. */
  readonly isTransfer: boolean
}

const PREPARING = /seed|populate|demo|fixture|factory|sample|bootstrap|setup|^_?load_/i

/** The first two such writes of each function of a file. */
export function splitWrites(checker: Checker): readonly SplitWrites[] {
  const { facts, project, path } = checker
  if (checker.role === 'test' || /(?:^|\/)(?:migrations|management)\//.test(path)) return []
  if (!/\.objects\b|\btortoise\b/.test(facts.tree.source)) return []
  const byOwner = Map.groupBy(writesOf(checker), ({ call }) => facts.enclosingFunction(call))
  const found: SplitWrites[] = []
  for (const [owner, writes] of byOwner) {
    if (owner === undefined || writes.length < 2 || PREPARING.test(owner.name)) continue
    const own = project.index.function(path, owner.symbol)
    const isServing =
      (own !== undefined && (project.index.reachability.flags(own) & FROM_REQUEST) !== 0) ||
      isSavedBySerializer(checker, owner)
    const pair =
      transferOf(checker, owner, writes) ??
      savedTransfer(checker, owner, writes) ??
      (isServing ? childOf(checker, owner, writes) : undefined)
    if (pair === undefined || project.table(isAtomicByDefault)) continue
    if (!isCalledInTransaction(checker, owner)) found.push(pair)
  }
  return found
}

const VIEW_KEEPER =
  /(?:View|ViewSet|API|Mixin)\w*\.(?:create|update|partial_update|perform_\w+|post|put|patch|dispatch|save)$/

/** `create` and `update` of a DRF serializer, which its `save` calls, where no view keeps a transaction. */
function isSavedBySerializer({ tree, facts, project }: Checker, owner: FunctionFacts): boolean {
  if (!/^(?:create|update)$/.test(owner.name) || owner.class === undefined) return false
  if (!facts.imports.some(({ target }) => /^rest_framework\b/.test(target ?? ''))) return false
  if (!owner.class.bases.some((base) => /Serializer$/.test(tree.spelled(base)))) return false
  const { name } = owner.class
  return ![...project.gathered(transactionKeepers)].some((keeper) => {
    const [path = ''] = keeper.split(' ')
    const imports = VIEW_KEEPER.test(keeper) ? project.index.module(path)?.summary.imports : []
    return imports?.some((one) => one.name === name) === true
  })
}

function writesOf(checker: Checker): readonly Write[] {
  const sql = sqlOf(checker)
  return Array.from(checker.facts.calls).flatMap((call) => {
    const write = sql.write(call)
    if (write?.model?.library !== 'django') return []
    return sql.regions(call).some(({ kind }) => kind !== 'session') ? [] : [write]
  })
}

/** `F('balance') - amount` in one update and `F('balance') + amount` in the next. */
function transferOf(
  checker: Checker,
  owner: FunctionFacts,
  writes: readonly Write[],
): SplitWrites | undefined {
  const { tree } = checker
  const steps = writes.flatMap((write) => {
    if (write.kind !== 'update') return []
    return write.values.flatMap(({ column, value }) => {
      const sign = value === NO_NODE ? undefined : signOf(tree, value, column)
      return sign === undefined ? [] : [{ write, column, sign }]
    })
  })
  for (const [at, step] of steps.entries()) {
    const other = steps
      .slice(0, at)
      .find(
        (one) =>
          one.write.model === step.write.model &&
          one.column === step.column &&
          one.sign !== step.sign &&
          isReached(checker, owner, one.write.call, step.write.call),
      )
    if (other === undefined || isTakenBack(checker, other.write.call, step.write.call)) continue
    return { owner, first: other.write.call, second: step.write.call, isTransfer: true }
  }
  return undefined
}

/** `source.balance -= amount` and `target.balance += amount`, each saved by itself. */
function savedTransfer(
  checker: Checker,
  owner: FunctionFacts,
  writes: readonly Write[],
): SplitWrites | undefined {
  const { tree, facts } = checker
  const saves = writes.filter(({ kind, target }) => kind === 'save' && target !== NO_NODE)
  const [first, ...others] = saves
  if (first === undefined || others.length === 0) return undefined
  const steps = [...facts.nodesIn(owner.node, k.K_AUGMENTED_ASSIGNMENT)].flatMap((node) => {
    const target = tree.child(node, k.F_LEFT)
    const operator = tree.text(tree.child(node, k.F_OPERATOR))
    if (facts.enclosingFunction(node) !== owner || tree.kind(target) !== k.K_ATTRIBUTE) return []
    if (operator !== '+=' && operator !== '-=') return []
    const row = tree.text(tree.child(target, k.F_OBJECT))
    const column = tree.text(tree.child(target, k.F_ATTRIBUTE))
    const amount = tree.text(tree.child(node, k.F_RIGHT))
    return [{ node, row, column, amount, operator }]
  })
  for (const step of steps) {
    const other = steps.find(
      (one) =>
        one.node > step.node &&
        one.row !== step.row &&
        one.column === step.column &&
        one.amount === step.amount &&
        one.operator !== step.operator,
    )
    const [own, its] = [step, other].map((one) =>
      saves.find(({ target, call }) => one && call > one.node && tree.text(target) === one.row),
    )
    if (own === undefined || its === undefined || own.model !== its.model) continue
    const [before, after] = own.call < its.call ? [own, its] : [its, own]
    if (!isReached(checker, owner, before.call, after.call)) continue
    if (isTakenBack(checker, before.call, after.call)) continue
    return { owner, first: before.call, second: after.call, isTransfer: true }
  }
  return undefined
}

/** A change that stands in a handler undoes what was done in front of its `try`. */
function isTakenBack({ tree }: Checker, first: Node, second: Node): boolean {
  const clause = tree.ancestor(second, k.K_EXCEPT_CLAUSE, k.K_FUNCTION_DEFINITION)
  return (
    clause !== NO_NODE && tree.kind(clause) === k.K_EXCEPT_CLAUSE && !tree.contains(clause, first)
  )
}

function signOf(tree: SyntaxTree, value: Node, column: string): string | undefined {
  return new RegExp(`\\bF\\(['"]${column}['"]\\)\\s*([-+])`).exec(tree.text(value))?.[1]
}

/** `order = Order.objects.create(...)` and then `Line.objects.create(order=order)`. */
function childOf(
  checker: Checker,
  owner: FunctionFacts,
  writes: readonly Write[],
): SplitWrites | undefined {
  const { tree, facts } = checker
  for (const first of writes) {
    if (first.kind !== 'insert' || first.isBulk) continue
    const assignment = tree.parent(first.call)
    if (tree.kind(assignment) !== k.K_ASSIGNMENT) continue
    const target = tree.child(assignment, k.F_LEFT)
    if (tree.kind(target) !== k.K_IDENTIFIER) continue
    const name = facts.name(target)
    // What failed is taken back by hand.
    if (tree.text(owner.node).includes(`${name}.delete()`)) continue
    const second = writes.find(
      (one) =>
        one.call > first.call &&
        one.kind === 'insert' &&
        one.values.some(({ value }) => value !== NO_NODE && tree.text(value) === name) &&
        isReached(checker, owner, first.call, one.call),
    )
    if (second !== undefined) {
      return { owner, first: first.call, second: second.call, isTransfer: false }
    }
  }
  return undefined
}
