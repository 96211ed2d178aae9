import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { emptyResult } from './matching/empty-results.ts'

export default defineRule({
  id: 'value-of-nothing',
  title: 'Result used of a call that gives none',
  consequence: 'The name holds None: the next use fails, or the data is silently gone.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [394],
  why: `
\`items.sort()\` and \`random.shuffle(items)\` change the list and return \`None\`, and so does a function without a
\`return\`. Who assigns, tests or passes on the result works with \`None\`: \`items = items.sort()\` throws the list away.
`,
  fix: 'Call it on a line of its own, use what gives a value (`sorted(items)`), or add the `return`.',
  exemptions: [
    {
      text: 'Hooks that a class below may fill, functions of unknown origin, and what only hands on.',
      quiet: py`
        import random
        import library

        class Job:
            def before(self):
                pass

            def refuse(self):
                raise NotImplementedError

            def note(self):
                print(self)

            def run(self, rows):
                first = self.before() or self.refuse()
                if self.note2():
                    return first
                return self.note()

            def note2(self):
                print(self)

            def stop(self):
                self.last = self.note()

        class Loud(Job):
            def note2(self):
                return 1

        def show(rows):
            print(rows)

        def run(rows, query):
            total = library.sort(rows)
            query = query.sort('name')
            values = total.sort()
            ordered = total.sort(reverse=True, axis=1)
            callback = show
            return show(rows), total, query, callback, values, ordered
      `,
    },
    {
      text: 'A result that is asked for None, or kept under a name that nobody reads.',
      quiet: py`
        def show(rows):
            print(rows)

        def test_show(rows):
            assert show(rows) is None
            _ = show(rows)
            result = show(rows)
            assert result is None
            unused = show(rows)
            answer = show(rows) if rows else None
            if rows:
                answer = show(rows)
            else:
                answer = rows
            answer = answer or 3
            seen = set()
            return [row for row in rows if row not in seen and not seen.add(row)]
      `,
    },
  ],
  limits: [
    'Functions of other files are known where they stand in the module itself and raise nothing.',
  ],
  bad: [
    py`
      import random

      def show(rows):
          for row in rows:
              print(row)

      def run(names):
          rows = [name.strip() for name in names]
          rows = rows.sort() #!
          table = {}
          merged = table.update(a=1) #!
          if show(rows): #!
              return merged
          mixed = random.shuffle(names) #!
          text = show(mixed) #!
          return text.upper()

      def ordered(rows, sizes):
          rows = rows.sort() #!
          best = sizes.sort(key=len) #!
          for row in rows:
              print(best, row)
          names = list(rows)
          return names.sort() #!
    `,
    {
      'app/show.py': py`
        import sys

        def show(rows):
            print(len(rows), file=sys.stderr)

        def leave(text):
            raise SystemExit(text)

        def chosen(rows):
            if rows:
                return rows[0]
      `,
      'app/run.py': py`
        from app.show import chosen, leave, show

        def run(rows):
            text = show(rows) #!
            row = chosen(rows)
            end = leave(row)
            return text.upper(), row.name, end.name
      `,
      'tests/test_show.py': py`
        from app.show import show

        def test_show(patched):
            text = show([])
            assert text.upper() == 'X'
      `,
    },
  ],
  good: [
    py`
      import random

      def run(names):
          rows = [name.strip() for name in names]
          rows.sort()
          random.shuffle(names)
          return rows, names
    `,
  ],
  on: {
    [k.K_CALL](call, checker) {
      // Most calls are statements or arguments: that is asked before what they call.
      if (!mayBeUsed(checker, call)) return
      const found = emptyResult(checker, call)
      const use = found && useOf(checker, call, found.isOwn)
      if (use === undefined) return
      checker.report({
        node: call,
        message: `\`${inOneLine(checker.tree.text(call), 50)}\` gives \`None\`: ${found?.why}; ${use}.`,
      })
    },
  },
})

function mayBeUsed({ tree }: Checker, call: Node): boolean {
  const kind = tree.kind(tree.parent(call))
  return kind !== k.K_EXPRESSION_STATEMENT && kind !== k.K_ARGUMENT_LIST
}

/** What is done with the result that makes no sense with None; undefined where it may. */
function useOf(checker: Checker, call: Node, isOwn: boolean): string | undefined {
  const { tree } = checker
  const parent = parentOf(tree, call)
  switch (tree.kind(parent)) {
    case k.K_ASSIGNMENT:
      return assignedUse(checker, parent, isOwn)
    case k.K_IF_STATEMENT:
    case k.K_ELIF_CLAUSE:
    case k.K_WHILE_STATEMENT:
      return tree.fieldOf(call) === k.F_CONDITION || parent !== tree.parent(call)
        ? 'the condition never holds'
        : undefined
    case k.K_NOT_OPERATOR:
      // `x not in seen and not seen.add(x)` counts on it.
      if (tree.kind(parentOf(tree, parent)) === k.K_BOOLEAN_OPERATOR) return undefined
      return 'the condition always holds'
    case k.K_ATTRIBUTE:
    case k.K_SUBSCRIPT:
    case k.K_FOR_STATEMENT:
      return 'what is asked of it fails'
    case k.K_BINARY_OPERATOR:
      return 'the operator fails'
    case k.K_RETURN_STATEMENT:
      return GIVES_ORDER.test(calleeName(tree, call)) ? 'the caller gets nothing' : undefined
    default:
      return undefined
  }
}

/** Who returns what these give wants the list in its new order. */
const GIVES_ORDER = /^(?:sort|reverse|shuffle)$/

/** A name that is read later, and not only asked whether it is None. */
function assignedUse(checker: Checker, assignment: Node, isOwn: boolean): string | undefined {
  const { tree, facts, flow } = checker
  const target = tree.child(assignment, k.F_LEFT)
  if (tree.kind(target) === k.K_ATTRIBUTE) {
    // `self.consumer = self._close(consumer)` may empty the attribute on purpose.
    if (isOwn) return undefined
    return `\`${inOneLine(tree.text(target), 30)}\` never holds anything else from here`
  }
  if (tree.kind(target) !== k.K_IDENTIFIER || facts.resolve(target) === undefined) return undefined
  const graph = flow.around(target)
  const defUse = flow.defUse(graph)
  const write = graph.eventsAt(target).find((one) => defUse.valueAt(one) !== undefined)
  if (write === undefined) return undefined
  const uses = defUse.usesOf(write)
  // Of several that give the name a value, one that gives none is asked for it: `answer or default`.
  if (isOwn && uses.some((one) => defUse.definitionsOf(one).length !== 1)) return undefined
  const reads = uses.map((one) => graph.eventNode(one))
  const used = reads.filter((read) => !isAskedForNone(checker, read))
  const [first] = used
  if (first === undefined || used.length < reads.length) return undefined
  return `\`${tree.text(target)}\` is used in line ${tree.line(first)}`
}

function isAskedForNone({ tree }: Checker, read: Node): boolean {
  const parent = tree.parent(read)
  const text = tree.text(parent)
  return tree.kind(parent) === k.K_COMPARISON_OPERATOR
    ? /\bNone\b/.test(text)
    : /assert(?:Is)?(?:_is_)?none/i.test(tree.text(tree.parent(parent)).slice(0, 40))
}
