import type { Checker } from '../../engine/checker.ts'
import { commentAt, readDirectives } from '../../facts/comments.ts'
import { K_COMMENT } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'type-ignore-unjustified',
  title: 'Type error silenced without code or reason',
  consequence:
    'The type checker is switched off for the whole line, so a later and different mistake there goes unseen.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
A bare \`# type: ignore\` silences every type error on its line, today's and tomorrow's. When the line
changes, a new mistake (a wrong argument, a missing attribute) is silenced with the old one. Naming the
error code keeps the checker awake for everything else, and a reason tells the next reader whether the
silence is still needed.
`,
  fix: `
Mend the type error. Where that is not possible, name the code (\`# type: ignore[arg-type]\`) and let
the checker warn of unused ignores, or say in the same comment why the line is right.
`,
  exemptions: [
    {
      text: 'An ignore with an error code.',
      quiet: py`
        import yaml  # type: ignore[import-untyped]
        value = compute()  # type: ignore[no-untyped-call, arg-type]
        other = compute()  # pyright: ignore[reportUnknownMemberType]
      `,
    },
    {
      text: 'An ignore whose comment goes on with a reason.',
      quiet: py`
        import ruamel  # type: ignore  # ships no type information
        first = compute()  # type: ignore # the stub is wrong about None
        second = compute()  # type: ignore - stub lacks the overload for bytes
      `,
    },
    {
      text: 'A type comment, and text in a string.',
      quiet: py`
        items = []  # type: list[int]
        names = {}  # type: ignored_names.Table
        text = 'x = 1  # type: ignore'
        # see the chapter on "type: ignore" in the manual
      `,
    },
    {
      text: 'A comment on the line above that says why the type is right.',
      quiet: py`
        class Encoder:
            def __del__(self):
                # This is a destructor, so it is okay to assign None.
                self._state = None  # type: ignore
      `,
    },
  ],
  limits: ['A code or reason that does not fit the error is not noticed.'],
  bad: [
    py`
      from vendor import client  # type: ignore #!

      def total(order):
          return order.sum()  # type:ignore #!
    `,
    py`
      first = compute()  #type: ignore #!
      second = compute()  # type: ignore[] #!
      third = compute()  # pyright: ignore #!
      fourth = compute()  # type: ignore  # noqa #!
      # mypy: ignore-errors #!
    `,
  ],
  good: [
    py`
      from vendor import client  # type: ignore[import-untyped]

      def total(order):
          return order.sum()  # type: ignore[no-any-return]  # the vendor's stub says Any
    `,
  ],
  on: {
    [K_COMMENT](node, checker) {
      const text = checker.tree.text(node)
      if (!text.includes('ignore')) return
      for (const { kind, codes, reason, offset } of readDirectives(text)) {
        if (kind !== 'type-ignore' || codes.length > 0 || reason !== '') continue
        const written = DIRECTIVE.exec(text.slice(offset))?.[0]
        if (written === undefined || isExplainedAbove(checker, node)) continue
        checker.report({
          node,
          ...((isOfSignature(checker, node) || isOfWrapper(checker, node)) && {
            severity: 'low' as const,
          }),
          message: `\`${written}\` silences every type error ${written.endsWith('-errors') ? 'in this file' : 'on this line'}: no code, no reason.`,
        })
      }
    },
  },
})

/** A directive ends where its word ends: `type: ignored_names` is a type. */
const DIRECTIVE = /^#\s*[\w-]+[:-]\s*(?:ignore|fixme)(?:-errors)?(?![\w-])/

/** What a sentence on the line above says of the type or the value. */
const WORDS =
  /because|since|can.?not|can.?t\b|never|okay|\bok\b|safe|mypy|pyright|checker|stubs?\b|\btyp(?:e|es|ed|ing)\b|\bNone\b|mismatch|always|guarantee|false positive|\bresolves?\b|\bwill (?:be|have|not)\b|\bwe(?:.re| are| know| have)\b|\bpresent\b|\bis (?:an?|actually|really|set|not)\b|assum|ensure|overrid|overload/i

function isExplainedAbove({ tree, facts }: Checker, comment: Node): boolean {
  const above = commentAt(facts, tree.line(comment) - 1)
  return (
    above?.isOwnLine === true &&
    WORDS.test(above.text) &&
    readDirectives(above.text).length === 0 &&
    above.text.trim().split(/\s+/).length > 4
  )
}

/** `return wrapper` of a decorator: what it hides is that a wrapper has another signature. */
function isOfWrapper({ tree, facts }: Checker, comment: Node): boolean {
  const start = tree.lineStarts[tree.line(comment) - 1] ?? 0
  const line = tree.source.slice(start, tree.start(comment))
  const name = /^\s*return (?:cast\([^,]*, )?(\w+)\)?\s*$/.exec(line)?.[1]
  if (name === undefined) return false
  const owner = facts.enclosingFunction(comment)
  return facts.functions.some((one) => one.name === name && one.enclosing === owner)
}

/** Behind a signature or an import it hides one known complaint, not what a value is. */
function isOfSignature({ tree }: Checker, comment: Node): boolean {
  const start = tree.lineStarts[tree.line(comment) - 1] ?? 0
  return /^\s*(?:@|(?:async\s+)?def\b|class\b|import\b|from\b|\)\s*(?:->[^:]*)?:)/.test(
    tree.source.slice(start, tree.start(comment)),
  )
}
