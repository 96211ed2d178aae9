import type { Checker } from '../../engine/checker.ts'
import { writtenValue } from '../../flow/written-value.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_OPERATOR,
  F_RIGHT,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_IDENTIFIER,
  T_DASH,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const NOW = /(?:^|\.)(?:now|utcnow)$|(?:^|\.)datetime\.today$|^django\.utils\.timezone\.localtime$/

export default defineRule({
  id: 'timedelta-seconds',
  title: 'Seconds of a span without its days',
  consequence: 'After a day the count starts again at zero: what is old is taken for new.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
A \`timedelta\` is kept in days, seconds and microseconds. \`.seconds\` is only the rest below a day: of a span of 25
hours it is 3600. Where it is taken for the whole span, whatever happened yesterday seems to be an hour old, and a span
below zero is almost a day.
`,
  fix: 'Ask for `.total_seconds()`, which is the whole span, days and sign included.',
  exemptions: [
    {
      text: 'Code that looks at the days as well.',
      quiet: py`
        from datetime import datetime

        def age(row):
            span = datetime.now() - row.changed_at
            return span.days * 86400 + span.seconds
      `,
    },
    {
      text: 'A time that is taken in the same function: a stopwatch.',
      quiet: py`
        from datetime import datetime

        def run(job):
            start = datetime.now()
            job()
            return (datetime.now() - start).seconds
      `,
    },
    {
      text: 'The whole span, and seconds of other things.',
      quiet: py`
        from datetime import datetime

        def age(row, clock):
            return (datetime.now() - row.changed_at).total_seconds() - clock.seconds
      `,
    },
  ],
  limits: ['Only spans up to or from the present are known for what they are.'],
  bad: [
    py`
      from datetime import datetime, timezone

      def is_fresh(row):
          return (datetime.now(timezone.utc) - row.changed_at).seconds < 3600 #!

      def minutes_ago(user):
          span = datetime.now() - user.last_seen
          return span.seconds // 60 #!

      def left(token):
          return (token.expires_at - datetime.utcnow()).seconds #!
    `,
  ],
  good: [
    py`
      from datetime import datetime, timezone

      def is_fresh(row):
          return (datetime.now(timezone.utc) - row.changed_at).total_seconds() < 3600
    `,
  ],
  roles: ['source'],
  on: {
    [K_ATTRIBUTE](node, checker) {
      const { tree, facts } = checker
      if (facts.name(tree.child(node, F_ATTRIBUTE)) !== 'seconds') return
      const owner = facts.enclosingFunction(node)
      const span = spanBehind(checker, tree.child(node, F_OBJECT))
      if (span === NO_NODE || owner === undefined) return
      if (/\.days\b/.test(tree.text(owner.node))) return
      checker.report({
        node,
        message: `\`${tree.text(node)}\` leaves the days out: of a span of 25 hours it is 3600. \`total_seconds()\` is the whole.`,
      })
    },
  },
})

/** The difference between the present and a time from elsewhere, behind a local name too. */
function spanBehind(checker: Checker, object: Node): Node {
  const { tree, facts } = checker
  let node = object === NO_NODE ? NO_NODE : withoutParentheses(tree, object)
  if (node !== NO_NODE && tree.kind(node) === K_IDENTIFIER) {
    const binding = facts.resolve(node)
    const only = binding?.definitionCount === 1 ? binding.definitions[0] : undefined
    const written = only && writtenValue(tree, only.node)
    node = written?.kind === 'whole' ? withoutParentheses(tree, written.node) : NO_NODE
  }
  if (node === NO_NODE || tree.kind(node) !== K_BINARY_OPERATOR) return NO_NODE
  if (tree.kind(tree.child(node, F_OPERATOR)) !== T_DASH) return NO_NODE
  const sides = [tree.child(node, F_LEFT), tree.child(node, F_RIGHT)] as const
  const present = sides.findIndex((side) => isNow(checker, side))
  if (present === -1) return NO_NODE
  const other = sides[1 - present] as Node
  return isNow(checker, other) ? NO_NODE : node
}

/** A call for the present time, or a local name that holds it. */
function isNow({ tree, facts }: Checker, side: Node): boolean {
  const node = withoutParentheses(tree, side)
  if (tree.kind(node) === K_CALL) return NOW.test(facts.calleeName(node) ?? '')
  if (tree.kind(node) !== K_IDENTIFIER) return false
  const binding = facts.resolve(node)
  const [first] = binding?.definitions ?? []
  if (binding?.scope?.kind !== 'function' || first === undefined) return false
  const written = writtenValue(tree, first.node)
  if (written?.kind !== 'whole' || tree.kind(written.node) !== K_CALL) return false
  return NOW.test(facts.calleeName(written.node) ?? '')
}
