import type { Checker, FixDraft } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { ASSIGN, DELETE } from '../../facts/roles.ts'
import { calleeName, receiverOf, withoutParentheses } from '../../matching/calls/calls.ts'
import { wrapped } from '../../matching/edits/call-edits.ts'
import { endsLoop } from '../../matching/shared-state/shared-loops.ts'
import {
  F_BODY,
  F_LEFT,
  F_RIGHT,
  F_SUBSCRIPT,
  F_VALUE,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_BINARY_OPERATOR,
  K_CALL,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_INTERPOLATION,
  K_LAMBDA,
  K_LIST,
  K_STRING,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'mutate-while-iterating',
  title: 'Collection changed while it is looped over',
  consequence:
    'Items are skipped without a trace, or the loop stops with an error half way through.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [1120],
  why: `
A loop over a list goes by position: when an item is removed, the next one moves to its place and is skipped. Dicts and
sets notice that their size changed and raise \`RuntimeError\` at the next step, after part of the work is done.
`,
  fix: `
Loop over a copy (\`for item in list(items)\`), or build a new collection with what stays. For work that brings more
work take a \`while\` loop over a queue.
`,
  exemptions: [
    {
      text: 'A loop over a copy.',
      quiet: py`
        def clean(items, table):
            for item in list(items):
                items.remove(item)
            for item in items[:]:
                items.remove(item)
            for key in sorted(table):
                del table[key]
            for key, value in tuple(table.items()):
                table.pop(key)
      `,
    },
    {
      text: 'A change after which the loop ends.',
      quiet: py`
        def drop(items, name):
            for item in items:
                if item.name == name:
                    items.remove(item)
                    break
            for item in items:
                if item.name == name:
                    items.remove(item)
                    return item
      `,
    },
    {
      text: 'Values of keys and positions that are there already, and changes of the items themselves.',
      quiet: py`
        def raise_all(prices, rows):
            for name in prices:
                prices[name] = prices[name] * 2
            for at, row in enumerate(rows):
                rows[at] = row + 1
                row.remove(1)
      `,
    },
    {
      text: 'A list of work that grows while it is gone through, and is named so.',
      quiet: py`
        def reached(first):
            seen = set()
            queue = [first]
            for module in queue:
                if module in seen:
                    continue
                seen.add(module)
                queue.extend(module.imports)
            return seen
      `,
    },
    {
      text: 'Another collection, or another object of the same name.',
      quiet: py`
        def move(items, done):
            for item in items:
                done.append(item)

                def later(items):
                    items.remove(item)
      `,
    },
  ],
  limits: ['Changes that a called function makes are not seen.'],
  bad: [
    py`
      def drop_expired(sessions):
          for session in sessions:
              if session.expired:
                  sessions.remove(session) #!
    `,
    py`
      class Cache:
          def clean(self, now):
              for key, value in self.items.items():
                  if value < now:
                      del self.items[key] #!
              for key in self.items.keys():
                  self.items.pop(key) #!

      def grow(names, seen, index):
          for name in names:
              names.append(name.next) #!
          for name in names:
              names += [name.next] #!
          for key in index:
              index.setdefault('total', 0) #!
              index.setdefault(key, 0)
          for key, value in index.items():
              index[key] = value + 1
              index[key.lower()] = value #!
              index[f'{key}_old'] = value #!
          taken = [index.pop(key) for key in index] #!
          kept = {key: index.pop(key) for key in list(index)}
          for name in seen:
              seen.add(name.parent) #!
              seen.discard(name) #!
    `,
  ],
  good: [
    py`
      def drop_expired(sessions):
          for session in list(sessions):
              if session.expired:
                  sessions.remove(session)
    `,
  ],
  on: {
    [K_FOR_STATEMENT](node, checker) {
      checkLoop(checker, node, checker.tree.child(node, F_BODY))
    },
    // `[table.pop(key) for key in table]`
    [K_FOR_IN_CLAUSE](node, checker) {
      const { tree } = checker
      checkLoop(checker, node, tree.child(tree.parent(node), F_BODY))
    },
  },
})

function checkLoop(checker: Checker, node: Node, body: Node): void {
  const { tree } = checker
  const collection = loopedOver(checker, tree.child(node, F_RIGHT))
  const isStatement = tree.kind(node) === K_FOR_STATEMENT
  if (collection === NO_NODE && isStatement) checkIndices(checker, node)
  if (collection === NO_NODE || body === NO_NODE) return
  const text = tree.text(collection)
  const target = tree.text(tree.child(node, F_LEFT))
  const isWorklist = WORKLIST.test(text)
  for (let at = body; at < tree.endOfSubtree(body); ) {
    const kind = tree.kind(at)
    if (kind === K_FUNCTION_DEFINITION || kind === K_LAMBDA) {
      at = tree.endOfSubtree(at)
      continue
    }
    const change = changeAt(checker, at, text, target)
    if (
      change !== undefined &&
      !(isWorklist && GROWTH.has(change)) &&
      !(isStatement && endsLoop(checker, node, at)) &&
      !isRebound(checker, body, text)
    ) {
      checker.report({
        node: at,
        message: `\`${text}\` is changed by \`${change}\` while the loop over \`${target}\` goes through it.`,
        related: [collection],
        ...(change === 'append' || change === 'extend' ? { confidence: 'medium' as const } : {}),
        fixes: GROWTH.has(change) ? [] : copyFix(checker, tree.child(node, F_RIGHT)),
      })
    }
    at += 1
  }
}

/** `for at in range(len(items)): del items[at]`: the indices run on past the shorter end. */
function checkIndices(checker: Checker, loop: Node): void {
  const { tree, facts } = checker
  const range = tree.child(loop, F_RIGHT)
  const target = tree.child(loop, F_LEFT)
  if (tree.kind(range) !== K_CALL || facts.calleeName(range) !== 'builtins.range') return
  const [given, more] = facts.arguments(range)
  if (given === undefined || more !== undefined || tree.kind(given.value) !== K_CALL) return
  if (facts.calleeName(given.value) !== 'builtins.len') return
  const counted = facts.arguments(given.value)[0]?.value ?? NO_NODE
  const body = tree.child(loop, F_BODY)
  if (counted === NO_NODE || tree.kind(target) !== K_IDENTIFIER || body === NO_NODE) return
  const [items, index] = [tree.text(counted), tree.text(target)]
  if (facts.dottedText(counted) === undefined || isRebound(checker, body, items)) return
  for (const kind of [K_SUBSCRIPT, K_CALL]) {
    for (const node of facts.nodesIn(body, kind)) {
      const isPop =
        kind === K_CALL &&
        calleeName(tree, node) === 'pop' &&
        tree.text(receiverOf(tree, node)) === items &&
        tree.text(facts.arguments(node)[0]?.value ?? body) === index
      const isDeleted =
        kind === K_SUBSCRIPT &&
        facts.roleOf(node) === DELETE &&
        tree.text(tree.child(node, F_VALUE)) === items &&
        tree.text(tree.child(node, F_SUBSCRIPT)) === index
      if ((!isPop && !isDeleted) || endsLoop(checker, loop, node)) continue
      checker.report({
        node,
        message: `\`${items}\` gets shorter while \`${index}\` counts up to the length that it had: items are passed by, then an index is out of range.`,
        related: [range],
      })
    }
  }
}

/** `for module in queue: queue.extend(module.imports)`: the name says that the loop takes what it adds. */
const WORKLIST =
  /(?:^|[._])(?:\w*queue|to_?do|pending|work(?:list)?|\w*stack|to_?(?:visit|check|process)|agenda|frontier|backlog)$/i
/** A loop over what it adds to may be meant to go on with that. */
const GROWTH = new Set(['append', 'extend', 'insert', 'appendleft'])

/** `list(items)`: the loop goes through a copy. */
function copyFix({ tree, facts }: Checker, expression: Node): FixDraft[] {
  const isEnumerated =
    tree.kind(expression) === K_CALL && facts.calleeName(expression) === 'builtins.enumerate'
  const first = isEnumerated ? facts.arguments(expression)[0]?.value : expression
  if (first === undefined) return []
  const edits = wrapped(tree, first, 'list')
  return [{ title: 'Go through a copy', grade: 'needs-review', edits }]
}

const VIEWS = new Set(['items', 'keys', 'values'])
const CHANGES = new Set(
  'sort reverse remove append insert extend pop popitem clear add discard update difference_update intersection_update symmetric_difference_update popleft appendleft'.split(
    ' ',
  ),
)

/** The collection itself, seen through `.items()` and `enumerate`; NO_NODE for copies. */
function loopedOver(checker: Checker, expression: Node): Node {
  const { tree, facts } = checker
  if (expression === NO_NODE) return NO_NODE
  const node = withoutParentheses(tree, expression)
  switch (tree.kind(node)) {
    case K_IDENTIFIER:
      return node
    case K_ATTRIBUTE:
      return facts.dottedText(node) === undefined ? NO_NODE : node
    // `groups['a']`
    case K_SUBSCRIPT:
      return constantValue(tree, tree.child(node, F_SUBSCRIPT)) === undefined ? NO_NODE : node
    case K_CALL: {
      const given = facts.arguments(node)
      if (facts.calleeName(node) === 'builtins.enumerate' && given[0] !== undefined) {
        return loopedOver(checker, given[0].value)
      }
      const object = receiverOf(tree, node)
      const isView = object !== NO_NODE && VIEWS.has(calleeName(tree, node))
      return isView && given.length === 0 && facts.dottedText(object) !== undefined
        ? object
        : NO_NODE
    }
    default:
      return NO_NODE
  }
}

/** How a node changes the size of the collection; undefined if it does not. */
function changeAt(
  { tree, facts }: Checker,
  node: Node,
  text: string,
  target: string,
): string | undefined {
  // `items += [more]` makes the same list longer.
  if (tree.kind(node) === K_AUGMENTED_ASSIGNMENT) {
    const isOwn = tree.text(tree.child(node, F_LEFT)) === text
    return isOwn && tree.kind(tree.child(node, F_RIGHT)) === K_LIST ? 'extend' : undefined
  }
  if (tree.kind(node) === K_CALL) {
    const object = receiverOf(tree, node)
    if (object === NO_NODE || tree.text(object) !== text) return undefined
    const method = calleeName(tree, node)
    // A default for the key of this round finds it there.
    const [key] = facts.arguments(node)
    const isOwnKey = key !== undefined && target.split(/\W+/).includes(tree.text(key.value))
    if (method === 'setdefault') return isOwnKey ? undefined : method
    return CHANGES.has(method) ? method : undefined
  }
  if (tree.kind(node) !== K_SUBSCRIPT) return undefined
  if (facts.roleOf(node) === ASSIGN && tree.text(tree.child(node, F_VALUE)) === text) {
    const key = tree.child(node, F_SUBSCRIPT)
    return key !== NO_NODE && isOtherText(tree, key, target) ? 'a new key' : undefined
  }
  if (facts.roleOf(node) !== DELETE) return undefined
  return tree.text(tree.child(node, F_VALUE)) === text && tree.child(node, F_SUBSCRIPT) !== NO_NODE
    ? 'del'
    : undefined
}

const RENAMES = new Set(
  'capitalize casefold format lower lstrip removeprefix removesuffix replace rstrip strip swapcase title upper'.split(
    ' ',
  ),
)

/** `key.lower()`, `key + '_old'`, `f'{key}_old'`: a text that is made of the key of this round. */
function isOtherText(tree: SyntaxTree, key: Node, target: string): boolean {
  const names = target.split(/\W+/)
  const isOwn = (node: Node) => node !== NO_NODE && names.includes(tree.text(node))
  switch (tree.kind(key)) {
    case K_CALL:
      return RENAMES.has(calleeName(tree, key)) && isOwn(receiverOf(tree, key))
    case K_BINARY_OPERATOR: {
      const sides = [tree.child(key, F_LEFT), tree.child(key, F_RIGHT)]
      return sides.some(isOwn) && sides.some((side) => tree.kind(side) === K_STRING)
    }
    case K_STRING:
      return tree
        .namedChildren(key)
        .some(
          (part) =>
            tree.kind(part) === K_INTERPOLATION && isOwn(tree.namedChildren(part)[0] ?? NO_NODE),
        )
    default:
      return false
  }
}

/** `items = list(items)` within the loop makes the name another collection. */
function isRebound({ tree, facts }: Checker, body: Node, text: string): boolean {
  const name = text.slice(text.lastIndexOf('.') + 1)
  return [...facts.identifiersNamed(name)].some((identifier) => {
    if (!tree.contains(body, identifier)) return false
    const parent = tree.parent(identifier)
    const place = tree.kind(parent) === K_ATTRIBUTE ? parent : identifier
    const isLonger = tree.kind(tree.parent(place)) === K_AUGMENTED_ASSIGNMENT
    return facts.isWrite(place) && !isLonger && tree.text(place) === text
  })
}
