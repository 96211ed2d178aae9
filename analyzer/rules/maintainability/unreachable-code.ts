import type { Checker } from '../../engine/checker.ts'
import { expressionOf, isStringStatement, statementsOf } from '../../matching/statements.ts'
import {
  K_BREAK_STATEMENT,
  K_CONTINUE_STATEMENT,
  K_EXPRESSION_STATEMENT,
  K_PASS_STATEMENT,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_YIELD,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'unreachable-code',
  title: 'Code that never runs',
  consequence:
    'A step that the code seems to take is never taken: a cleanup, a log entry, a check.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [561],
  why: `
The statement before it leaves the block in every case. What follows looks like part of the work and is not:
either it was forgotten when the code was changed, or the return stands in the wrong place and a step that matters
is missing.
`,
  fix: `
Delete the code, or move it before the statement that leaves. What must always run belongs into \`finally\` or a
\`with\` statement.
`,
  exemptions: [
    {
      text: 'A yield that makes the function a generator.',
      quiet: py`
        def nothing():
            return
            yield

        def fail():
            raise NotImplementedError
            yield 1
      `,
    },
    {
      text: 'Statements behind a branch that leaves.',
      quiet: py`
        def pick(a):
            if a:
                return 1
            while a:
                break
            return 2
      `,
    },
    {
      text: 'Comments, a string or pass behind the end.',
      quiet: py`
        def end():
            return 1
            # nothing more
            "really"
            pass
      `,
    },
  ],
  limits: ['Conditions that are always true, and functions that never return, are not recognised.'],
  bad: [
    py`
      def save(row):
          return row.id
          log.info("saved %s", row.id) #!
    `,
    py`
      def run(rows):
          for row in rows:
              if row:
                  continue
                  row.close() #!
              else:
                  break
                  row.open() #!
          try:
              raise ValueError("x")
              print("never") #!
              print("nor this")
          finally:
              rows.clear()
    `,
  ],
  good: [
    py`
      def save(row):
          log.info("saved %s", row.id)
          return row.id
    `,
  ],
  on: {
    [K_RETURN_STATEMENT]: check,
    [K_RAISE_STATEMENT]: check,
    [K_CONTINUE_STATEMENT]: check,
    [K_BREAK_STATEMENT]: check,
  },
})

function check(node: Node, checker: Checker): void {
  const { tree } = checker
  const siblings = statementsOf(tree, tree.parent(node))
  const rest = siblings.slice(siblings.indexOf(node) + 1)
  const first = rest.find((one) => !isNothing(checker, one))
  if (first === undefined || rest.some((one) => isYield(checker, one))) return
  // Behind two ends in a row the first one speaks.
  const earlier = siblings.slice(0, siblings.indexOf(node))
  if (earlier.some((one) => ENDS.has(tree.kind(one)))) return
  checker.report({
    node: first,
    message: `\`${tree.text(node).split(/\s/, 1)[0]}\` before it always leaves: this never runs.`,
    related: [node],
  })
}

const ENDS: ReadonlySet<number> = new Set([
  K_RETURN_STATEMENT,
  K_RAISE_STATEMENT,
  K_CONTINUE_STATEMENT,
  K_BREAK_STATEMENT,
])

function isNothing({ tree }: Checker, statement: Node): boolean {
  return tree.kind(statement) === K_PASS_STATEMENT || isStringStatement(tree, statement)
}

function isYield({ tree }: Checker, statement: Node): boolean {
  if (tree.kind(statement) !== K_EXPRESSION_STATEMENT) return false
  const expression = expressionOf(tree, statement)
  return expression !== NO_NODE && tree.kind(expression) === K_YIELD
}
