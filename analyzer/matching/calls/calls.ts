// Reading a call: its arguments by position and name, its callee as written.
import { type CallArgument, readArguments } from '../../facts/calls.ts'
import {
  F_ARGUMENTS,
  F_ATTRIBUTE,
  F_OBJECT,
  K_ATTRIBUTE,
  K_COMMENT,
  K_IDENTIFIER,
  K_PARENTHESIZED_EXPRESSION,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'

/** The arguments of a call in the order of the source. */
export function argumentsOf(tree: SyntaxTree, call: Node): readonly CallArgument[] {
  return readArguments(tree, tree.child(call, F_ARGUMENTS))
}

/** The value passed under a keyword, NO_NODE if there is none. */
export function keywordArgument(tree: SyntaxTree, call: Node, name: string): Node {
  return argumentsOf(tree, call).find((argument) => argument.name === name)?.value ?? NO_NODE
}

/** The value at a position (from 0), NO_NODE if there is none or `*args` stands before it. */
export function positionalArgument(tree: SyntaxTree, call: Node, position: number): Node {
  let at = 0
  for (const { value, name, isUnpacked } of argumentsOf(tree, call)) {
    if (name !== undefined) continue
    if (isUnpacked) return NO_NODE
    if (at === position) return value
    at += 1
  }
  return NO_NODE
}

/** The value of a parameter that can be passed by position or by name. */
export function argumentFor(tree: SyntaxTree, call: Node, position: number, name: string): Node {
  const value = keywordArgument(tree, call, name)
  return value === NO_NODE ? positionalArgument(tree, call, position) : value
}

/** True when `*args` or `**kwargs` may pass what cannot be seen here. */
export function hasUnpacking(tree: SyntaxTree, call: Node): boolean {
  return argumentsOf(tree, call).some(({ isUnpacked }) => isUnpacked)
}

/** The last name of a callee: `commit` of `self.session.commit()`, '' where there is none. */
export function calleeName(tree: SyntaxTree, call: Node): string {
  return calledName(tree, tree.callee(call))
}

/** The same of a callee, or of a function that is handed to another call. */
export function calledName(tree: SyntaxTree, callee: Node): string {
  if (callee === NO_NODE) return ''
  if (tree.kind(callee) === K_IDENTIFIER) return tree.nameOf(callee)
  if (tree.kind(callee) !== K_ATTRIBUTE) return ''
  const attribute = tree.child(callee, F_ATTRIBUTE)
  return attribute === NO_NODE ? '' : tree.text(attribute)
}

/** What a method is called on: `self.session` of `self.session.commit()`, NO_NODE if nothing. */
export function receiverOf(tree: SyntaxTree, call: Node): Node {
  const callee = tree.callee(call)
  if (callee === NO_NODE || tree.kind(callee) !== K_ATTRIBUTE) return NO_NODE
  return tree.child(callee, F_OBJECT)
}

/** The expression inside any number of parentheses. */
export function withoutParentheses(tree: SyntaxTree, node: Node): Node {
  let inner = node
  while (inner !== NO_NODE && tree.kind(inner) === K_PARENTHESIZED_EXPRESSION) {
    const next = tree.namedChildren(inner).find((child) => tree.kind(child) !== K_COMMENT)
    if (next === undefined) return inner
    inner = next
  }
  return inner
}
