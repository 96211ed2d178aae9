// Django's atomic blocks after a failed statement: until the block ends the database refuses all work.
// A block of its own around the statement that may fail, inside of the `try`, keeps the outer one whole.
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { loopsAround } from '../../../flow/surroundings.ts'
import { caughtTypes } from '../../../matching/errors/handlers.ts'
import { F_BODY, K_CALL, K_FUNCTION_DEFINITION, K_LAMBDA } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface BrokenTransaction {
  /** The statement whose failure is caught. */
  readonly failing: Node
  /** What asks the database again in the same block. */
  readonly use: Node
}

const ERRORS = /(?:^|\.)(?:IntegrityError|DatabaseError|DataError|OperationalError)$/

/** What a handler lets happen in a transaction that the caught failure has broken. */
export function brokenBy(checker: Checker, clause: Node): BrokenTransaction | undefined {
  const { tree } = checker
  const isCaught = caughtTypes(tree, clause).some((type) => ERRORS.test(tree.spelled(type)))
  if (!isCaught || /rollback|savepoint/.test(tree.spelled(clause))) return undefined
  const attempt = tree.parent(clause)
  const body = tree.child(attempt, F_BODY)
  const failing = databaseCalls(checker, body).find((call) => isWrite(checker, call))
  if (failing === undefined) return undefined
  const around = sqlOf(checker).regions(failing)
  if (around.some(({ node }) => tree.contains(attempt, node))) return undefined
  const region = around.find(({ kind, session }) => kind !== 'session' && session === NO_NODE)
  if (region === undefined) return undefined
  const [inside] = databaseCalls(checker, clause)
  if (inside !== undefined) return { failing, use: inside }
  if (/\b(?:raise|return|break)\b/.test(tree.spelled(clause))) return undefined
  const [after] = databaseCalls(checker, region.node, tree.endOfSubtree(attempt))
  if (after !== undefined) return { failing, use: after }
  const [loop] = loopsAround(tree, attempt)
  const isRound = loop !== undefined && tree.contains(region.node, loop)
  return isRound ? { failing, use: failing } : undefined
}

/** Calls of Django's queries in a part of the code, its nested functions left out. */
function databaseCalls(checker: Checker, part: Node, from = part): readonly Node[] {
  const { tree } = checker
  const sql = sqlOf(checker)
  const found: Node[] = []
  for (let node = from; node < tree.endOfSubtree(part); node += 1) {
    const kind = tree.kind(node)
    if ((kind === K_FUNCTION_DEFINITION || kind === K_LAMBDA) && node !== part) {
      node = tree.endOfSubtree(node) - 1
    } else if (kind === K_CALL) {
      const [rows] = sql.rows(node)
      const model = sql.write(node)?.model ?? (rows?.query ?? sql.query(node))?.model
      if (model?.library === 'django') found.push(node)
    }
  }
  return found
}

function isWrite(checker: Checker, call: Node): boolean {
  return sqlOf(checker).write(call) !== undefined
}
