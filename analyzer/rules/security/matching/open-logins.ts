// Connections over which a password is sent before anything is encrypted: mail and directories.
import type { Checker } from '../../../engine/checker.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import {
  argumentFor,
  argumentsOf,
  calleeName,
  keywordArgument,
  receiverOf,
} from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const SECURES = /^(?:starttls|stls|start_tls|start_tls_s|tls_start)$/

/** The call that logs in with the connection that a call makes; NO_NODE where it is secured before. */
export function openLogin(checker: Checker, made: Node, logins: RegExp): Node {
  const { tree, facts } = checker
  const name = nameOf(checker, made)
  if (name === '') return NO_NODE
  const calls = [...facts.callsIn(regionOf(checker, made, name))].filter((call) => {
    const receiver = receiverOf(tree, call)
    return receiver !== NO_NODE && tree.text(receiver) === name
  })
  if (calls.some((call) => SECURES.test(calleeName(tree, call)))) return NO_NODE
  return (
    calls.find((call) => logins.test(calleeName(tree, call)) && hasPassword(checker, call)) ??
    NO_NODE
  )
}

/** `Connection(server, user=..., password=...)` of ldap3, where nothing starts TLS. */
export function openBind(checker: Checker, server: Node): Node {
  const { tree, facts } = checker
  const name = nameOf(checker, server)
  const secure = keywordArgument(tree, server, 'use_ssl')
  if (name === '' || (secure !== NO_NODE && tree.kind(secure) !== k.K_FALSE)) return NO_NODE
  if (keywordArgument(tree, server, 'tls') !== NO_NODE) return NO_NODE
  const region = regionOf(checker, server, name)
  if (/start_tls|_TLS_/.test(tree.spelled(region))) return NO_NODE
  const bind = [...facts.callsIn(region)].find((call) => {
    if (calleeName(tree, call) !== 'Connection') return false
    const given = argumentFor(tree, call, 0, 'server')
    const password = argumentFor(tree, call, 2, 'password')
    return given !== NO_NODE && tree.text(given) === name && password !== NO_NODE
  })
  return bind ?? NO_NODE
}

/** The name that holds what a call makes: of an assignment or of `with ... as name`. */
function nameOf({ tree }: Checker, made: Node): string {
  const parent = tree.parent(made)
  if (tree.kind(parent) === k.K_ASSIGNMENT) return tree.text(tree.child(parent, k.F_LEFT))
  if (tree.kind(parent) !== k.K_AS_PATTERN) return ''
  return tree.text(tree.child(parent, k.F_ALIAS))
}

/** The class for `self.server`, the function for a local name, the module otherwise. */
function regionOf({ tree, facts }: Checker, made: Node, name: string): Node {
  const parent = tree.parent(made)
  const target = tree.kind(parent) === k.K_ASSIGNMENT ? tree.child(parent, k.F_LEFT) : NO_NODE
  const own = target === NO_NODE ? undefined : receiverAttribute(facts, target)
  if (own !== undefined) return own.class.node
  const owner = /^\w+$/.test(name) ? facts.enclosingFunction(made) : undefined
  return owner?.node ?? 0
}

/** An anonymous bind gives nothing away. */
function hasPassword({ tree }: Checker, call: Node): boolean {
  const given = argumentsOf(tree, call)
  return given.length > 0 && !given.some(({ value }) => /^(?:''|"")$/.test(tree.spelled(value)))
}
