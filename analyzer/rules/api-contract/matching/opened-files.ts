// Files that `open` gives to a local name, and what is done with them against their mode.
import type { Checker } from '../../../engine/checker.ts'
import { constantValue } from '../../../facts/literals.ts'
import { readString } from '../../../facts/strings.ts'
import { WRITE_NAME } from '../../../flow/events.ts'
import { calleeName, withoutParentheses } from '../../../matching/calls/calls.ts'
import { openedFile } from '../../../matching/calls/opened-files.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** The mode of a call of `open`; undefined where it is computed or not valid. */
export function openedMode(checker: Checker, call: Node): string | undefined {
  const opened = openedFile(checker, call)
  if (opened === undefined) return undefined
  const mode = opened.mode === NO_NODE ? 'r' : constantValue(checker.tree, opened.mode)
  return typeof mode === 'string' && /^[rwaxbtU+]+$/.test(mode) ? mode : undefined
}

export interface Misuse {
  readonly node: Node
  /** The end of a sentence. */
  readonly why: string
}

/** Uses of the file that a call opens which its mode makes fail, in the order of the source. */
export function misusesOf(checker: Checker, call: Node, mode: string): readonly Misuse[] {
  const { tree, flow, facts } = checker
  // In Python 2 text and bytes were the same.
  const isOld = facts.nodesOfKind(k.K_PRINT_STATEMENT).length > 0
  const target = isOld ? NO_NODE : targetOf(checker, call)
  if (target === NO_NODE) return []
  const graph = flow.around(target)
  const write = graph.eventAt(target, WRITE_NAME)
  if (write === -1) return []
  const defUse = flow.defUse(graph)
  const found: Misuse[] = []
  for (const read of defUse.usesOf(write)) {
    if (defUse.definitionsOf(read).length !== 1) continue
    const node = graph.eventNode(read)
    const why = misuse(checker, node, mode)
    if (why === undefined || isExpectedToFail(checker, node)) continue
    const parent = tree.parent(node)
    found.push({ node: tree.kind(parent) === k.K_ATTRIBUTE ? parent : node, why })
  }
  return found.toSorted((a, b) => a.node - b.node)
}

/** The name that a file is given by `with open() as name` or `name = open()`. */
function targetOf({ tree }: Checker, call: Node): Node {
  const parent = tree.parent(call)
  if (tree.kind(parent) === k.K_ASSIGNMENT) {
    const target = tree.child(parent, k.F_LEFT)
    return target !== NO_NODE && tree.kind(target) === k.K_IDENTIFIER ? target : NO_NODE
  }
  if (tree.kind(parent) !== k.K_AS_PATTERN) return NO_NODE
  const alias = tree.childOfKind(parent, k.K_AS_PATTERN_TARGET)
  const name = alias === NO_NODE ? undefined : tree.namedChildren(alias)[0]
  return name !== undefined && tree.kind(name) === k.K_IDENTIFIER ? name : NO_NODE
}

const READS = /^(?:read|readline|readlines|readinto)$/
const WRITES = /^(?:write|writelines|truncate)$/

/** Functions that read a file they are given first, or write to one given second. */
const LOADS = /^(?:json|pickle|marshal|tomllib|tomli|yaml)\.(?:load|safe_load)$/
const DUMPS = /^(?:json|pickle|marshal)\.dump$/

function misuse(checker: Checker, read: Node, mode: string): string | undefined {
  const { tree, facts } = checker
  const isUpdated = mode.includes('+')
  const mayRead = isUpdated || /[rU]/.test(mode) || !/[wax]/.test(mode)
  const mayWrite = isUpdated || /[wax]/.test(mode)
  const isBinary = mode.includes('b')
  const parent = tree.parent(read)
  if (tree.kind(parent) === k.K_FOR_STATEMENT && tree.fieldOf(read) === k.F_RIGHT) {
    return mayRead ? undefined : 'it cannot be read'
  }
  if (tree.kind(parent) === k.K_ARGUMENT_LIST) {
    const call = tree.parent(parent)
    const origin = facts.calleeName(call) ?? ''
    const position = facts.arguments(call).findIndex(({ value }) => value === read)
    if (position === 0 && LOADS.test(origin)) {
      if (!mayRead) return 'it cannot be read'
      return isBinary || !/^(?:pickle|marshal|tomllib|tomli)\./.test(origin)
        ? undefined
        : `\`${origin}\` reads bytes, and the file gives text`
    }
    if (position === 1 && DUMPS.test(origin)) {
      if (!mayWrite) return 'it cannot be written'
      const writesText = origin.startsWith('json.')
      if (writesText && isBinary) return `\`${origin}\` writes text, and the file takes bytes`
      return writesText || isBinary
        ? undefined
        : `\`${origin}\` writes bytes, and the file takes text`
    }
    return undefined
  }
  const call = tree.kind(parent) === k.K_ATTRIBUTE ? tree.calledBy(parent) : NO_NODE
  if (call === NO_NODE) return undefined
  const name = calleeName(tree, call)
  if (READS.test(name)) return mayRead ? undefined : 'it cannot be read'
  if (!WRITES.test(name)) return undefined
  if (!mayWrite) return 'it cannot be written'
  if (name !== 'write') return undefined
  const kind = kindOf(checker, facts.arguments(call)[0]?.value ?? NO_NODE)
  if (kind === 'text' && isBinary) return 'it takes bytes, and this is text'
  return kind === 'bytes' && !isBinary ? 'it takes text, and these are bytes' : undefined
}

/** Whether an expression is certainly text or bytes. */
function kindOf({ tree }: Checker, expression: Node): 'text' | 'bytes' | undefined {
  if (expression === NO_NODE) return undefined
  const node = withoutParentheses(tree, expression)
  const text = readString(tree, node)
  if (text !== undefined) return text.isBytes ? 'bytes' : 'text'
  if (tree.kind(node) === k.K_BINARY_OPERATOR) {
    const left = readString(tree, tree.child(node, k.F_LEFT))
    const isMade = left !== undefined
    return isMade ? (left.isBytes ? 'bytes' : 'text') : undefined
  }
  if (tree.kind(node) !== k.K_CALL) return undefined
  const receiver = tree.child(tree.callee(node), k.F_OBJECT)
  const name = calleeName(tree, node)
  if (name === 'encode') return 'bytes'
  const isLiteral = receiver !== NO_NODE && readString(tree, receiver)?.isBytes === false
  return isLiteral && (name === 'format' || name === 'join') ? 'text' : undefined
}

function isExpectedToFail({ tree }: Checker, node: Node): boolean {
  const kinds = [k.K_WITH_STATEMENT, k.K_FUNCTION_DEFINITION] as const
  for (
    let at = tree.ancestor(node, ...kinds);
    at !== NO_NODE && tree.kind(at) === k.K_WITH_STATEMENT;
    at = tree.ancestor(at, ...kinds)
  ) {
    const head = tree.childOfKind(at, k.K_WITH_CLAUSE)
    if (head !== NO_NODE && /raises|suppress/i.test(tree.text(head))) return true
  }
  return false
}
