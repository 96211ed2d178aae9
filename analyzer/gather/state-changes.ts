// Giving a row its state.
import type { FileFacts } from '../facts/file-facts.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { attributeName } from './attributes.ts'

/** `row.status = Status.DONE`, `row.status = 'done'`, `.values(status=Status.DONE)`. */
export interface StateChange {
  readonly attribute: string
  /** Name of the enum; for words the object and the attribute: `row.status`. */
  readonly enum: string
  readonly member: string
  /** True when the function asks for the present state, of the row or in a query. */
  readonly isGuarded: boolean
  /** The states that it asks for. */
  readonly asked?: readonly string[]
  /** The row was made by the function. */
  readonly isNew?: true
  /** Given in `update(...)`, for all rows that the query finds. */
  readonly isQuery?: true
  readonly symbol: string
  readonly line: number
}

const MEMBER = /^(?:\w+\.)*([A-Z]\w*)\.([A-Z][A-Z0-9_]*)(?:\.value)?$/
const WORD = /^['"]([a-z][a-z_]*)['"]$/
/** `filter_by(status='new')`, `objects.filter(owner=owner, status__in=OPEN)` up to the keyword. */
const CHOOSING = '\\.(?:filter_by|filter|a?get|exclude)\\((?:[^()]|\\([^()]*\\))*?'
const STATE = /(?:^|_)(?:status|state|phase|stage)$/

/** Every state that a file gives to rows. */
export function readStates(facts: FileFacts): StateChange[] {
  const { tree } = facts
  const found: StateChange[] = []
  for (const node of facts.nodesOfKind(k.K_ASSIGNMENT)) {
    const target = tree.child(node, k.F_LEFT)
    const value = tree.child(node, k.F_RIGHT)
    if (target === NO_NODE || value === NO_NODE || tree.kind(target) !== k.K_ATTRIBUTE) continue
    const object = tree.text(tree.child(target, k.F_OBJECT))
    const state = readState(facts, node, attributeName(tree, target), value, object)
    if (state !== undefined) found.push(state)
  }
  if (!/\.(?:values|a?update)\(/.test(tree.source)) return found
  for (const node of facts.nodesOfKind(k.K_KEYWORD_ARGUMENT)) {
    const value = tree.child(node, k.F_VALUE)
    if (value === NO_NODE || tree.kind(value) !== k.K_ATTRIBUTE) continue
    const call = tree.parent(tree.parent(node))
    const isUpdate =
      tree.kind(call) === k.K_CALL &&
      /\.(?:values|a?update)$/.test(tree.spelled(facts.callee(call)))
    if (!isUpdate) continue
    const state = readState(facts, node, tree.text(tree.child(node, k.F_NAME)), value, '')
    if (state !== undefined) found.push({ ...state, isQuery: true })
  }
  return found
}

function readState(
  facts: FileFacts,
  node: Node,
  attribute: string,
  value: Node,
  object: string,
): StateChange | undefined {
  const { tree } = facts
  const kind = tree.kind(value)
  const member = kind === k.K_ATTRIBUTE ? MEMBER.exec(tree.text(value)) : null
  const isWord = kind === k.K_STRING && STATE.test(attribute) && /^\w+$/.test(object)
  const word = isWord ? WORD.exec(tree.text(value)) : null
  if (member === null && word === null) return undefined
  const owner = facts.enclosingFunction(node)
  const statement = object === '' ? tree.ancestor(node, k.K_EXPRESSION_STATEMENT) : NO_NODE
  const around = statement === NO_NODE ? (owner?.node ?? NO_NODE) : statement
  const text = around === NO_NODE ? '' : tree.text(around)
  const isGuarded = new RegExp(
    `\\.${attribute}\\b\\s*(?:==|!=|in\\b|not in\\b|is\\b|\\.in_\\()|transition|${CHOOSING}\\b${attribute}(?:__in)?\\s*=(?!=)`,
  ).test(text)
  const asked = askedStates(text, attribute)
  const isNew =
    /^\w+$/.test(object) &&
    new RegExp(`\\b${object}\\s*(?::[^=\\n]+)?=\\s*(?:\\w+\\.)*[A-Z]\\w*\\(`).test(text)
  return {
    attribute,
    enum: member?.[1] ?? `${object}.${attribute}`,
    member: member?.[2] ?? word?.[1] ?? '',
    isGuarded,
    ...(asked.length > 0 && { asked }),
    ...(isNew && { isNew }),
    symbol: owner?.symbol ?? '',
    line: tree.line(node),
  }
}

/** `row.status == Status.OPEN`, `row.status in ('open', 'held')`. */
function askedStates(text: string, attribute: string): string[] {
  const asking = new RegExp(
    `\\b${attribute}\\b\\s*(?:[=!]=|(?:not )?in\\b|is\\b(?: not\\b)?|\\.(?:not_)?in_\\()\\s*([({[]?[\\w.,'"\\s]*)`,
    'g',
  )
  const members = [...text.matchAll(asking)].flatMap(([, listed = '']) =>
    [...listed.matchAll(/\.([A-Z][A-Z0-9_]*)\b|['"]([a-z_]+)['"]/g)].map(
      ([, member, word]) => member ?? word ?? '',
    ),
  )
  return [...new Set(members)]
}
