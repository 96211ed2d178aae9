import type { Checker } from '../../engine/checker.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import { constantValue } from '../../facts/literals.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'loop-over-wrong-kind',
  title: 'Loop over what does not give such items',
  consequence: 'The loop raises as soon as it begins.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
A number cannot be gone through: \`for i in len(items)\` raises a TypeError. A loop over a dict gives its keys alone, so
\`for key, value in table\` takes each key apart, which raises, or silently gives two letters of it.
`,
  fix: 'Write `range(len(items))` or `enumerate(items)`; go through `table.items()`.',
  exemptions: [
    {
      text: 'Keys that are pairs, other containers, and dicts of which nothing is known.',
      quiet: py`
        import library

        PLACES = {('a', 1): 'x', ('b', 2): 'y'}
        NAMES = {'ab': 1, 'cd': 2}

        def run(table, pairs: dict[tuple[str, int], str], rows: list[tuple[str, int]]):
            for name, number in PLACES:
                print(name, number)
            for first, second in NAMES:
                print(first, second)
            for name, number in pairs:
                print(name, number)
            for name, number in rows:
                print(name, number)
            for name, number in table:
                print(name, number)
            for at in range(len(rows)):
                print(at)
            for key in {'abc': 1}:
                print(key)
            for first, second in library.load():
                print(first, second)
            names: dict[str, int] = {}
            names = rows
            for name, number in names:
                print(name, number)
      `,
    },
    {
      text: 'A test that expects the failure.',
      quiet: py`
        import pytest

        def test_loop():
            with pytest.raises(TypeError):
                for at in 3:
                    print(at)
      `,
    },
  ],
  limits: ['Dicts are known by their annotation or where they are written out.'],
  bad: [
    py`
      SIZES = {'small': 1, 'large': 2}

      def run(names, prices: dict[str, int]):
          for at in len(names): #!
              print(at)
          for name, price in prices: #!
              print(name, price)
          for name, size in SIZES: #!
              print(name, size)
          return [at for at in 10] #!
    `,
  ],
  good: [
    py`
      def run(names, prices: dict[str, int]):
          for at in range(len(names)):
              print(at)
          for name, price in prices.items():
              print(name, price)
    `,
  ],
  on: { [k.K_FOR_STATEMENT]: check, [k.K_FOR_IN_CLAUSE]: check },
})

function check(loop: Node, checker: Checker): void {
  const { tree } = checker
  const given = tree.child(loop, k.F_RIGHT)
  if (given === NO_NODE) return
  const source = withoutParentheses(tree, given)
  const shown = inOneLine(tree.text(source), 40)
  if (isNumber(checker, source)) {
    if (!isExpectedToFail(checker, loop))
      checker.report({ node: source, message: `\`${shown}\` is a number: it has no items.` })
    return
  }
  const target = tree.child(loop, k.F_LEFT)
  if (target === NO_NODE) return
  const kind = tree.kind(target)
  if (kind !== k.K_PATTERN_LIST && kind !== k.K_TUPLE_PATTERN) return
  const count = tree.namedChildren(target).length
  if (!hasPlainKeys(checker, source, count) || isExpectedToFail(checker, loop)) return
  checker.report({
    node: source,
    message: `The loop over \`${shown}\` gives its keys alone, which are no pairs: \`.items()\` is missing.`,
  })
}

function isNumber({ tree, facts }: Checker, node: Node): boolean {
  if (typeof constantValue(tree, node) === 'number') return true
  return tree.kind(node) === k.K_CALL && facts.calleeName(node) === 'builtins.len'
}

/** A dict with keys that cannot be taken apart into so many. */
function hasPlainKeys(checker: Checker, source: Node, count: number): boolean {
  const { tree, facts } = checker
  if (tree.kind(source) === k.K_DICTIONARY) return hasPlainDisplay(checker, source, count)
  if (tree.kind(source) !== k.K_IDENTIFIER) return false
  const [only, more] = facts.resolve(source)?.definitions ?? []
  if (only === undefined || more !== undefined) return false
  const declared =
    only.kind === 'parameter'
      ? (facts.enclosingFunction(source)?.parameters.find(({ nameNode }) => nameNode === only.node)
          ?.annotation ?? NO_NODE)
      : tree.child(tree.parent(only.node), k.F_TYPE)
  if (declared !== NO_NODE) return PLAIN_KEYS.test(tree.text(declared))
  const display = onlyValue(facts, source)
  if (display === NO_NODE || tree.kind(display) !== k.K_DICTIONARY) return false
  // What is put in later may have other keys.
  const isFilled = facts
    .resolve(source)
    ?.references.some((one) => facts.isWrite(tree.parent(one)) || isHandedOn(checker, one))
  return !isFilled && hasPlainDisplay(checker, display, count)
}

const PLAIN_KEYS =
  /^(?:typing\.)?(?:dict|Dict|Mapping|MutableMapping|OrderedDict|DefaultDict|defaultdict|Counter)\[\s*(?:str|int|float|bool|UUID|datetime|date)\s*,/

function hasPlainDisplay({ tree }: Checker, display: Node, count: number): boolean {
  const entries = tree.namedChildren(display).filter((one) => tree.kind(one) !== k.K_COMMENT)
  return (
    entries.length > 0 &&
    entries.every((pair) => {
      if (tree.kind(pair) !== k.K_PAIR) return false
      const key = constantValue(tree, tree.child(pair, k.F_KEY))
      return typeof key === 'number' || (typeof key === 'string' && key.length !== count)
    })
  )
}

/** Given to a call or changed by a method. */
function isHandedOn({ tree }: Checker, read: Node): boolean {
  const parent = tree.parent(read)
  const kind = tree.kind(parent)
  return (
    kind === k.K_ARGUMENT_LIST ||
    (kind === k.K_ATTRIBUTE && /\.(?:update|setdefault)$/.test(tree.text(parent)))
  )
}

function isExpectedToFail({ tree }: Checker, node: Node): boolean {
  const around = tree.ancestor(node, k.K_WITH_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (around === NO_NODE || tree.kind(around) !== k.K_WITH_STATEMENT) return false
  const head = tree.childOfKind(around, k.K_WITH_CLAUSE)
  return head !== NO_NODE && /raises/i.test(tree.text(head))
}
