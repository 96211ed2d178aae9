import type { Checker } from '../../engine/checker.ts'
import { readString, stringValue } from '../../facts/strings.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { valueBehind } from '../../matching/values/named-values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'compared-as-text',
  title: 'Versions, numbers or dates compared as text',
  consequence:
    'The order is that of the characters: 3.10 comes before 3.9, 100 before 20, and 31.01. after 01.12.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [697],
  why: `
Text is compared character by character. \`'3.10' < '3.9'\` holds because \`1\` comes before \`9\`; \`'100' < '20'\` as well, and
a date that starts with its day is ordered by the day of the month. As long as all parts have the same number of digits
the result is right, so it goes unnoticed until the first number with one more.
`,
  fix: `
Compare values: \`packaging.version.Version\`, tuples of numbers (\`sys.version_info >= (3, 10)\`), \`int\`, \`Decimal\`, \`date\`.
`,
  exemptions: [
    {
      text: 'Dates that begin with the year, times of one width, and letters.',
      quiet: py`
        def ask(row, clock, name, c, due, now):
            if row['day'] >= '2024-01-01' or '06:00' <= clock < '12:00':
                return name >= 'm' and '0' <= c <= '9'
            return due.strftime('%Y-%m-%d') < now.strftime('%Y-%m-%d') or row['build'] >= '2024.01.15'
      `,
    },
    {
      text: 'Numbers, tuples and objects that know their order.',
      quiet: py`
        import sys
        from packaging.version import Version, parse
        from distutils.version import LooseVersion

        def ask(installed):
            found = LooseVersion(installed)
            if sys.version_info < (3, 10) or parse(installed) < Version('3.10'):
                return LooseVersion(installed) < '3.10' or found >= '2.4.1'
            return int(input()) > 17 or installed == '3.10'
      `,
    },
  ],
  limits: [
    'Text that comes from another function is known as text by what it is compared with only.',
  ],
  bad: [
    py`
      import sys
      import django

      def ask(server, row, loan, now):
          if server.version >= '10.0' or sys.version < '3.9': #!2
              return django.__version__ < '3.2.10' #!
          age = input('Age? ')
          if age > '17' or row['due'] < '31.12.2024': #!2
              return loan.due.strftime('%d/%m/%Y') < now.strftime('%d/%m/%Y') #!
          return f'{loan.price:.2f}' < f'{row.price:.2f}' #!
    `,
  ],
  good: [
    py`
      import sys

      def ask(age, loan, now):
          return sys.version_info < (3, 9) or int(age) > 17 or loan.due < now
    `,
  ],
  on: {
    [k.K_COMPARISON_OPERATOR](comparison, checker) {
      const { tree } = checker
      const operators = tree.childrenOf(comparison, k.F_OPERATORS)
      const [operator, more] = operators
      if (operator === undefined || more !== undefined) return
      if (!ORDERS.has(tree.kind(operator))) return
      const [left, right] = tree
        .namedChildren(comparison)
        .filter((one) => tree.fieldOf(one) !== k.F_OPERATORS && tree.kind(one) !== k.K_COMMENT)
      if (left === undefined || right === undefined) return
      const what = asText(checker, left, right) ?? asText(checker, right, left)
      if (what === undefined) return
      checker.report({
        node: comparison,
        message: `\`${tree.text(comparison)}\` compares ${what} character by character.`,
      })
    },
  },
})

const ORDERS: ReadonlySet<number> = new Set([k.T_LT, k.T_LT_EQ, k.T_GT, k.T_GT_EQ])

const VERSION = /^v?\d{1,3}(?:\.\d{1,3}){1,3}$/
const DAY_FIRST = /^\d{1,2}([./-])\d{1,2}\1\d{4}$/

/** What is compared as text; undefined where the order of the characters is the right one, or not known. */
function asText(checker: Checker, one: Node, other: Node): string | undefined {
  const { tree, facts } = checker
  const text = stringValue(tree, one)
  if (text !== undefined) {
    if (DAY_FIRST.test(text)) {
      return isVersionText(checker, other) ? 'versions' : 'dates that begin with the day'
    }
    if (VERSION.test(text)) return isVersionText(checker, other) ? 'versions' : undefined
    if (/^\d{2,}$/.test(text)) return isTyped(checker, other) ? 'numbers' : undefined
    return undefined
  }
  if (tree.kind(one) === k.K_CALL && tree.kind(other) === k.K_CALL) {
    const formats = [one, other].map((call) =>
      calleeName(tree, call) === 'strftime'
        ? stringValue(tree, facts.arguments(call).at(-1)?.value ?? NO_NODE)
        : undefined,
    )
    return formats.every(
      (format) => format !== undefined && /^%[dmjHMA-Ba-b]\b.*%[Yy]/.test(format),
    )
      ? 'dates that do not begin with the year'
      : undefined
  }
  const parts = [one, other].map((side) => readString(tree, side))
  const isNumber = parts.every(
    (side) =>
      side?.isFormatted === true &&
      side.parts.length === 1 &&
      side.parts.every((part) => part.kind === 'value' && /^,?(?:\.\d+f|d)$/.test(part.format)),
  )
  return isNumber ? 'numbers' : undefined
}

/** The other side is text as far as is known, and named as a version. */
function isVersionText(checker: Checker, other: Node): boolean {
  const { tree, facts } = checker
  const name = facts.qualifiedName(other) ?? ''
  if (/^torch\./.test(name)) return false
  const value = valueBehind(checker, other)
  if (tree.kind(value) === k.K_CALL)
    return /^platform\.\w*version$|^importlib\.metadata\.version$/.test(
      facts.calleeName(value) ?? '',
    )
  if (checker.valueOf(value)?.kind === 'instance') return false
  // `version = parse(text)` somewhere: the name stands for an object.
  if (tree.kind(value) === k.K_IDENTIFIER && facts.resolve(value)?.kind === 'parameter') {
    return /version$|^release$/i.test(tree.text(value)) && !/Version/.test(tree.source)
  }
  const text = tree.text(value)
  if (/version_info/.test(text)) return false
  return (
    /(?:^|[._'"])_*version_*['"\]]*$/i.test(text) &&
    !/\b(?:LooseVersion|StrictVersion|parse_version|packaging)\b/.test(tree.source)
  )
}

/** What somebody types, or the environment says, is text. */
function isTyped(checker: Checker, other: Node): boolean {
  const { tree, facts } = checker
  const value = valueBehind(checker, other)
  if (tree.kind(value) !== k.K_CALL) return false
  return /^(?:builtins\.input|os\.getenv|os\.environ\.get|flask\.request\.args\.get)$/.test(
    facts.calleeName(value) ?? '',
  )
}
