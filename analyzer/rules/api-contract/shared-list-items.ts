import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { AUGMENT } from '../../facts/roles.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Methods that change a list, set or dict in place. */
const CHANGES =
  /^(?:append|extend|insert|add|update|remove|discard|pop|popitem|clear|sort|reverse|setdefault|appendleft)$/

export default defineRule({
  id: 'shared-list-items',
  title: 'All items are the same list',
  consequence: 'What is put into one row appears in all of them.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
\`[[0] * 3] * 3\` makes one row and names it three times; \`dict.fromkeys(keys, [])\` gives every key the same list. A
change of one item is a change of all of them.
`,
  fix: 'Make one for each place: `[[0] * 3 for _ in range(3)]`, `{key: [] for key in keys}`.',
  exemptions: [
    {
      text: 'Items that are only read, or that are replaced and not changed.',
      quiet: py`
        def build(names, size):
            empty = [[]] * size
            for at, name in enumerate(names):
                empty[at] = [name]
                empty[at].append(size)
            table = dict.fromkeys(names, ())
            rows = [[0] * size] * size
            print(rows[0][1], table)
            flat = [0] * size
            flat[1] = 3
            one = [[]] * 1
            one[0].append(2)
            return rows, [{}] * 2
      `,
    },
    {
      text: 'A row for each place.',
      quiet: py`
        def build(names, size):
            rows = [[0] * size for _ in range(size)]
            rows[0][1] = 2
            table = {name: [] for name in names}
            table['a'].append(1)
            counts = dict.fromkeys(names, 0)
            counts['a'] += 1
            return rows, table, counts
      `,
    },
  ],
  limits: ['Changes in other functions are not seen, but for attributes of the same class.'],
  bad: [
    py`
      def build(names, size):
          rows = [[0] * size] * size #!
          rows[0][1] = 2
          table = dict.fromkeys(names, []) #!
          table['a'].append(1)
          boxes = [{}] * size #!
          for box in boxes:
              box['a'] = 1
          return rows, table, boxes

      class Board:
          def __init__(self, size):
              self.cells = [[None] * size] * size #!

          def put(self, x, y, stone):
              self.cells[x][y] = stone
    `,
  ],
  good: [
    py`
      def build(names, size):
          rows = [[0] * size for _ in range(size)]
          rows[0][1] = 2
          return rows
    `,
  ],
  on: {
    [k.K_ASSIGNMENT](assignment, checker) {
      const { tree } = checker
      const value = withoutParentheses(tree, tree.child(assignment, k.F_RIGHT))
      if (value === NO_NODE) return
      const item = sharedItem(checker, value)
      if (item === NO_NODE) return
      const target = tree.child(assignment, k.F_LEFT)
      const change = changeOfItem(checker, target)
      if (change === undefined) return
      checker.report({
        node: value,
        message: `\`${inOneLine(tree.text(value), 50)}\` has one \`${inOneLine(tree.text(item), 30)}\` at every place: the change in line ${tree.line(change)} is one of all of them.`,
        evidence: [
          { kind: 'note', node: item, message: 'is made once' },
          { kind: 'act', node: change, message: 'changes all places' },
        ],
      })
    },
  },
})

/** The one object that `[item] * size` or `dict.fromkeys(keys, item)` puts everywhere. */
function sharedItem({ tree, facts }: Checker, value: Node): Node {
  if (tree.kind(value) === k.K_CALL) {
    if (facts.calleeName(value) !== 'builtins.dict.fromkeys') return NO_NODE
    const item = facts.arguments(value)[1]?.value ?? NO_NODE
    return item !== NO_NODE && isMutable(item) ? item : NO_NODE
  }
  if (tree.kind(value) !== k.K_BINARY_OPERATOR) return NO_NODE
  if (tree.kind(tree.child(value, k.F_OPERATOR)) !== k.T_STAR) return NO_NODE
  const list = withoutParentheses(tree, tree.child(value, k.F_LEFT))
  const size = tree.child(value, k.F_RIGHT)
  if (list === NO_NODE || tree.kind(list) !== k.K_LIST) return NO_NODE
  const count = constantValue(tree, size)
  if (typeof count === 'number' && count < 2) return NO_NODE
  const [item, more] = tree.namedChildren(list)
  if (item === undefined || more !== undefined) return NO_NODE
  return isMutable(item) ? item : NO_NODE

  function isMutable(one: Node): boolean {
    switch (tree.kind(one)) {
      case k.K_LIST:
      case k.K_SET:
      case k.K_DICTIONARY:
      case k.K_LIST_COMPREHENSION:
      case k.K_DICTIONARY_COMPREHENSION:
        return true
      case k.K_BINARY_OPERATOR: {
        const left = tree.child(one, k.F_LEFT)
        return left !== NO_NODE && tree.kind(left) === k.K_LIST
      }
      case k.K_CALL:
        return /^(?:builtins\.(?:list|dict|set)|collections\.\w+)$/.test(
          facts.calleeName(one) ?? '',
        )
      default:
        return false
    }
  }
}

/** Where an item is changed in place; undefined where none is, or where items are replaced. */
function changeOfItem(checker: Checker, target: Node): Node | undefined {
  let change: Node | undefined
  for (const read of readsOf(checker, target)) {
    const use = useOfItem(checker, read)
    if (use === 'replaced') return undefined
    if (typeof use === 'number') change ??= use
  }
  return change
}

/** The places that name what an assignment gives a value. */
function readsOf(checker: Checker, target: Node): readonly Node[] {
  const { tree, facts } = checker
  if (target === NO_NODE) return []
  if (tree.kind(target) === k.K_IDENTIFIER) {
    const binding = facts.resolve(target)
    return binding?.definitionCount === 1 ? Array.from(binding.references) : []
  }
  if (tree.kind(target) !== k.K_ATTRIBUTE) return []
  const owner = facts.enclosingClass(target)
  const name = tree.text(tree.child(target, k.F_ATTRIBUTE))
  if (owner === undefined) return []
  return Array.from(facts.identifiersNamed(name)).flatMap((one) => {
    const attribute = tree.parent(one)
    const isSame = attribute !== target && tree.contains(owner.node, attribute)
    return isSame && tree.text(attribute) === tree.text(target) ? [attribute] : []
  })
}

function useOfItem(checker: Checker, read: Node): Node | 'replaced' | undefined {
  const { tree, facts } = checker
  const parent = tree.parent(read)
  if (tree.kind(parent) === k.K_FOR_STATEMENT && tree.fieldOf(read) === k.F_RIGHT) {
    const item = tree.child(parent, k.F_LEFT)
    if (item === NO_NODE || tree.kind(item) !== k.K_IDENTIFIER) return undefined
    const binding = facts.resolve(item)
    for (const one of binding?.references ?? []) {
      if (tree.contains(parent, one) && isChanged(checker, one)) return one
    }
    return undefined
  }
  if (tree.kind(parent) !== k.K_SUBSCRIPT || tree.child(parent, k.F_VALUE) !== read)
    return undefined
  if (facts.isWrite(parent) && facts.roleOf(parent) !== AUGMENT) return 'replaced'
  return isChanged(checker, parent) ? parent : undefined
}

/** `item[0] = 1`, `item.append(1)`. */
function isChanged({ tree, facts }: Checker, item: Node): boolean {
  const parent = tree.parent(item)
  if (tree.kind(parent) === k.K_SUBSCRIPT && tree.child(parent, k.F_VALUE) === item) {
    return facts.isWrite(parent)
  }
  if (tree.kind(parent) !== k.K_ATTRIBUTE || tree.child(parent, k.F_OBJECT) !== item) return false
  if (tree.kind(tree.parent(parent)) !== k.K_CALL) return false
  return CHANGES.test(tree.text(tree.child(parent, k.F_ATTRIBUTE)))
}
