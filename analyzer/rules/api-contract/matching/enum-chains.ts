// Chains of tests and `match` statements over the members of one enum.

import { domainOf } from '../../../domain/domain-of.ts'
import type { EnumType } from '../../../domain/enums/enums.ts'
import type { Checker } from '../../../engine/checker.ts'
import { withoutParentheses } from '../../../matching/calls/calls.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import {
  F_ALTERNATIVE,
  F_CONSEQUENCE,
  F_LEFT,
  F_OPERATOR,
  F_RIGHT,
  K_ATTRIBUTE,
  K_BOOLEAN_OPERATOR,
  K_BREAK_STATEMENT,
  K_COMPARISON_OPERATOR,
  K_CONTINUE_STATEMENT,
  K_DOTTED_NAME,
  K_ELIF_CLAUSE,
  K_ELSE_CLAUSE,
  K_IF_STATEMENT,
  K_LIST,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_SET,
  K_TUPLE,
  T_OR,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Members that a subject is compared with, all of one enum. */
export interface MemberTest {
  /** Text of what is compared. */
  readonly subject: string
  readonly enum: EnumType
  readonly members: readonly string[]
}

/** The member of an enum that an expression names. */
export function memberAt(
  checker: Checker,
  expression: Node,
): { readonly enum: EnumType; readonly member: string } | undefined {
  const { facts, project, tree } = checker
  const kind = tree.kind(expression)
  if (kind !== K_ATTRIBUTE && kind !== K_DOTTED_NAME) return undefined
  const origin =
    kind === K_ATTRIBUTE
      ? facts.qualifiedName(expression)
      : facts.qualifiedPath(expression, tree.text(expression))
  const entry = project.index.module(checker.path)
  if (entry === undefined) return undefined
  const found = domainOf(project).enums.member(entry, origin)
  return found && { enum: found.enum, member: found.member.name }
}

/** `x == E.A`, `x is E.A`, `x in (E.A, E.B)` and such tests joined by `or`. */
export function memberTest(checker: Checker, condition: Node): MemberTest | undefined {
  const { tree } = checker
  const node = withoutParentheses(tree, condition)
  if (node === NO_NODE) return undefined
  if (tree.kind(node) === K_BOOLEAN_OPERATOR) {
    if (tree.kind(tree.child(node, F_OPERATOR)) !== T_OR) return undefined
    const left = memberTest(checker, tree.child(node, F_LEFT))
    const right = left && memberTest(checker, tree.child(node, F_RIGHT))
    if (left === undefined || right === undefined) return undefined
    if (left.enum !== right.enum || left.subject !== right.subject) return undefined
    return { ...left, members: [...left.members, ...right.members] }
  }
  if (tree.kind(node) !== K_COMPARISON_OPERATOR) return undefined
  const [subject, value, third] = tree.namedChildren(node)
  if (subject === undefined || value === undefined || third !== undefined) return undefined
  const between = tree.source.slice(tree.end(subject), tree.start(value)).trim()
  if (between === '==' || between === 'is') {
    const found = memberAt(checker, value)
    return found && { subject: tree.text(subject), enum: found.enum, members: [found.member] }
  }
  return between === 'in' ? membership(checker, tree.text(subject), value) : undefined
}

function membership(checker: Checker, subject: string, list: Node): MemberTest | undefined {
  const { tree } = checker
  const inner = withoutParentheses(tree, list)
  const kind = tree.kind(inner)
  if (kind !== K_TUPLE && kind !== K_LIST && kind !== K_SET) return undefined
  const found = statementsOf(tree, inner).map((item) => memberAt(checker, item))
  const [first] = found
  if (first === undefined || found.some((one) => one?.enum !== first.enum)) return undefined
  return { subject, enum: first.enum, members: found.flatMap((one) => one?.member ?? []) }
}

export interface EnumChain {
  readonly subject: string
  readonly enum: EnumType
  /** Members with a branch of their own. */
  readonly handled: ReadonlySet<string>
  readonly blocks: readonly Node[]
}

/** An `if` with its `elif` clauses; undefined if it has an `else` or tests something else too. */
export function chainAt(checker: Checker, statement: Node): EnumChain | undefined {
  const { tree } = checker
  const first = memberTest(checker, conditionOf(tree, statement))
  if (first === undefined) return undefined
  const handled = new Set(first.members)
  const blocks = [tree.child(statement, F_CONSEQUENCE)]
  for (const clause of tree.childrenOf(statement, F_ALTERNATIVE)) {
    if (tree.kind(clause) === K_ELSE_CLAUSE) return undefined
    if (tree.kind(clause) !== K_ELIF_CLAUSE) continue
    const next = memberTest(checker, conditionOf(tree, clause))
    if (next?.enum !== first.enum || next.subject !== first.subject) return undefined
    for (const member of next.members) handled.add(member)
    blocks.push(tree.child(clause, F_CONSEQUENCE))
  }
  return { subject: first.subject, enum: first.enum, handled, blocks }
}

/** True if the last statement of a block leaves it for good. */
export function leaves(checker: Checker, block: Node): boolean {
  const { tree } = checker
  const last = block === NO_NODE ? undefined : statementsOf(tree, block).at(-1)
  switch (last === undefined ? -1 : tree.kind(last)) {
    case K_RETURN_STATEMENT:
    case K_RAISE_STATEMENT:
    case K_CONTINUE_STATEMENT:
    case K_BREAK_STATEMENT:
      return true
    default:
      return false
  }
}

/** Members that `if` statements directly before a statement have dealt with and left for. */
export function handledBefore(checker: Checker, statement: Node, subject: string): Set<string> {
  const { tree } = checker
  const found = new Set<string>()
  const siblings = statementsOf(tree, tree.parent(statement))
  for (const one of siblings.slice(0, siblings.indexOf(statement))) {
    if (tree.kind(one) !== K_IF_STATEMENT) continue
    const chain = chainAt(checker, one)
    if (chain?.subject !== subject) continue
    if (chain.blocks.every((block) => leaves(checker, block))) {
      for (const member of chain.handled) found.add(member)
    }
  }
  return found
}
