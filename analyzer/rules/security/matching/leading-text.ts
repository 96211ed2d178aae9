// The constant text that a composed text starts with.
import type { Checker } from '../../../engine/checker.ts'
import { constantValue } from '../../../facts/literals.ts'
import { isString, readString, withoutBrackets } from '../../../facts/strings.ts'
import { OUTER_VALUE } from '../../../flow/def-use.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { receiverOf } from '../../../matching/calls/calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** `http://` of `'http://' + host`, `f'http://{host}'`, `'http://%s' % host`; '' where nothing is known. */
export function leadingText(checker: Checker, expression: Node, depth = 0): string {
  const { tree } = checker
  if (expression === NO_NODE || depth > 6) return ''
  const own = provenance(checker)
  const node = withoutBrackets(tree, beforeUpdate(checker, own.valueOf(expression)))
  const constant = constantValue(tree, node)
  if (typeof constant === 'string') return constant
  if (isString(tree, node)) {
    let text = ''
    for (const part of readString(tree, node)?.parts ?? []) {
      if (part.kind !== 'value') {
        text += part.text
        continue
      }
      const inner = own.constantOf(part.expression)
      if (typeof inner !== 'string')
        return text === '' ? leadingText(checker, part.expression, depth + 1) : text
      text += inner
    }
    return text
  }
  if (tree.kind(node) === k.K_BINARY_OPERATOR) {
    const left = tree.child(node, k.F_LEFT)
    const text = leadingText(checker, left, depth + 1)
    const whole = own.constantOf(left)
    if (tree.text(tree.child(node, k.F_OPERATOR)) === '%') return text.replace(/%.*$/s, '')
    return typeof whole === 'string'
      ? text + leadingText(checker, tree.child(node, k.F_RIGHT), depth + 1)
      : text
  }
  if (tree.kind(node) === k.K_CALL && /\.format$/.test(tree.spelled(tree.callee(node)))) {
    return leadingText(checker, receiverOf(tree, node), depth + 1).replace(/\{.*$/s, '')
  }
  return ''
}

/** `url = 'https://host/'`, then `url += path`: the text begins as it did before. */
function beforeUpdate({ tree, flow }: Checker, node: Node): Node {
  if (tree.kind(node) !== k.K_IDENTIFIER) return node
  const graph = flow.around(node)
  const defUse = flow.defUse(graph)
  let at = node
  for (let step = 0; step < MAX_UPDATES; step += 1) {
    const value = defUse.valueOf(at)
    const [write, more] = value === undefined ? [] : defUse.writesOf(value)
    if (write === undefined || more !== undefined || write === OUTER_VALUE) return node
    const target = graph.eventNode(write)
    const written = writtenValue(tree, target)
    if (written?.kind === 'whole') return step === 0 ? node : written.node
    if (written?.kind !== 'updated') return node
    at = target
  }
  return node
}

const MAX_UPDATES = 8

/**
 * True for `f'{BASE}/{path}'`, `BASE + '/' + path`, `'%s/x' % BASE`: the program's own value is
 * followed by a slash, so that what comes after it cannot change the host.
 */
export function hasOwnHead(checker: Checker, expression: Node, sink: number): boolean {
  const { tree, facts } = checker
  const own = provenance(checker)
  const node = withoutBrackets(tree, own.valueOf(expression))
  const isOwn = (head: Node | undefined): boolean =>
    head !== undefined && own.inputOf(head, sink) === NO_NODE
  if (isString(tree, node)) {
    const [head, rest] = readString(tree, node)?.parts ?? []
    return head?.kind === 'value' && rest?.kind === 'text' && /^[/?#]/.test(rest.text)
      ? isOwn(head.expression)
      : false
  }
  if (tree.kind(node) === k.K_CALL) {
    if (!/^\{0?\}[/?#]/.test(formatOf(checker, node))) return false
    return isOwn(facts.arguments(node).find(({ name }) => name === undefined)?.value)
  }
  if (tree.kind(node) !== k.K_BINARY_OPERATOR) return false
  const left = tree.child(node, k.F_LEFT)
  const right = tree.child(node, k.F_RIGHT)
  if (tree.kind(tree.child(node, k.F_OPERATOR)) === k.T_PERCENT) {
    const values = withoutBrackets(tree, right)
    const head = tree.kind(values) === k.K_TUPLE ? tree.namedChildren(values)[0] : values
    return /^%s[/?#]/.test(String(own.constantOf(left) ?? '')) && isOwn(head)
  }
  // `request.host_url + path`: the address of this site, with a slash at its end.
  if (/\.(?:host_url|url_root)$/.test(tree.spelled(left)) && tree.kind(left) === k.K_ATTRIBUTE)
    return true
  const isSplit = /^[/?#]/.test(leadingText(checker, right)) && isOwn(left)
  return isSplit || hasOwnHead(checker, left, sink)
}

/** The text of `text.format(...)`, '' for other calls. */
function formatOf(checker: Checker, call: Node): string {
  const { tree } = checker
  if (!/\.format$/.test(tree.spelled(tree.callee(call)))) return ''
  return String(provenance(checker).constantOf(receiverOf(tree, call)) ?? '')
}
