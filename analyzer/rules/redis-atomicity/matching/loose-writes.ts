// Why a write may be left out though its function goes on: a flag above or around it, a handler that
// keeps the failure to itself.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import {
  conditionOf,
  consequenceOf,
  hasAlternative,
} from '../../../matching/statements/branches.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const FLAG =
  /dual|legacy|shadow|mirror|migrat|write|enable|feature|flag|v1|v2|new_|old_|schema|compat/i
const LOST = 'may fail without anybody learning of it'

export interface LooseWrite {
  readonly call: Node
  readonly owner: FunctionFacts
  /** The data that is written, as text. */
  readonly data: string
}

/** What keeps a write from taking place though the function returns normally. */
export interface Loosening {
  /** The statement that decides. */
  readonly around: Node
  readonly reason: string
}

/** What keeps the write of some data from taking place; undefined where nothing does. */
export function looseningOf(checker: Checker, write: LooseWrite): Loosening | undefined {
  const { tree } = checker
  const around = choiceAround(checker, write.call)
  if (around === NO_NODE) return flagBefore(checker, write)
  const kind = tree.kind(around)
  const reason =
    kind === k.K_IF_STATEMENT
      ? flagReason(checker, around)
      : kind === k.K_TRY_STATEMENT
        ? handlerReason(checker, around, write.data)
        : LOST
  return reason === undefined ? undefined : { around, reason }
}

/** `if not settings.dual_write: return` above the write, in the same block. */
function flagBefore({ tree }: Checker, { call, owner }: LooseWrite): Loosening | undefined {
  const body = tree.child(owner.node, k.F_BODY)
  const found = tree.namedChildren(body).find((one) => {
    if (one >= call || tree.kind(one) !== k.K_IF_STATEMENT || hasAlternative(tree, one))
      return false
    const last = consequenceOf(tree, one).at(-1)
    const isLeft = last !== undefined && /^return(?: None)?$/.test(tree.text(last))
    return isLeft && FLAG.test(tree.text(conditionOf(tree, one)))
  })
  if (found === undefined) return undefined
  return { around: found, reason: `hangs on \`${tree.text(conditionOf(tree, found))}\`` }
}

function flagReason(checker: Checker, around: Node): string | undefined {
  const { tree } = checker
  const condition = tree.text(conditionOf(tree, around))
  const isPresence = /\bexists\(/.test(condition)
  const other = tree.child(around, k.F_ALTERNATIVE)
  if (other !== NO_NODE && !(isPresence && isIdle(checker, other))) return undefined
  if (!FLAG.test(condition) && !isPresence) return undefined
  return `hangs on \`${condition}\``
}

/** Handlers that neither let the failure out nor see to it. */
function handlerReason({ tree }: Checker, around: Node, data: string): string | undefined {
  const clauses = tree.namedChildren(around).filter((node) => tree.kind(node) === k.K_EXCEPT_CLAUSE)
  if (clauses.length === 0) return undefined
  const isSwallowed = clauses.every((clause) => {
    const text = tree.text(clause)
    return (
      !/\braise\b|enqueue|retry|retries|outbox|dead_letter|dlq|pending|repair|reconcile|compensat|rollback/i.test(
        text,
      ) &&
      !new RegExp(`\\.\\w+\\([^)]*\\b${data.replace(/\W/g, '\\$&')}\\b`).test(
        text.replace(/log\w*\.\w+\([^)]*\)/g, ''),
      )
    )
  })
  return isSwallowed ? LOST : undefined
}

/** Nothing but log lines: `else: logger.debug(...)`. */
function isIdle({ tree }: Checker, clause: Node): boolean {
  const body = tree.child(clause, k.F_BODY)
  return (
    tree.kind(clause) === k.K_ELSE_CLAUSE &&
    body !== NO_NODE &&
    tree
      .namedChildren(body)
      .every((one) => /^(?:pass$|\w*log\w*\.\w+\(|logging\.\w+\(|print\(|#)/.test(tree.text(one)))
  )
}

/** The `if`, `try` or `with suppress(...)` that a call stands in, within its function. */
export function choiceAround({ tree }: Checker, call: Node): Node {
  for (let at = tree.parent(call); at !== NO_NODE; at = tree.parent(at)) {
    switch (tree.kind(at)) {
      case k.K_FUNCTION_DEFINITION:
      case k.K_LAMBDA:
        return NO_NODE
      case k.K_IF_STATEMENT:
      case k.K_TRY_STATEMENT:
        return at
      case k.K_WITH_STATEMENT:
        if (/^with\s+(?:contextlib\.)?suppress\(/.test(tree.text(at))) return at
    }
  }
  return NO_NODE
}
