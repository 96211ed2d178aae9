import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { isTest } from '../../matching/tests/collected-tests.ts'
import { valueBehind } from '../../matching/values/named-values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CLOCK = /^time\.(?:time|monotonic|perf_counter|process_time)$/
const NOW =
  /^datetime\.(?:datetime\.(?:now|utcnow|today)|date\.today)$|^django\.utils\.timezone\.(?:now|localdate)$|^time\.time$/
const FROZEN =
  /freez|time_machine|travel|libfaketime|patch\([^)]*(?:datetime|time|now)|setattr\([^)]*(?:datetime|time|now)/i
/** Seconds that a busy machine easily takes longer. */
const SHORT = 1

export default defineRule({
  id: 'wall-clock-assertion',
  title: 'Assertion that hangs on the clock of the machine',
  consequence:
    'The test fails on a busy machine, at midnight or at the turn of a second, and people learn to run it again.',
  effortHours: { low: 0.2, high: 1 },
  why: `
The clock goes on between the call and the assertion. \`created == datetime.now()\` holds only if both fall into the same
tick; \`date.today()\` differs over midnight; a limit of a few hundredths of a second is passed by any pause of the
machine. The test fails without a defect in the program.
`,
  fix: `
Give the program a clock, or freeze it (\`freezegun\`, \`time-machine\`); compare with a moment before and one after. Measure speed
in a benchmark, not in a test that must pass.
`,
  exemptions: [
    {
      text: 'A moment before and after, a wide limit, and a lower limit.',
      quiet: py`
        import time
        from datetime import datetime, timedelta
        import shop

        def test_order():
            before = datetime.now()
            start = time.monotonic()
            order = shop.create('tea')
            assert before <= order.created <= datetime.now()
            assert datetime.now() - order.created < timedelta(minutes=5)
            assert time.monotonic() - start < 30
            assert time.monotonic() - start >= 0.1
      `,
    },
    {
      text: 'A clock that stands still.',
      quiet: py`
        from datetime import datetime
        from freezegun import freeze_time
        import shop

        @freeze_time('2024-02-02')
        def test_order():
            assert shop.create('tea').created == datetime.now()
      `,
    },
  ],
  limits: ['Clocks behind helpers are not followed.'],
  bad: [
    py`
      import time
      from datetime import date, datetime, timedelta
      import shop

      def test_speed():
          start = time.time()
          shop.create('tea')
          assert time.time() - start < 0.05 #!
          elapsed = time.time() - start
          assert elapsed < 0.1 #!

      def test_created():
          order = shop.create('tea')
          assert order.created == datetime.now() #!
          assert order.due == date.today() + timedelta(days=14) #!
    `,
  ],
  good: [
    py`
      from datetime import datetime
      import shop

      def test_created():
          before = datetime.now()
          order = shop.create('tea')
          assert before <= order.created <= datetime.now()
    `,
  ],
  on: {
    [k.K_ASSERT_STATEMENT](statement, checker) {
      const { tree, facts } = checker
      const condition = tree.namedChildren(statement)[0]
      if (condition === undefined || tree.kind(condition) !== k.K_COMPARISON_OPERATOR) return
      const test = facts.enclosingFunction(statement)
      if (test === undefined || !isTest(checker, test) || FROZEN.test(tree.source)) return
      const operators = tree.childrenOf(condition, k.F_OPERATORS)
      const [left, right, more] = tree
        .namedChildren(condition)
        .filter((one) => tree.fieldOf(one) !== k.F_OPERATORS)
      const [operator] = operators
      if (left === undefined || right === undefined || more !== undefined || operator === undefined)
        return
      const kind = tree.kind(operator)
      if (kind === k.T_EQ_EQ) {
        const now = [left, right].find((one) => isNow(checker, one))
        if (now === undefined) return
        checker.report({
          node: statement,
          message: `\`${tree.text(now)}\` is another moment than the one in the program: this holds only as long as both fall into the same one.`,
        })
        return
      }
      const [small, big] = kind === k.T_LT || kind === k.T_LT_EQ ? [left, right] : [right, left]
      if (!/^[<>]=?$/.test(tree.text(operator))) return
      const limit = constantValue(tree, big)
      if (typeof limit !== 'number' || limit > SHORT || !isElapsed(checker, small)) return
      checker.report({
        node: statement,
        message: `A busy machine takes longer than ${tree.text(big)} seconds at any time: \`${test.name}\` fails without a defect.`,
      })
    },
  },
})

/** `datetime.now()`, `date.today() + timedelta(days=14)`; what is `replace`d or formatted is coarser. */
function isNow(checker: Checker, expression: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(expression) === k.K_BINARY_OPERATOR) {
    return [k.F_LEFT, k.F_RIGHT].some((side) => isNow(checker, tree.child(expression, side)))
  }
  return tree.kind(expression) === k.K_CALL && NOW.test(facts.calleeName(expression) ?? '')
}

/** `time.time() - start`, also behind a name. */
function isElapsed(checker: Checker, expression: Node): boolean {
  const { tree, facts } = checker
  const value = valueBehind(checker, expression)
  if (tree.kind(value) !== k.K_BINARY_OPERATOR) return false
  if (tree.kind(tree.child(value, k.F_OPERATOR)) !== k.T_DASH) return false
  return [k.F_LEFT, k.F_RIGHT].every((side) => {
    const part = valueBehind(checker, tree.child(value, side))
    return (
      part !== NO_NODE && tree.kind(part) === k.K_CALL && CLOCK.test(facts.calleeName(part) ?? '')
    )
  })
}
