// Where somebody else decides whether a certificate is checked: a setting, the user of a library, the class
// that is configured.
import type { Checker } from '../../../engine/checker.ts'
import { receiverOf } from '../../../facts/receivers.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import {
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_FALSE,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_IF_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** A context of one's own for an interpreter that has none: the class defines the field. */
export function isOwnDefault({ tree, facts }: Checker, target: Node, value: Node): boolean {
  const own = receiverOf(facts, tree.child(target, F_OBJECT))
  if (own === undefined || !/SSL_?Context$/i.test(own.class.name)) return false
  // `CERT_NONE` as the default of a class for settings is what its users get.
  if (own.class.name !== 'SSLContext' && tree.kind(value) !== K_FALSE) return false
  // What derives from the context of the library has its field.
  return own.class.bases.every((base) => !/\bssl\b/.test(facts.qualifiedName(base) ?? ''))
}

/** The context of a server, which asks its clients for a certificate only where it is told to. */
export function isOfServer(checker: Checker, target: Node, name: string): boolean {
  if (name !== 'check_hostname' && name !== 'verify_mode') return false
  return isServer(checker, checker.tree.child(target, F_OBJECT))
}

/** True for a context that serves: made for `CLIENT_AUTH`, or with the protocol of a server. */
export function isServer(checker: Checker, context: Node): boolean {
  const { tree, facts } = checker
  const serves = (made: Node): boolean =>
    made !== NO_NODE && /\bCLIENT_AUTH\b|PROTOCOL_TLS_SERVER/.test(tree.spelled(made))
  if (serves(provenance(checker).valueOf(context))) return true
  // `if context is None: context = SSLContext(PROTOCOL_TLS_SERVER)`: one was given, or it is made here.
  const owner = facts.enclosingFunction(context)
  if (owner === undefined || tree.kind(context) !== K_IDENTIFIER) return false
  const made = facts
    .nodesIn(owner.node, K_ASSIGNMENT)
    .filter((one) => tree.text(tree.child(one, F_LEFT)) === tree.text(context))
  return made.length > 0 && made.every((one) => serves(tree.child(one, F_RIGHT)))
}

/** `self.check_hostname = False` of a class that is no context and no client: what it will hand on. */
export function isOwnSetting(
  { tree, facts, project, path }: Checker,
  node: Node,
  target: Node,
): boolean {
  if (!/^(?:self|cls)$/.test(tree.spelled(tree.child(target, F_OBJECT)))) return false
  const holder = facts.enclosingClass(node)
  const own = holder && project.index.class(path, holder.symbol)
  // What a context of one's own begins with is what its users get.
  if (own === undefined || own.summary.name.endsWith('SSLContext')) return false
  return !project.index.hierarchy
    .order(own)
    .some((one) => typeof one === 'string' && /Context|Session|Client|Adapter|Transport/.test(one))
}

/** `if strict: ...(RejectPolicy()) else: ...(AutoAddPolicy())`: whoever runs the program chooses. */
export function isOtherwiseStrict({ tree }: Checker, call: Node): boolean {
  const choice = tree.ancestor(call, K_IF_STATEMENT, K_FUNCTION_DEFINITION)
  if (choice === NO_NODE || tree.kind(choice) !== K_IF_STATEMENT) return false
  return /\bset_missing_host_key_policy\([^\n]*RejectPolicy/.test(tree.spelled(choice))
}
