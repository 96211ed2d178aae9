import type { Checker, FixDraft } from '../../engine/checker.ts'
import { wholeLines } from '../../matching/edits/removals.ts'
import { LEAVING, leavesAlways } from '../../matching/statements/leaving.ts'
import { codeOf, isStringStatement, statementsOf } from '../../matching/statements/statements.ts'
import { K_BLOCK, K_MODULE, K_PASS_STATEMENT, K_YIELD } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
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
            received = yield 1
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
      text: 'A safeguard behind branches that all leave, and a loop that can be left.',
      quiet: py`
        def pick(a):
            if a:
                return 1
            else:
                return 2
            raise AssertionError("unreachable")

        def poll(client, rows):
            while True:
                for row in rows:
                    break
                else:
                    break
            client.close()
            with client:
                return 1
            client.open()

        def seek(rows):
            for row in rows:
                if row:
                    break
            else:
                return None
            while rows:
                rows.pop()
            else:
                rows.close()
            match rows:
                case 1:
                    return 1
                case other if other:
                    return other
            return rows
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
  limits: [
    'Conditions that are always true are not recognised, nor are functions of other files that never return.',
  ],
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
    py`
      import sys
      import typing
      from typing import NoReturn

      def end(a):
          sys.exit(1)
          a.close() #!

      def pick(a):
          if a:
              return 1
          elif a is None:
              raise ValueError
          else:
              return 2
          a.close() #!

      def kind(a):
          match a:
              case 1:
                  return 1
              case _:
                  return 2
          a.close() #!

      def load(a):
          try:
              return a.load()
          except ValueError:
              raise
          a.close() #!

      def fail(text) -> NoReturn:
          raise ValueError(text)

      class Check:
          def fail(self) -> typing.Never:
              raise ValueError(self)

          def run(self, a):
              if a:
                  self.fail()
                  a.close() #!
              fail("a")
              a.open() #!

      def first(rows):
          for row in rows:
              return row
          else:
              return None
          rows.close() #!

      def sort(a):
          match a:
              case 1:
                  return 1
              case other:
                  return other
          a.close() #!

      def serve(a):
          while True:
              a.step()
          a.close() #!
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
    [K_MODULE]: checkBlock,
    [K_BLOCK]: checkBlock,
  },
})

function checkBlock(block: Node, checker: Checker): void {
  const { tree } = checker
  const statements = statementsOf(tree, block)
  // The last statement has nothing behind it.
  const at = statements.slice(0, -1).findIndex((one) => leavesAlways(checker, one))
  const end = statements[at]
  if (end === undefined) return
  const rest = statements.slice(at + 1)
  const first = rest.find((one) => !isNothing(checker, one))
  if (first === undefined || rest.some((one) => isYield(checker, one))) return
  // Behind branches that all leave, a safeguard says that nobody comes here.
  if (!LEAVING.has(tree.kind(end)) && isSafeguard(checker, first)) return
  const word = tree.text(end).split(/[\s(:]/, 1)[0]
  checker.report({
    node: first,
    message: `\`${word}\` before it ${word === 'while' ? 'never ends' : 'always leaves'}: this never runs.`,
    related: [end],
    fixes: fixOf(checker, first, rest.at(-1) ?? first),
  })
}

/** Deletes what never runs. */
function fixOf({ tree }: Checker, first: Node, last: Node): FixDraft[] {
  const edit = wholeLines(tree, tree.start(first), tree.end(last))
  return edit === undefined ? [] : [{ title: 'Delete it', grade: 'needs-review', edits: [edit] }]
}

/** `raise`, `assert False`, `assert_never(value)`, or the `return` that a type checker asks for. */
function isSafeguard(checker: Checker, statement: Node): boolean {
  const text = checker.tree.text(statement)
  return /^(?:raise\b|assert\b|(?:\w+\.)*assert_never\(|(?:self|pytest)\.fail\(|return(?:\s+(?:None|False|True|0|1))?$|sys\.exit\()/.test(
    text,
  )
}

function isNothing({ tree }: Checker, statement: Node): boolean {
  return tree.kind(statement) === K_PASS_STATEMENT || isStringStatement(tree, statement)
}

/** Wherever it stands behind the end, a yield makes the function a generator. */
function isYield({ tree }: Checker, statement: Node): boolean {
  for (const node of codeOf(tree, statement)) if (tree.kind(node) === K_YIELD) return true
  return false
}
