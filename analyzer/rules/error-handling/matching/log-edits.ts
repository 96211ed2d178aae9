// Entries for the log where a handler says nothing.
import type { Checker, FixDraft } from '../../../engine/checker.ts'
import { indentOf, insertBefore, lineBreakOf, replace } from '../../../matching/edits/edits.ts'
import { isIdleStatement } from '../../../matching/errors/handlers.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import { F_LEFT, K_ASSIGNMENT, K_CONTINUE_STATEMENT } from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'

/** An entry with the traceback in the log of the module, where it has one. */
export function logFix(checker: Checker, clause: Node, body: Node, attempt: string): FixDraft[] {
  const { tree } = checker
  const statement = statementsOf(tree, body).at(-1)
  const logger = moduleLogger(checker)
  if (statement === undefined || logger === undefined) return []
  if (tree.line(statement) === tree.line(clause)) return []
  const what = attempt.replaceAll('`', '')
  const entry = `${logger}.exception("Failed: ${what}")`
  const isIdle = tree.kind(statement) !== K_CONTINUE_STATEMENT && isIdleStatement(tree, statement)
  return [
    {
      title: 'Log the failure',
      grade: 'needs-review',
      edits: [
        isIdle
          ? replace(tree, statement, entry)
          : insertBefore(
              tree,
              statement,
              `${entry}${lineBreakOf(tree)}${indentOf(tree, statement)}`,
            ),
      ],
    },
  ]
}

const LOGGER = {}

/** The name of a variable of the module that holds a logger of the standard library. */
function moduleLogger(checker: Checker): string | undefined {
  return checker.once(
    LOGGER,
    ({ facts, tree }) =>
      facts
        .callsTo('logging.getLogger')
        .map((call) => tree.parent(call))
        .filter((one) => tree.kind(one) === K_ASSIGNMENT && tree.parent(tree.parent(one)) === 0)
        .map((one) => tree.child(one, F_LEFT))
        .filter((name) => facts.resolve(name)?.definitionCount === 1)
        .map((name) => tree.text(name))[0],
  )
}
