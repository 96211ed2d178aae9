// The hasher that Django keeps new passwords with: the first of `PASSWORD_HASHERS`.
import type { Checker } from '../../../engine/checker.ts'
import { constantValue } from '../../../facts/literals.ts'
import { isReplaced, isSettings } from '../../../matching/routes/settings-places.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const FAST = /\b(?:Unsalted)?(?:MD5|SHA1)PasswordHasher$|\bCryptPasswordHasher$/

/** The name of a first hasher that is made to be fast; undefined for what is not set for production. */
export function preferredHasher(checker: Checker, assignment: Node): string | undefined {
  const { tree, facts } = checker
  const target = tree.child(assignment, k.F_LEFT)
  if (tree.kind(target) !== k.K_IDENTIFIER || facts.name(target) !== 'PASSWORD_HASHERS') return
  const list = tree.child(assignment, k.F_RIGHT)
  if (list === NO_NODE || ![k.K_LIST, k.K_TUPLE].includes(tree.kind(list))) return undefined
  // Tests take a fast one to be fast.
  const isTopLevel = tree.kind(tree.parent(tree.parent(assignment))) === k.K_MODULE
  if (!isTopLevel || !isSettings(checker, assignment)) return undefined
  const first = constantValue(tree, tree.namedChildren(list)[0] ?? NO_NODE)
  if (typeof first !== 'string' || !FAST.test(first)) return undefined
  return isReplaced(checker, 'PASSWORD_HASHERS') ? undefined : first.split('.').at(-1)
}
