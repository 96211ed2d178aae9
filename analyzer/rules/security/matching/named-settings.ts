// Values that are given a name in whatever form: `x = v`, `o.x = v`, `d['x'] = v`, `(x := v)`,
// `f(x=v)`, `{'x': v}`.

import type { Checker } from '../../../engine/checker.ts'
import { namedText } from '../../../facts/named-constants.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import type { NodeHandler } from '../../define.ts'

/** `node` is the whole of it: the assignment, the argument, the pair. */
export type SettingHandler = (checker: Checker, name: string, value: Node, node: Node) => void

/** Handlers for the `on` of a rule; one call for each name that is given a value. */
export function namedSettings(handle: SettingHandler): Readonly<Record<number, NodeHandler>> {
  return {
    [k.K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, k.F_LEFT)
      const value = tree.child(node, k.F_RIGHT)
      if (target === NO_NODE || value === NO_NODE) return
      if (!isSeveral(tree.kind(target)) || !isSeveral(tree.kind(value))) {
        handle(checker, settingName(checker, target), value, node)
        return
      }
      const values = tree.namedChildren(value)
      const targets = tree.namedChildren(target)
      if (values.length !== targets.length) return
      for (const [at, one] of targets.entries()) {
        handle(checker, settingName(checker, one), values[at] ?? NO_NODE, node)
      }
    },
    [k.K_NAMED_EXPRESSION]: withField(k.F_NAME, handle),
    [k.K_KEYWORD_ARGUMENT]: withField(k.F_NAME, handle),
    [k.K_PAIR](node, checker) {
      const { tree } = checker
      const value = tree.child(node, k.F_VALUE)
      const name = namedText(checker.facts, tree.child(node, k.F_KEY))
      if (value !== NO_NODE && name !== undefined) handle(checker, name, value, node)
    },
  }
}

/** The name, attribute or constant key that a value is stored under, '' for others. */
export function settingName({ tree, facts }: Checker, target: Node): string {
  if (target === NO_NODE) return ''
  switch (tree.kind(target)) {
    case k.K_IDENTIFIER:
      return tree.text(target)
    case k.K_ATTRIBUTE:
      return tree.text(tree.child(target, k.F_ATTRIBUTE))
    case k.K_SUBSCRIPT:
      return namedText(facts, tree.child(target, k.F_SUBSCRIPT)) ?? ''
    default:
      return ''
  }
}

function withField(field: number, handle: SettingHandler): NodeHandler {
  return (node, checker) => {
    const { tree } = checker
    const name = tree.child(node, field)
    const value = tree.child(node, k.F_VALUE)
    if (name !== NO_NODE && value !== NO_NODE) handle(checker, tree.text(name), value, node)
  }
}

function isSeveral(kind: number): boolean {
  return (
    kind === k.K_PATTERN_LIST ||
    kind === k.K_TUPLE_PATTERN ||
    kind === k.K_TUPLE ||
    kind === k.K_EXPRESSION_LIST
  )
}
