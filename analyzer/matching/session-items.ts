// What a program keeps for a visitor between two requests: `session['next']` of Flask,
// `request.session.get('next')` of Django and Starlette.
import { stringValue } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'
import { isRequest } from './input-sources.ts'

const SESSIONS = /^(?:flask|quart)\.session$/
/** Who is signed in was looked up before it was kept. */
const PRINCIPAL =
  /^(?:user|member|account|login$|role|admin)|(?:name|mail|(?:^|_)(?:user|role|id|uid|pk))$/i

/** The key of an item of the session that is read or written; undefined for other expressions. */
export function sessionItem({ tree, facts }: FileReader, node: Node): string | undefined {
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
  const name = stringValue(tree, key)
  return name === undefined || PRINCIPAL.test(name) ? undefined : name
}

function isSession(reader: FileReader, node: Node): boolean {
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
