// When changes of rows become visible to others: commits, flushes, saves, ends of transactions.

import { domainOf } from '../../domain/domain-of.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { ALL_EDGES, isExceptional } from '../../flow/edges.ts'
import { CALL } from '../../flow/events.ts'
import type { FlowGraph, Point } from '../../flow/graph.ts'
import { rowHelpers } from '../../gather/row-helpers.ts'
import { K_FUNCTION_DEFINITION, K_WITH_CLAUSE, K_WITH_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { argumentsOf, calleeName, receiverOf } from '../calls/calls.ts'
import { isSession, rowOrigin } from '../rows/orm-rows.ts'
import { commitsInside, savesInside } from '../rows/row-helpers.ts'

const ENDS = /^(?:commit|rollback)$/
const WRITES = /^(?:commit|flush|add|add_all|merge|bulk_save_objects|bulk_update)$/
const DJANGO_SAVES = /^a?(?:save|bulk_update)$/
const TRANSACTION = /\b(?:atomic|begin|begin_nested|transaction|unit_of_work|uow)\b/

/** Calls of a function that end the transaction in which a row was locked. */
export function transactionEnds(checker: Checker, owner: FunctionFacts): readonly Node[] {
  return [...sessionCalls(checker, owner, ENDS), ...helperCommits(checker, owner)].sort(
    (a, b) => a - b,
  )
}

/** `row.set_state("queued", session=session)`: it commits the session that it is lent. */
function helperCommits(checker: Checker, owner: FunctionFacts): readonly Node[] {
  const { tree, facts } = checker
  return facts
    .callsOf(owner)
    .filter(
      (call) =>
        argumentsOf(tree, call).some(({ value }) => isSession(checker, value)) &&
        (commitsInside(checker, call) || isCommittingMethod(checker, call)),
    )
}

/** A method of a row that only its query tells the class of. */
function isCommittingMethod(checker: Checker, call: Node): boolean {
  const { committing } = checker.project.gathered(rowHelpers)
  const receiver = receiverOf(checker.tree, call)
  if (committing.size === 0 || receiver === NO_NODE) return false
  const name = rowOrigin(checker, receiver)?.model.split('.').at(-1) ?? ''
  const [model, more] = name === '' ? [] : domainOf(checker.project).orm.named(name)
  if (model === undefined || more !== undefined) return false
  const own = committing.get(`${model.path} ${model.name}.${calleeName(checker.tree, call)}`)
  return own !== undefined && own.asked === undefined
}

/** The call that saves a changed row after `change`, NO_NODE if none is in this function. */
export function savedAfter(
  checker: Checker,
  owner: FunctionFacts,
  row: Node,
  change: Node,
  isDjango: boolean,
): Node {
  const saves = isDjango
    ? djangoSaves(checker, owner, row)
    : [...sessionCalls(checker, owner, WRITES), ...helperSaves(checker, owner, row)]
  const found = saves.find((save) => isReached(checker, owner, change, save))
  if (found !== undefined) return found
  if (isDjango) return NO_NODE
  // The end of `with session.begin()`, or of a manager of the project, commits the change.
  return (
    blocksAround(checker.tree, change, TRANSACTION)[0] ??
    sqlOf(checker)
      .regions(change)
      .find(({ kind }) => kind === 'transaction')?.node ??
    NO_NODE
  )
}

function sessionCalls(checker: Checker, owner: FunctionFacts, names: RegExp): Node[] {
  const { tree, facts } = checker
  return Array.from(facts.callsIn(owner.node)).filter((call) => {
    const name = calleeName(tree, call)
    if (!names.test(name)) {
      const kind = sqlOf(checker).step(call)?.kind
      return kind !== undefined && names.test(kind)
    }
    return isSession(checker, receiverOf(tree, call)) || isOfUnitOfWork(checker, call, name)
  })
}

/** `work.commit()`: a class of the project that ends its transaction under that name. */
function isOfUnitOfWork(checker: Checker, call: Node, name: string): boolean {
  if (!/^(?:commit|rollback|flush)$/.test(name)) return false
  return checker.valueOf(checker.facts.callee(call))?.kind === 'method'
}

function djangoSaves(checker: Checker, owner: FunctionFacts, row: Node): Node[] {
  const { tree, facts } = checker
  const name = tree.text(row)
  return Array.from(facts.callsIn(owner.node)).filter((call) => {
    if (!DJANGO_SAVES.test(calleeName(tree, call))) {
      return sqlOf(checker)
        .handed(call)
        .some(({ method, on, path }) => {
          return DJANGO_SAVES.test(method) && path === '' && tree.text(on) === name
        })
    }
    const receiver = receiverOf(tree, call)
    const isRow = receiver !== NO_NODE && tree.text(receiver) === name
    return isRow || argumentsOf(tree, call).some(({ value }) => tree.text(value).includes(name))
  })
}

/** `repository.save(row)`: a function of the project that adds what it is given, or commits. */
function helperSaves(checker: Checker, owner: FunctionFacts, row: Node): Node[] {
  const { tree, facts } = checker
  const name = tree.text(row)
  return facts
    .callsOf(owner)
    .filter(
      (call) =>
        argumentsOf(tree, call).some(({ value }) => tree.text(value) === name) &&
        savesInside(checker, call),
    )
}

/** The `with` statements around a node that enter something so called, the innermost first. */
export function blocksAround(tree: SyntaxTree, node: Node, names: RegExp): Node[] {
  const found: Node[] = []
  for (
    let at = tree.ancestor(node, K_WITH_STATEMENT, K_FUNCTION_DEFINITION);
    at !== NO_NODE && tree.kind(at) === K_WITH_STATEMENT;
    at = tree.ancestor(at, K_WITH_STATEMENT, K_FUNCTION_DEFINITION)
  ) {
    const clause = tree.childOfKind(at, K_WITH_CLAUSE)
    if (clause !== NO_NODE && names.test(tree.spelled(clause))) found.push(at)
  }
  return found
}

/** True if some way leads from one node to the other. */
export function isReached(checker: Checker, owner: FunctionFacts, from: Node, to: Node): boolean {
  return reaches(checker.flow.of(owner), from, to, NO_NODE)
}

/** True if some way leads from one node to the other on which the first did not fail. */
export function isReachedAfter(
  checker: Checker,
  owner: FunctionFacts,
  from: Node,
  to: Node,
): boolean {
  const flow = checker.flow.of(owner)
  const start = placeOf(flow, from)
  const goal = placeOf(flow, to)
  if (start === undefined || goal === undefined) return false
  if (start.point === goal.point && start.event < goal.event) return true
  return [...flow.edgesOut(start.point)].some((edge) => {
    if (isExceptional(flow.kindOfEdge(edge))) return false
    const next = flow.target(edge)
    return next === goal.point || flow.reachableFrom(next, ALL_EDGES)[goal.point] === 1
  })
}

/** True if some way leads from `from` to `to` that does not pass `without`. */
export function isReachedWithout(
  checker: Checker,
  owner: FunctionFacts,
  way: { readonly from: Node; readonly to: Node; readonly without: Node },
): boolean {
  return reaches(checker.flow.of(owner), way.from, way.to, way.without)
}

function reaches(flow: FlowGraph, from: Node, to: Node, without: Node): boolean {
  const start = placeOf(flow, from)
  const goal = placeOf(flow, to)
  if (start === undefined || goal === undefined) return false
  if (start.point === goal.point && start.event < goal.event) return true
  const barrier = without === NO_NODE ? undefined : placeOf(flow, without)?.point
  return flow.reachableFrom(start.point, ALL_EDGES, barrier)[goal.point] === 1
}

/** The point and event at which a call or an assignment to something takes place. */
function placeOf(flow: FlowGraph, node: Node): { point: Point; event: number } | undefined {
  const events = flow.eventsAt(node)
  const event = events.find((one) => flow.eventKind(one) === CALL) ?? events.at(-1)
  return event === undefined ? undefined : { point: flow.pointOf(event), event }
}
