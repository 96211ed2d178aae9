import type { Checker, FixDraft } from '../../engine/checker.ts'
import { argumentFor, keywordArgument } from '../../matching/calls/calls.ts'
import { codeOf, statementsOf } from '../../matching/statements/statements.ts'
import { K_CALL, K_COMMENT, K_LIST, K_STRING, K_TUPLE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'duplicate-parametrize-case',
  title: 'Case listed twice',
  consequence: 'One case is run twice, and the one that was meant is probably missing.',
  effortHours: { low: 0.05, high: 0.1 },
  why: `
A case that stands twice in \`parametrize\` is run twice and proves nothing the second time. It is mostly a line
that was copied and never changed, so what it was meant to check is not checked.
`,
  fix: `
Delete the second one, or give it the values that were meant.
`,
  exemptions: [
    {
      text: 'Cases that differ in a value, a mark or an identifier.',
      quiet: py`
        import pytest

        @pytest.mark.parametrize("given, wanted", [(1, 2), (1, 3), (2, 2)])
        def test_next(given, wanted):
            assert following(given) == wanted

        @pytest.mark.parametrize("x", [1, 1.0, True, "1", b"1", pytest.param(1, id="one")])
        def test_kinds(x):
            assert parse(x)
      `,
    },
    {
      text: 'Cases that are made anew by a call.',
      quiet: py`
        import pytest

        @pytest.mark.parametrize("x", [object(), object(), make(1), make(1)])
        def test_made(x):
            assert x
      `,
    },
    {
      text: 'Cases of different decorators, and other lists.',
      quiet: py`
        import pytest

        VALUES = [1, 1]

        @pytest.mark.parametrize("x", [1, 2])
        @pytest.mark.parametrize("y", [1, 2])
        def test_pairs(x, y):
            assert x + y in [2, 3, 3, 4]
      `,
    },
  ],
  limits: ['Lists that are put together elsewhere are not read.'],
  bad: [
    py`
      import pytest

      @pytest.mark.parametrize("x", [1, 2, 1]) #!
      def test_x(x):
          assert x
    `,
    py`
      import pytest
      from pytest import mark, param

      @pytest.mark.parametrize(
          "given, wanted",
          [
              (1, 2),
              (2, 3),
              (1,  2), #!
              pytest.param(4, 5, id="four"),
              pytest.param(4, 5, id="four"), #!
          ],
      )
      def test_next(given, wanted):
          assert following(given) == wanted

      @mark.parametrize(argnames="x", argvalues=("a", "b", "a", "a")) #!2
      def test_names(x):
          assert x

      @pytest.fixture(params=[None, "x", None]) #!
      def value(request):
          return request.param
    `,
  ],
  good: [
    py`
      import pytest

      @pytest.mark.parametrize("x", [1, 2, 3])
      def test_x(x):
          assert x
    `,
  ],
  calls: {
    'pytest.mark.parametrize'(call, checker) {
      check(checker, argumentFor(checker.tree, call, 1, 'argvalues'))
    },
    'pytest.fixture'(call, checker) {
      check(checker, keywordArgument(checker.tree, call, 'params'))
    },
  },
})

function check(checker: Checker, list: Node): void {
  const { tree, facts } = checker
  if (list === NO_NODE) return
  const kind = tree.kind(list)
  if (kind !== K_LIST && kind !== K_TUPLE) return
  const items = statementsOf(tree, list)
  const seen = new Map<string, Node>()
  for (const item of items) {
    const isMade = [...codeOf(tree, item)].some(
      (node) => tree.kind(node) === K_CALL && facts.calleeName(node) !== 'pytest.param',
    )
    if (isMade) continue
    const key = tokens(tree, item)
    const first = seen.get(key)
    if (first === undefined) {
      seen.set(key, item)
      continue
    }
    checker.report({
      node: item,
      message: `\`${tree.text(item).replace(/\s+/g, ' ').slice(0, 60)}\` stands in line ${tree.line(first)} already.`,
      related: [first],
      fixes: removal(tree, item),
    })
  }
}

/** The tokens without the white space between them. */
function tokens(tree: SyntaxTree, node: Node): string {
  const found: string[] = []
  for (let at = node; at < tree.endOfSubtree(node); ) {
    const kind = tree.kind(at)
    if (kind === K_STRING || tree.endOfSubtree(at) === at + 1) {
      if (kind !== K_COMMENT)
        found.push(kind === K_STRING ? unquoted(tree.text(at)) : tree.text(at))
      at = tree.endOfSubtree(at)
    } else at += 1
  }
  return found.join(' ').replace(/ ,(?= [)\]])/g, '')
}

/** `'a'` and `"a"` are one text; one with quotes or escapes in it is left as it is written. */
function unquoted(text: string): string {
  const [, prefix = '', , inside] = /^(\w*)('''|"""|'|")([^'"\\]*)\2$/.exec(text) ?? []
  return inside === undefined ? text : `${prefix.toLowerCase().replace('u', '')}"${inside}"`
}

/** Takes the case out with the comma before it. */
function removal(tree: SyntaxTree, item: Node): FixDraft[] {
  const before = tree.source.slice(0, tree.start(item))
  const comma = /,\s*$/.exec(before)
  if (comma === null) return []
  return [
    {
      title: 'Delete the second one',
      grade: 'needs-review',
      edits: [{ start: comma.index, end: tree.end(item), newText: '' }],
    },
  ]
}
