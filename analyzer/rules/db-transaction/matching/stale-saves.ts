// Rows of Django that are loaded, kept while something outside is asked, and then saved with all
// their columns: what others have written meanwhile is overwritten with what stood there before.
import { domainOf } from '../../../domain/domain-of.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { type SavedAttributeAt, savedAttributes } from '../../../gather/saved-attributes.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { type OutsideCall, outsideCalls } from '../../../matching/calls/outside-calls.ts'
import { type RowOrigin, rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { isSerialised } from '../../../matching/transactions/taken-locks.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { relocked } from './lost-row-locks.ts'

export interface StaleSave {
  readonly save: Node
  readonly row: Node
  readonly origin: RowOrigin
  /** What is waited for between the two. */
  readonly outside: OutsideCall
  /** Who else changes a row of the model, and which column. */
  readonly other: SavedAttributeAt
}

const SLOW: ReadonlySet<string> = new Set(['http', 'mail', 'cloud', 'provider', 'wait'])

/** All of a file. */
export function staleSaves(checker: Checker): readonly StaleSave[] {
  const { tree, facts } = checker
  if (!/\.a?save\(\s*\)/.test(tree.source)) return []
  const slow = outsideCalls(checker).filter(({ kind }) => SLOW.has(kind))
  if (slow.length === 0) return []
  return [...facts.calls].flatMap((save) => {
    if (!/^a?save$/.test(calleeName(tree, save))) return []
    const owner = facts.enclosingFunction(save)
    const own = slow.filter((one) => one.owner === owner)
    const row = receiverOf(tree, save)
    if (owner === undefined || own.length === 0 || row === NO_NODE) return []
    if (tree.kind(row) !== k.K_IDENTIFIER || facts.arguments(save).length > 0) return []
    return staleSave(checker, owner, row, save, own) ?? []
  })
}

function staleSave(
  checker: Checker,
  owner: FunctionFacts,
  row: Node,
  save: Node,
  slow: readonly OutsideCall[],
): StaleSave | undefined {
  const origin = rowOrigin(checker, row)
  if (origin === undefined || !origin.isDjango || origin.isLocked) return undefined
  if (origin.kind !== 'loaded' && origin.kind !== 'helper') return undefined
  const outside = slow.find(({ call }) => isBetween(checker, owner, origin, call, save))
  if (outside === undefined || isReadAnew(checker, owner, row, outside.call, save)) return undefined
  if (isSerialised(checker, owner) || relocked(checker, owner, row, save)) return undefined
  const other = otherChange(checker, owner, row, origin)
  return other === undefined ? undefined : { save, row, origin, outside, other }
}

/** Behind the load and before the save; in a loop over loaded rows wherever the body waits. */
function isBetween(
  checker: Checker,
  owner: FunctionFacts,
  origin: RowOrigin,
  call: Node,
  save: Node,
): boolean {
  const { tree } = checker
  const loop = tree.ancestor(save, k.K_FOR_STATEMENT, k.K_FUNCTION_DEFINITION)
  const isSwept =
    loop !== NO_NODE &&
    tree.kind(loop) === k.K_FOR_STATEMENT &&
    tree.contains(tree.child(loop, k.F_RIGHT), origin.node)
  if (isSwept) return tree.contains(loop, call)
  if (call < origin.node || call > save) return false
  return isReached(checker, owner, origin.node, call) && isReached(checker, owner, call, save)
}

function isReadAnew(
  { tree, facts }: Checker,
  owner: FunctionFacts,
  row: Node,
  from: Node,
  save: Node,
): boolean {
  const name = tree.text(row)
  return facts
    .callsOf(owner)
    .some(
      (call) =>
        /^a?refresh_from_db$/.test(calleeName(tree, call)) &&
        tree.text(receiverOf(tree, call)) === name &&
        call < save &&
        call > from,
    )
}

/** Another function that changes another column of such a row. */
function otherChange(
  checker: Checker,
  owner: FunctionFacts,
  row: Node,
  origin: RowOrigin,
): SavedAttributeAt | undefined {
  const name = origin.model.split('.').at(-1) ?? ''
  const [model, more] = domainOf(checker.project).orm.named(name)
  if (model === undefined || more !== undefined || model.library !== 'django') return undefined
  const own = writtenHere(checker, owner, row)
  if (own.size === 0) return undefined
  const saved = checker.project.gathered(savedAttributes)
  for (const column of model.columns.keys()) {
    if (own.has(column)) continue
    const other = saved
      .get(column)
      ?.find(
        (one) => one.model === name && (one.path !== checker.path || one.symbol !== owner.symbol),
      )
    if (other !== undefined) return other
  }
  return undefined
}

/** The columns that the function itself gives the row. */
function writtenHere({ tree, facts }: Checker, owner: FunctionFacts, row: Node): Set<string> {
  const name = tree.text(row)
  return new Set(
    Array.from(facts.nodesIn(owner.node, k.K_ATTRIBUTE))
      .filter((node) => facts.isWrite(node) && tree.text(tree.child(node, k.F_OBJECT)) === name)
      .map((node) => tree.text(tree.child(node, k.F_ATTRIBUTE))),
  )
}
