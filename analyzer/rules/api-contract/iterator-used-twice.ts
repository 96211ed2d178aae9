import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import { NORMAL_EDGES } from '../../flow/edges.ts'
import { calleeName, withoutParentheses } from '../../matching/calls/calls.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import { secondUse } from '../../matching/values/second-uses.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Calls that give something that can be gone through once. */
const ONE_SHOT =
  /^builtins\.(?:map|filter|zip|enumerate|reversed)$|^csv\.(?:reader|DictReader)$|^itertools\.(?:chain(?:\.from_iterable)?|islice|takewhile|dropwhile|filterfalse|starmap|zip_longest|product|permutations|combinations|groupby|accumulate|compress|pairwise|batched)$|^re\.finditer$|^os\.(?:scandir|walk)$/
/** Calls that take everything out. */
const TAKES_ALL =
  /^builtins\.(?:list|tuple|set|frozenset|dict|sorted|sum|min|max)$|^collections\.(?:Counter|deque|OrderedDict)$/
const LOOKS = /^builtins\.(?:any|all)$/

export default defineRule({
  id: 'iterator-used-twice',
  title: 'Iterator gone through a second time',
  consequence:
    'The second pass finds nothing: a sum is 0, a list is empty, a check passes, and no error tells of it.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [670],
  why: `
A generator, \`map\`, \`filter\`, \`zip\` or a reader gives each item once. After one loop, or one \`list()\` or
\`sum()\`, it is at its end; going through it again is no error, there is just nothing left. The second result is that of
an empty input: \`sum\` gives 0, \`any\` gives \`False\`, \`max\` raises.
`,
  fix: 'Put the items into a list first and go through that, or make the iterator anew for each pass.',
  exemptions: [
    {
      text: 'A list, two ways of which one is taken, and a loop that stopped before the end.',
      quiet: py`
        def total(rows, wide):
            weights = [float(row) for row in rows]
            cells = (row.strip() for row in rows)
            names = (row.name for row in rows)
            for name in names:
                if name == '-':
                    break
            if wide:
                return list(cells), list(names)
            return sum(weights), max(weights), set(cells)
      `,
    },
    {
      text: 'An iterator that is made anew, or set back to the start of its file.',
      quiet: py`
        import csv

        def both(rows, file):
            weights = map(float, rows)
            total = sum(weights)
            weights = map(float, rows)
            reader = csv.reader(file)
            count = sum(1 for row in reader)
            lines = list(reader)
            file.seek(0)
            return total, max(weights), count, lines, list(reader)
      `,
    },
    {
      text: 'A first item taken by `next`, and the rest.',
      quiet: py`
        import csv

        def read(file):
            reader = csv.reader(file)
            header = next(reader)
            return header, [dict(zip(header, row)) for row in reader]
      `,
    },
  ],
  limits: [
    'Only names of one function are followed, and what `any`, `all` or another function took first is not counted.',
  ],
  bad: [
    py`
      def mean(rows):
          weights = map(float, rows)
          total = sum(weights)
          return total / len(list(weights)) #!
    `,
    py`
      import csv

      def read(path, pages):
          with open(path, newline='') as file:
              reader = csv.DictReader(file)
              names = [row['name'] for row in reader]
              ages = [row['age'] for row in reader] #!
          users = (one for one in names if one)
          for page in pages:
              for user in users: #!
                  page.add(user)
          return ages

      def squares(n):
          for i in range(n):
              yield i * i

      def spread(n):
          values = squares(n)
          return max(values) - min(values) #!
    `,
  ],
  good: [
    py`
      def mean(rows):
          weights = [float(row) for row in rows]
          return sum(weights) / len(weights)
    `,
  ],
  on: {
    [k.K_ASSIGNMENT](assignment, checker) {
      const { tree, facts } = checker
      const target = tree.child(assignment, k.F_LEFT)
      if (target === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) return
      const value = withoutParentheses(tree, assignedValue(tree, target))
      if (value === NO_NODE || !isOneShot(checker, value)) return
      const owner = facts.enclosingFunction(target)
      if (owner === undefined || /\.seek\(/.test(tree.text(owner.node))) return
      const use = secondUse(checker, target, {
        edges: NORMAL_EDGES,
        isFirst: (read) => takesAll(checker, read),
        isSecond: (read, first) =>
          (takesAll(checker, read) || looksThrough(checker, read)) &&
          !isInsideLoopOver(checker, read, first),
      })
      if (use === undefined) return
      const { first, second } = use
      const name = tree.text(target)
      checker.report({
        node: second,
        message:
          first === second
            ? `\`${name}\` is made once, before the loop: from the second time on there is nothing left in it.`
            : `\`${name}\` was used up in line ${tree.line(first)}: there is nothing left in it here.`,
        evidence: [
          { kind: 'note', node: value, message: 'gives each item once' },
          { kind: 'act', node: first, message: 'everything is taken out' },
        ],
      })
    },
  },
})

function isOneShot(checker: Checker, value: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(value) === k.K_GENERATOR_EXPRESSION) return true
  if (tree.kind(value) !== k.K_CALL) return false
  const name = facts.calleeName(value)
  if (name !== undefined && ONE_SHOT.test(name)) return true
  // A generator function of this file, without a decorator that makes something else of it.
  if (name === undefined || !name.startsWith('.')) return false
  const own = facts.functions.filter((one) => `.${one.symbol}` === name)
  return (
    own.length === 1 &&
    own.every((one) => one.isGenerator && !one.isAsync && one.decorators.length === 0)
  )
}

/** Nothing is left after it: `list(it)`, `for item in it`, `[f(item) for item in it]`. */
function takesAll(checker: Checker, read: Node): boolean {
  const { tree, facts } = checker
  const parent = tree.parent(read)
  switch (tree.kind(parent)) {
    case k.K_FOR_STATEMENT:
      return tree.fieldOf(read) === k.F_RIGHT && !isLeftEarly(checker, parent)
    case k.K_FOR_IN_CLAUSE: {
      const outer = tree.kind(tree.parent(parent))
      return tree.fieldOf(read) === k.F_RIGHT && outer !== k.K_GENERATOR_EXPRESSION
    }
    case k.K_ARGUMENT_LIST: {
      const call = tree.parent(parent)
      if (facts.arguments(call).filter(({ name }) => name === undefined).length !== 1) return false
      if (calleeName(tree, call) === 'join') return tree.kind(facts.callee(call)) === k.K_ATTRIBUTE
      return TAKES_ALL.test(facts.calleeName(call) ?? '')
    }
    default:
      return false
  }
}

function looksThrough({ tree, facts }: Checker, read: Node): boolean {
  const list = tree.parent(read)
  if (tree.kind(list) === k.K_FOR_IN_CLAUSE) {
    const outer = tree.parent(list)
    const call = tree.parent(outer)
    return tree.kind(call) === k.K_CALL && LOOKS.test(facts.calleeName(call) ?? '')
  }
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return false
  return LOOKS.test(facts.calleeName(tree.parent(list)) ?? '')
}

/** A loop with a `break` may leave items for whoever comes next. */
function isLeftEarly({ tree }: Checker, loop: Node): boolean {
  for (const node of codeOf(tree, loop)) {
    if (tree.kind(node) === k.K_BREAK_STATEMENT) return true
  }
  return false
}

/** `for line in reader: rest = list(reader)` takes the rest on purpose. */
function isInsideLoopOver({ tree }: Checker, read: Node, first: Node): boolean {
  const loop = tree.parent(first)
  return read !== first && tree.kind(loop) === k.K_FOR_STATEMENT && tree.contains(loop, read)
}
