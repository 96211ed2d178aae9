// What a program keeps for a visitor: between two requests in `session['next']` of Flask and
// `request.session.get('next')` of Django and Starlette, within one in `g.next` and `request.state.next`.
import { namedText } from '../../facts/named-constants.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'
import { isRequest } from './input-sources.ts'

const CONTEXTS = /^(?:flask|quart)\.g$/
const SESSIONS = /^(?:flask|quart)\.session$/
/** Who is signed in was looked up before it was kept. */
const PRINCIPAL =
  /^(?:user|member|account|login$|role|admin)|(?:name|mail|(?:^|_)(?:user|role|id|uid|pk))$/i

/** The key of what is read or written there, names of `g` behind a dot; undefined for other expressions. */
export function sessionItem({ tree, facts }: FileReader, node: Node): string | undefined {
  if (tree.kind(node) === k.K_ATTRIBUTE) return contextItem({ tree, facts }, node)
  let session = NO_NODE
  let key: Node | undefined
  if (tree.kind(node) === k.K_SUBSCRIPT) {
    session = tree.child(node, k.F_VALUE)
    key = tree.child(node, k.F_SUBSCRIPT)
  } else if (tree.kind(node) === k.K_CALL) {
    const callee = facts.callee(node)
    if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
    if (!/^(?:get|pop)$/.test(facts.name(tree.child(callee, k.F_ATTRIBUTE)))) return undefined
    session = tree.child(callee, k.F_OBJECT)
    key = facts.arguments(node)[0]?.value
  }
  if (key === undefined || !isSession({ tree, facts }, session)) return undefined
  const name = namedText(facts, key)
  return name === undefined || PRINCIPAL.test(name) ? undefined : name
}

/** `.title` of `g.title` and `request.state.title` */
function contextItem(reader: FileReader, node: Node): string | undefined {
  const { tree, facts } = reader
  const object = tree.child(node, k.F_OBJECT)
  const isIdentifier = tree.kind(object) === k.K_IDENTIFIER
  if (isIdentifier && facts.name(object) !== 'g') return undefined
  const isState =
    tree.kind(object) === k.K_ATTRIBUTE &&
    facts.name(tree.child(object, k.F_ATTRIBUTE)) === 'state' &&
    isRequest(reader, tree.child(object, k.F_OBJECT))
  if (!isState && !(isIdentifier && CONTEXTS.test(facts.qualifiedName(object) ?? ''))) {
    return undefined
  }
  const name = facts.name(tree.child(node, k.F_ATTRIBUTE))
  return PRINCIPAL.test(name) ? undefined : `.${name}`
}

/** True for `session` of Flask and `request.session`. */
export function isSession(reader: FileReader, node: Node): boolean {
  const { tree, facts } = reader
  switch (tree.kind(node)) {
    case k.K_IDENTIFIER:
      return SESSIONS.test(facts.qualifiedName(node) ?? '')
    case k.K_ATTRIBUTE:
      if (facts.name(tree.child(node, k.F_ATTRIBUTE)) !== 'session') return false
      return (
        isRequest(reader, tree.child(node, k.F_OBJECT)) ||
        SESSIONS.test(facts.qualifiedName(node) ?? '')
      )
    default:
      return false
  }
}
