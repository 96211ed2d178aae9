// Settings of sockets, contexts and handles that switch off the check of the other side.
import type { Checker } from '../../../engine/checker.ts'
import { importsModule } from '../../../matching/calls/library-calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { constantHere } from '../../../matching/values/named-values.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ATTRIBUTE,
  K_CALL,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { isOfServer, isOwnDefault, isOwnSetting } from './tls-choices.ts'
import { isCertNone, isClientName } from './tls-options.ts'

/** What is given to an attribute that decides on the check. */
export function isSetOff(checker: Checker, target: Node, name: string, value: Node): boolean {
  const given = constantHere(checker, value)
  switch (name) {
    case 'verify_mode':
      return isCertNone(checker, value) || given === 0 || given === false
    case 'cert_reqs':
      return isCertNone(checker, value)
    case 'check_hostname':
      return given === false || given === 0
    case 'verify':
      return given === false && isClientName(checker, checker.tree.child(target, F_OBJECT))
    case 'hostkeys':
      return given === null && importsModule(checker, 'pysftp')
    default:
      return false
  }
}

/** `context.verify_mode = ssl.CERT_NONE` on an object that connects; not where a class sets its own field. */
export function assignsOff(checker: Checker, assignment: Node): boolean {
  const { tree, facts } = checker
  const target = tree.child(assignment, F_LEFT)
  const value = tree.child(assignment, F_RIGHT)
  if (value === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) return false
  const name = facts.name(tree.child(target, F_ATTRIBUTE))
  const isDefault =
    /^_create_default(?:_https)?_context$/.test(name) &&
    /(?:^|\.)_create_unverified_context$/.test(facts.qualifiedName(value) ?? '')
  if (isDefault) return true
  if (!isSetOff(checker, target, name, value)) return false
  if (isOwnDefault(checker, target, value) || isOfServer(checker, target, name)) return false
  // `False` may be anything on an object of one's own; `CERT_NONE` says what it is for.
  const isNamed = /^(?:verify_mode|cert_reqs)$/.test(name) && isCertNone(checker, value)
  return isNamed || !isOwnSetting(checker, assignment, target)
}

/** `curl.setopt(pycurl.SSL_VERIFYPEER, 0)`, `ldap.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_NEVER)`. */
export function setsOptionOff({ tree, facts }: Checker, call: Node): boolean {
  const [option, value] = facts.arguments(call)
  if (option === undefined || value === undefined) return false
  const name = facts.qualifiedName(option.value) ?? tree.text(option.value)
  const given = facts.qualifiedName(value.value) ?? tree.text(value.value)
  return (
    (/(?:^|\.)SSL_VERIFY(?:PEER|HOST)$/.test(name) && /^(?:0|False)$/.test(given)) ||
    (/(?:^|\.)OPT_X_TLS_REQUIRE_CERT$/.test(name) && /\.OPT_X_TLS_(?:NEVER|ALLOW)$/.test(given))
  )
}

/** `client.set_missing_host_key_policy(AutoAddPolicy())`, the class itself too. */
export function acceptsAnyHost(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const policy = facts.arguments(call)[0]?.value
  if (policy === undefined) return false
  const value = provenance(checker).valueOf(policy)
  const type = tree.kind(value) === K_CALL ? facts.callee(value) : value
  return /\b(?:AutoAddPolicy|WarningPolicy)\b/.test(facts.qualifiedName(type) ?? tree.text(type))
}
