// Reading a call: its arguments by position and name, its callee as written.
import {
  F_ARGUMENTS,
  F_ATTRIBUTE,
  F_FUNCTION,
  F_NAME,
  F_OBJECT,
  F_VALUE,
  K_ARGUMENT_LIST,
  K_ATTRIBUTE,
  K_COMMENT,
  K_DICTIONARY_SPLAT,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LIST_SPLAT,
  K_PARENTHESIZED_EXPRESSION,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

/** All arguments as nodes in order: expressions, keyword arguments and splats. */
export function argumentsOf(tree: SyntaxTree, call: Node): Node[] {
  const list = tree.child(call, F_ARGUMENTS)
  if (list === NO_NODE) return []
  // `f(x for x in y)` holds the generator itself where the list would be.
  if (tree.kind(list) !== K_ARGUMENT_LIST) return [list]
  return tree.namedChildren(list).filter((node) => tree.kind(node) !== K_COMMENT)
}

/** The value passed under a keyword, NO_NODE if there is none. */
export function keywordArgument(tree: SyntaxTree, call: Node, name: string): Node {
  for (const argument of argumentsOf(tree, call)) {
    if (tree.kind(argument) !== K_KEYWORD_ARGUMENT) continue
    const keyword = tree.child(argument, F_NAME)
    if (keyword !== NO_NODE && tree.text(keyword) === name) return tree.child(argument, F_VALUE)
  }
  return NO_NODE
}

/** The value at a position (from 0), NO_NODE if there is none or a splat stands before it. */
export function positionalArgument(tree: SyntaxTree, call: Node, position: number): Node {
  let at = 0
  for (const argument of argumentsOf(tree, call)) {
    const kind = tree.kind(argument)
    if (kind === K_KEYWORD_ARGUMENT || kind === K_DICTIONARY_SPLAT) continue
    if (kind === K_LIST_SPLAT) return NO_NODE
    if (at === position) return argument
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
export function hasSplat(tree: SyntaxTree, call: Node): boolean {
  return argumentsOf(tree, call).some((argument) => {
    const kind = tree.kind(argument)
    return kind === K_LIST_SPLAT || kind === K_DICTIONARY_SPLAT
  })
}

/** The last name of a callee: `commit` of `self.session.commit()`, '' where there is none. */
export function calleeName(tree: SyntaxTree, call: Node): string {
  const callee = tree.child(call, F_FUNCTION)
  if (callee === NO_NODE) return ''
  if (tree.kind(callee) === K_IDENTIFIER) return tree.text(callee)
  if (tree.kind(callee) !== K_ATTRIBUTE) return ''
  const attribute = tree.child(callee, F_ATTRIBUTE)
  return attribute === NO_NODE ? '' : tree.text(attribute)
}

/** What a method is called on: `self.session` of `self.session.commit()`, NO_NODE if nothing. */
export function receiverOf(tree: SyntaxTree, call: Node): Node {
  const callee = tree.child(call, F_FUNCTION)
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
