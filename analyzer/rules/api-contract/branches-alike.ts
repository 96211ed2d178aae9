import type { Checker } from '../../engine/checker.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import { bodyOf, statementsOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isSameCode } from './matching/same-code.ts'

export default defineRule({
  id: 'branches-alike',
  title: 'All branches do the same',
  consequence:
    'The condition decides nothing: one of the two cases is not handled as it was meant.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [561],
  why: `
Whatever the condition says, the same is done. Either one branch was copied and never changed, and one of the cases goes
wrong, or the condition is left over and misleads whoever reads it.
`,
  fix: 'Do in each branch what it is for, or drop the condition.',
  exemptions: [
    {
      text: 'A chain of which only some branches agree, and branches without anything in them.',
      quiet: py`
        def weigh(kind):
            if kind == 'a':
                return 1
            elif kind == 'b':
                return 1
            else:
                return 2

        def later(kind):
            if kind:
                pass
            else:
                pass
      `,
    },
    {
      text: 'Choices over several lines.',
      quiet: py`
        def read(row):
            return row['name'] \
                if row['name'] else None
      `,
    },
    {
      text: 'Texts that differ between their escapes.',
      quiet: py`
        def tell(page, done):
            if done:
                page.write('a\n')
            else:
                page.write('b\n')
      `,
    },
    {
      text: 'Branches with different comments: somebody keeps the cases apart on purpose.',
      quiet: py`
        def weigh(kind):
            if kind == 'a':
                # The old scale.
                return 1
            else:
                return 1
      `,
    },
  ],
  limits: ['Branches that do the same in other words are not compared.'],
  bad: [
    py`
      def weigh(kind, parts):
          if kind == 'small': #!
              total = sum(parts)
          else:
              total = sum(parts)
          return total, parts[0] if total else parts[0] #!
    `,
    py`
      def mark(kind, page):
          if kind == 'a': #!
              page.mark(1)
          elif kind == 'b':
              page.mark(1)
          else:
              page.mark(1)
    `,
  ],
  good: [
    py`
      def weigh(kind, parts):
          if kind == 'small':
              total = sum(parts)
          else:
              total = 2 * sum(parts)
          return total
    `,
  ],
  on: { [k.K_ELSE_CLAUSE]: checkElse, [k.K_CONDITIONAL_EXPRESSION]: checkExpression },
})

function checkElse(clause: Node, checker: Checker): void {
  const { tree, facts } = checker
  const statement = tree.parent(clause)
  if (tree.kind(statement) !== k.K_IF_STATEMENT) return
  const first = tree.child(statement, k.F_CONSEQUENCE)
  const last = bodyOf(tree, clause)
  if (first === NO_NODE || last === NO_NODE || !isSameCode(tree, first, last)) return
  const between = tree.namedChildren(statement).filter((one) => tree.kind(one) === k.K_ELIF_CLAUSE)
  for (const one of between) {
    const body = tree.child(one, k.F_CONSEQUENCE)
    if (body === NO_NODE || !isSameCode(tree, first, body)) return
  }
  if (facts.nodesIn(statement, k.K_COMMENT).length > 0) return
  const statements = statementsOf(tree, first)
  if (statements.every((one) => tree.kind(one) === k.K_PASS_STATEMENT)) return
  checker.report({
    node: statement,
    message: `Each branch of this \`if\` does the same: \`${inOneLine(tree.text(first), 50)}\`.`,
  })
}

function checkExpression(node: Node, checker: Checker): void {
  const { tree } = checker
  const [yes, , no] = statementsOf(tree, node)
  if (yes === undefined || no === undefined || !isSameCode(tree, yes, no)) return
  checker.report({
    node,
    message: `\`${inOneLine(tree.text(node), 50)}\` is \`${inOneLine(tree.text(yes), 30)}\` either way.`,
  })
}
