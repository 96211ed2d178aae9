import type { Checker } from '../../engine/checker.ts'
import { argumentFor, argumentsOf, calleeName, hasUnpacking } from '../../matching/calls/calls.ts'
import { importedName } from '../../matching/edits/import-edits.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import {
  F_ARGUMENTS,
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_CONCATENATED_STRING,
  K_IDENTIFIER,
  K_NONE,
  K_STRING,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule, type NodeHandler } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'naive-datetime-now',
  title: 'Time without a time zone',
  consequence:
    'Times shift by hours between servers, at the change to summer time, and wherever stored values are compared.',
  effortHours: { low: 0.25, high: 1 },
  roles: ['source', 'migration'],
  why: `
Without a time zone a \`datetime\` means "local time of whatever machine runs this". Two servers with
different settings write different values for the same moment, an hour in autumn happens twice, and
comparing with an aware value raises \`TypeError\`. \`date.today()\` gives yesterday's or tomorrow's date to
users elsewhere.
`,
  fix: `
Say the zone: \`datetime.now(timezone.utc)\`, \`datetime.fromtimestamp(value, timezone.utc)\`,
\`datetime(2024, 1, 1, tzinfo=timezone.utc)\`, \`%z\` in the format of \`strptime\` or \`.replace(tzinfo=...)\`
behind it, \`datetime.now(zone).date()\` in place of \`date.today()\`. Change what compares or stores the
value at the same time.
`,
  exemptions: [
    {
      text: 'A call that is given a time zone, by position or by name.',
      quiet: py`
        import datetime as dt
        from datetime import datetime, timezone

        a = datetime.now(timezone.utc)
        b = datetime.now(tz=zone)
        c = datetime.fromtimestamp(0, timezone.utc)
        d = datetime.fromtimestamp(0, tz=zone)
        e = datetime(2024, 1, 1, tzinfo=zone)
        f = dt.datetime(2024, 1, 1, 0, 0, 0, 0, zone)
        g = datetime(*parts)
        h = datetime.now(**options)
      `,
    },
    {
      text: 'A value that is given its time zone, or taken to one, on the spot.',
      quiet: py`
        from datetime import datetime, timezone

        a = datetime.now().astimezone()
        b = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc)
        c = datetime.fromtimestamp(0).astimezone(timezone.utc)
        d = datetime(2024, 1, 1).astimezone(zone)
        e = pytz.timezone("Europe/Berlin").localize(datetime(2024, 1, 1))
        f = timezone.make_aware(datetime.strptime(text, "%Y-%m-%d"))
      `,
    },
    {
      text: 'A format of `strptime` that reads the zone, and a value of which only date or time is kept.',
      quiet: py`
        from datetime import datetime

        FORMAT = "%Y-%m-%dT%H:%M:%S%z"
        a = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
        b = datetime.strptime(text, FORMAT)
        c = datetime.strptime(text, "%Y-%m-%d").date()
        d = datetime.strptime(text, "%H:%M").time()
      `,
    },
    {
      text: 'Something else of that name.',
      quiet: py`
        import arrow
        from django.utils import timezone
        from .clock import datetime, date

        a = arrow.now()
        b = timezone.now()
        c = datetime.now()
        d = date.today()
        e = self.clock.now()
      `,
    },
  ],
  limits: [
    'Subclasses of datetime and date are not followed.',
    'Test code, where fixed naive values are common, is left out.',
  ],
  bad: [
    py`
      from datetime import datetime

      def is_expired(token):
          return token.expires_at < datetime.now() #!
    `,
    py`
      import datetime
      import datetime as dt
      from datetime import date as Date, datetime as DateTime

      a = datetime.datetime.today() #!
      b = datetime.date.today() #!
      c = Date.fromtimestamp(0) #!
      d = dt.datetime.fromtimestamp(0) #!
      e = DateTime.now(None) #!
      f = DateTime.now(tz=None) #!
      g = DateTime(2024, 1, 1) #!
      h = dt.datetime(2024, 1, 1, 0, 0, 0, tzinfo=None) #!
      i = DateTime.fromtimestamp(0, tz=None) #!
    `,
    py`
      from datetime import datetime
      from dataclasses import dataclass, field

      DAY = "%Y-%m-%d"
      a = datetime.strptime("2024-01-01", "%Y-%m-%d") #!
      b = datetime.strptime("2024-01-01", DAY) #!
      c = datetime.strptime("2024-01-01", "%H:%M:%S%Z") #!
      d = datetime.strptime("2024-01-01", "100%%z") #!
      e = datetime.now().replace(tzinfo=None) #!
      f = (datetime.now()).isoformat() #!
      g = datetime.strptime(text, layout) #!
    `,
  ],
  good: [
    py`
      from datetime import datetime, timezone

      def is_expired(token):
          return token.expires_at < datetime.now(timezone.utc)
    `,
  ],
  calls: {
    'datetime.datetime': zoned(7, 'tzinfo'),
    'datetime.datetime.now': zoned(0, 'tz'),
    'datetime.datetime.fromtimestamp': zoned(1, 'tz'),
    'datetime.datetime.today': zoneless,
    'datetime.datetime.strptime': parsed,
    'datetime.date.today': zoneless,
    'datetime.date.fromtimestamp': zoneless,
  },
})

/** A call that takes the zone as an argument. */
function zoned(position: number, name: string): NodeHandler {
  return (call, checker) => {
    const { tree } = checker
    const zone = argumentFor(tree, call, position, name)
    if (zone === NO_NODE ? hasUnpacking(tree, call) : tree.kind(zone) !== K_NONE) return
    if (isZonedBehind(checker, call)) return
    report(checker, call)
  }
}

/** A call that cannot be told the zone. */
function zoneless(call: Node, checker: Checker): void {
  if (!isZonedBehind(checker, call)) report(checker, call)
}

function parsed(call: Node, checker: Checker): void {
  const { tree } = checker
  const format = argumentFor(tree, call, 1, 'format')
  if (format === NO_NODE && hasUnpacking(tree, call)) return
  if (format !== NO_NODE && readsZone(checker, format)) return
  if (isZonedBehind(checker, call) || /^\.(?:date|time)$/.test(nextAttribute(checker, call))) return
  report(checker, call)
}

/** True when the format reads an offset; `%%z` is a per cent sign. */
function readsZone(checker: Checker, format: Node): boolean {
  const { tree, facts } = checker
  const kind = tree.kind(format)
  if (kind === K_STRING || kind === K_CONCATENATED_STRING) {
    return /(?<!%)(?:%%)*%:?z/.test(tree.text(format))
  }
  const binding = facts.resolve(format)
  const only = binding?.definitionCount === 1 ? binding.definitions[0] : undefined
  if (only?.kind !== 'assignment') return false
  const value = tree.nextSibling(tree.nextSibling(only.node))
  return value !== NO_NODE && value !== format && readsZone(checker, value)
}

/** `.name` of the attribute that is asked of the call, '' if none is. */
function nextAttribute(checker: Checker, call: Node): string {
  const { tree } = checker
  const attribute = parentOf(tree, call)
  if (attribute === NO_NODE || tree.kind(attribute) !== K_ATTRIBUTE) return ''
  return `.${tree.text(tree.child(attribute, F_ATTRIBUTE))}`
}

/** True for `.astimezone(...)` and `.replace(tzinfo=zone)` behind the call, `zone.localize(...)` around it. */
function isZonedBehind(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const next = nextAttribute(checker, call)
  if (next === '.astimezone') return true
  const list = parentOf(tree, call)
  // `zone.localize(datetime(2024, 1, 1))` of pytz, `make_aware(...)` of Django.
  if (tree.kind(list) === K_ARGUMENT_LIST) {
    return /^(?:localize|make_aware)$/.test(calleeName(tree, tree.parent(list)))
  }
  if (next !== '.replace') return false
  const replace = parentOf(tree, parentOf(tree, call))
  if (tree.kind(replace) !== K_CALL) return false
  return argumentsOf(tree, replace).some(
    ({ name, value, isUnpacked }) =>
      isUnpacked || (name === 'tzinfo' && tree.kind(value) !== K_NONE),
  )
}

const CLOCK = /\.(?:now|today|fromtimestamp)$/

function report(checker: Checker, call: Node): void {
  const { tree } = checker
  const callee = tree.callee(call)
  checker.report({
    node: call,
    message: `\`${tree.text(callee)}(...)\` gives no time zone: what it means depends on the machine that runs it.`,
    ...((!CLOCK.test(checker.facts.qualifiedName(callee) ?? '') ||
      isShown(checker, call) ||
      isDuration(checker, call) ||
      isMadeOfParts(checker, call, callee)) && {
      severity: 'low' as const,
    }),
    // A fixed moment may be meant as a plain calendar value; a read of the clock never is.
    ...(CLOCK.test(checker.facts.qualifiedName(callee) ?? '')
      ? {}
      : { confidence: 'medium' as const }),
    fixes: fixesOf(checker, call, callee),
  })
}

/** `.strftime("%d.%m.%Y %H:%M")`: read by people where they are; not what other programs take for UTC. */
function isShown(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const next = nextAttribute(checker, call)
  // The day on the calendar of who runs it.
  if (/^\.(?:weekday|isoweekday|day|month|year|hour)$/.test(next)) return true
  if (next !== '.strftime') return false
  const [format] = argumentsOf(tree, parentOf(tree, parentOf(tree, call)))
  return (
    format !== undefined &&
    tree.kind(format.value) === K_STRING &&
    !/T%H|Z["']$|%s/.test(tree.text(format.value))
  )
}

/** `datetime(year, month, day)`: a plain calendar value of what was read elsewhere. */
function isMadeOfParts({ facts }: Checker, call: Node, callee: Node): boolean {
  return facts.qualifiedName(callee) === 'datetime.datetime' && facts.arguments(call).length > 0
}

/** `datetime.now() - start`, and `start = datetime.now()` that is used for nothing else: a span of time. */
function isDuration(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  if (!CLOCK.test(facts.calleeName(call) ?? '')) return false
  const around = parentOf(tree, call)
  if (isDifference(tree, around)) return true
  if (tree.kind(around) !== K_ASSIGNMENT) return false
  const target = tree.child(around, F_LEFT)
  if (tree.kind(target) !== K_IDENTIFIER) return false
  const uses = facts.resolve(target)?.references ?? []
  return uses.length > 0 && uses.every((use) => isDifference(tree, parentOf(tree, use)))
}

function isDifference(tree: SyntaxTree, node: Node): boolean {
  if (tree.kind(node) !== K_BINARY_OPERATOR) return false
  const [left, right] = [tree.child(node, F_LEFT), tree.child(node, F_RIGHT)]
  return (
    tree.source.slice(tree.end(left), tree.start(right)).trim() === '-' &&
    /\b(?:now|today)\(\)$/.test(tree.text(left))
  )
}

/** `now()` is given UTC; what the other calls mean is not known. */
function fixesOf(checker: Checker, call: Node, callee: Node) {
  const { tree, facts } = checker
  if (facts.qualifiedName(callee) !== 'datetime.datetime.now') return []
  if (argumentsOf(tree, call).length > 0 || tree.kind(callee) !== K_ATTRIBUTE) return []
  if (nextAttribute(checker, call) === '.replace') return []
  const type = tree.child(callee, F_OBJECT)
  const zone =
    tree.kind(type) === K_ATTRIBUTE
      ? { text: `${tree.text(tree.child(type, F_OBJECT))}.timezone`, edits: [] }
      : importedName(facts, 'datetime', 'timezone', call)
  const at = tree.end(tree.child(call, F_ARGUMENTS)) - 1
  return [
    {
      title: 'Take the time in UTC',
      grade: 'needs-review' as const,
      edits: [...zone.edits, { start: at, end: at, newText: `${zone.text}.utc` }],
    },
  ]
}
