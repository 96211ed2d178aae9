import type { Checker } from '../../engine/checker.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { argumentsOf } from '../../matching/calls/calls.ts'
import { importedName } from '../../matching/edits/import-edits.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import {
  F_ARGUMENTS,
  F_ATTRIBUTE,
  F_OBJECT,
  K_ARGUMENT_LIST,
  K_ATTRIBUTE,
  K_CALL,
  K_NONE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** The methods and what to call in their place. */
const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ['utcnow', 'now'],
  ['utcfromtimestamp', 'fromtimestamp'],
])

export default defineRule({
  id: 'naive-datetime-utcnow',
  title: 'UTC time without a time zone',
  consequence:
    'Times are off by the local offset wherever such a value is compared, converted or stored with others.',
  effortHours: { low: 0.25, high: 1 },
  why: `
\`datetime.utcnow()\` returns the time in UTC but does not say so: the value carries no time zone. Every
method that needs one (\`timestamp()\`, \`astimezone()\`) takes it for *local* time, so the result is wrong
by the server's offset, and comparing it with an aware value raises \`TypeError\`. Both methods are
deprecated since Python 3.12.
`,
  fix: `
\`datetime.now(timezone.utc)\` and \`datetime.fromtimestamp(value, timezone.utc)\`. Change the places that
compare or store the value at the same time: a naive and an aware value do not mix.
`,
  exemptions: [
    {
      text: 'A value that is given its time zone on the spot.',
      quiet: py`
        from datetime import datetime, timezone

        created = datetime.utcnow().replace(tzinfo=timezone.utc)
        seen = datetime.utcfromtimestamp(1_700_000_000).replace(tzinfo=timezone.utc)
      `,
    },
    {
      text: 'Aware values from `now` and `fromtimestamp`.',
      quiet: py`
        import datetime

        now = datetime.datetime.now(datetime.timezone.utc)
        then = datetime.datetime.fromtimestamp(0, tz=datetime.UTC)
      `,
    },
    {
      text: 'A method of that name on something else.',
      quiet: py`
        import arrow
        from django.utils import timezone
        from .clock import datetime

        first = arrow.utcnow()
        second = timezone.now()
        third = datetime.utcnow()
        fourth = clock.utcnow()
      `,
    },
  ],
  limits: [
    'Whether code elsewhere relies on naive values is not known, so the fix needs a look at the callers.',
    'Subclasses of datetime are not followed.',
  ],
  bad: [
    py`
      from datetime import datetime

      def expires_at(token):
          return datetime.utcnow() + token.lifetime #!
    `,
    py`
      import datetime as dt
      from datetime import datetime as DateTime, timezone

      started = dt.datetime.utcnow() #!
      stamp = DateTime.utcfromtimestamp(0) #!
      later = DateTime.utcfromtimestamp( #!
          started.timestamp(),
      )
      again = DateTime.utcnow().replace(tzinfo=None) #!
    `,
    py`
      import datetime
      from dataclasses import dataclass, field
      from sqlalchemy import Column, DateTime

      class Row(Base):
          created = Column(DateTime, default=datetime.datetime.utcnow) #!

      @dataclass
      class Event:
          at: datetime.datetime = field(default_factory=datetime.datetime.utcnow) #!
    `,
  ],
  good: [
    py`
      from datetime import datetime, timezone

      def expires_at(token):
          return datetime.now(timezone.utc) + token.lifetime
    `,
  ],
  on: {
    [K_ATTRIBUTE](node, checker) {
      const { tree, facts } = checker
      const attribute = tree.child(node, F_ATTRIBUTE)
      if (attribute === NO_NODE) return
      const method = facts.name(attribute)
      const replacement = REPLACEMENTS.get(method)
      if (replacement === undefined) return
      if (facts.qualifiedName(node) !== `datetime.datetime.${method}`) return
      const parent = tree.calledBy(node)
      const isCall = parent !== NO_NODE
      if (isCall && isMadeAware(checker, parent)) return
      checker.report({
        node: isCall ? parent : node,
        // The clock of a test is compared with nothing but what the test made of it.
        ...(checker.role === 'test' && { severity: 'low' as const }),
        message: isCall
          ? `\`${tree.text(node)}()\` is UTC but carries no time zone, so it is taken for local time.`
          : `\`${tree.text(node)}\` is handed on as a function; its values are UTC but carry no time zone.`,
        fixes: isCall ? [fixOf(checker, parent, node, replacement)] : [],
      })
    },
  },
})

/** True for `.replace(tzinfo=...)` right behind the call, and for `pytz.UTC.localize(...)` around it. */
function isMadeAware(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const list = tree.parent(call)
  const around = tree.kind(list) === K_ARGUMENT_LIST ? tree.parent(list) : NO_NODE
  if (around !== NO_NODE && tree.text(tree.callee(around)).endsWith('.localize')) return true
  const attribute = parentOf(tree, call)
  if (attribute === NO_NODE || tree.kind(attribute) !== K_ATTRIBUTE) return false
  if (tree.text(tree.child(attribute, F_ATTRIBUTE)) !== 'replace') return false
  const replace = tree.parent(attribute)
  return (
    tree.kind(replace) === K_CALL &&
    argumentsOf(tree, replace).some(
      ({ name, value }) => name === 'tzinfo' && tree.kind(value) !== K_NONE,
    )
  )
}

function fixOf(checker: Checker, call: Node, callee: Node, replacement: string) {
  const { tree, facts } = checker
  const zone = timeZoneUtc(facts, callee, call)
  const list = tree.child(call, F_ARGUMENTS)
  const last = argumentsOf(tree, call).at(-1)
  const at = last === undefined ? tree.end(list) - 1 : tree.end(last.node)
  const method = tree.child(callee, F_ATTRIBUTE)
  return {
    title: `Use \`${replacement}\` with the time zone UTC`,
    grade: 'needs-review' as const,
    edits: [
      ...zone.edits,
      { start: tree.start(method), end: tree.end(method), newText: replacement },
      { start: at, end: at, newText: last === undefined ? zone.text : `, ${zone.text}` },
    ],
  }
}

/** `timezone.utc` as this file would write it. */
function timeZoneUtc(facts: FileFacts, callee: Node, use: Node) {
  const { tree } = facts
  const type = tree.child(callee, F_OBJECT)
  if (tree.kind(type) === K_ATTRIBUTE) {
    return { text: `${tree.text(tree.child(type, F_OBJECT))}.timezone.utc`, edits: [] }
  }
  const zone = importedName(facts, 'datetime', 'timezone', use)
  return { text: `${zone.text}.utc`, edits: zone.edits }
}
