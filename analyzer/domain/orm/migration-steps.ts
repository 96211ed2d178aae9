// Alembic operations of one file.
import { type Expression, keywordOf, type Place } from '../../facts/expression.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { readExpression } from '../../facts/read-expression.ts'
import { stringValue } from '../../facts/strings.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

/** `op.create_index(...)`, or the same on the object of `op.batch_alter_table('users')`. */
export interface MigrationStep {
  readonly name: string
  /** The table of the batch, undefined outside of one. */
  readonly batch?: string
  readonly call: Expression & { readonly kind: 'call' }
  readonly at: Place
}

/** What makes or changes tables and their constraints. */
const STEPS = new Set([
  'create_table',
  'drop_table',
  'rename_table',
  'add_column',
  'drop_column',
  'create_unique_constraint',
  'create_index',
  'create_check_constraint',
  'create_primary_key',
  'drop_constraint',
  'drop_index',
  'execute',
])

/** The steps of `upgrade`, in order; none for a file that does not import Alembic. */
export function readMigrationSteps(facts: FileFacts): readonly MigrationStep[] {
  const isMigration = facts.imports.some(({ target }) => target?.startsWith('alembic'))
  if (!isMigration) return []
  const found: MigrationStep[] = []
  for (const call of facts.calls) {
    const step = readStep(facts, call)
    if (step !== undefined) found.push(step)
  }
  return found
}

function readStep(facts: FileFacts, call: Node): MigrationStep | undefined {
  const { tree } = facts
  const callee = facts.callee(call)
  if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
  const name = tree.text(tree.child(callee, k.F_ATTRIBUTE))
  if (!STEPS.has(name)) return undefined
  let owner = facts.enclosingFunction(call)
  while (owner?.enclosing !== undefined) owner = owner.enclosing
  if (owner?.name === 'downgrade') return undefined
  const receiver = tree.child(callee, k.F_OBJECT)
  const isOperation = facts.qualifiedName(receiver)?.startsWith('alembic.op') ?? false
  const batch = isOperation ? undefined : batchTable(facts, receiver)
  if (!isOperation && batch === undefined) return undefined
  const read = readExpression(facts, call)
  if (read.kind !== 'call') return undefined
  const at = tree.position(tree.start(call))
  return { name, ...(batch !== undefined && { batch }), call: read, at }
}

/** The table of `with op.batch_alter_table('users') as receiver`. */
function batchTable(facts: FileFacts, receiver: Node): string | undefined {
  const { tree } = facts
  if (tree.kind(receiver) !== k.K_IDENTIFIER) return undefined
  const definition = facts
    .resolve(receiver)
    ?.definitions.findLast(({ kind, node }) => kind === 'with' && node < receiver)
  if (definition === undefined) return undefined
  const pattern = tree.ancestor(definition.node, k.K_AS_PATTERN)
  const call = pattern === NO_NODE ? NO_NODE : pattern + 1
  if (call === NO_NODE || tree.kind(call) !== k.K_CALL) return undefined
  const origin = facts.calleeName(call)
  if (origin !== 'alembic.op.batch_alter_table') return undefined
  const first = facts.arguments(call)[0]
  return first && stringValue(tree, first.value)
}

/** An argument by position or name. */
export function stepArgument(
  step: MigrationStep,
  position: number,
  name: string,
): Expression | undefined {
  // The object of a batch knows its table: the argument that names it is left out.
  return keywordOf(step.call, name) ?? step.call.args[position]
}
