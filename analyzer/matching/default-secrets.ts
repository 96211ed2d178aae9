// Defaults of the keys with which a service signs: a placeholder that works is worse than none.
import { isPydanticSettings } from '../domain/settings/settings-bases.ts'
import type { Checker } from '../engine/checker.ts'
import { stringValue } from '../facts/strings.ts'
import { K_ASSIGNMENT } from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import { secretKindOf } from './secrets.ts'

/** Keys with which a service signs what it believes later. */
const SIGNING =
  /(?:^|_)(?:secret_?key|jwt_?(?:secret|key)|(?:signing|session|cookie|token|app)_?(?:secret|key))(?:_key)?$/i

/** A field of `class Settings(BaseSettings)`. */
export function isDefaultSetting(
  { tree, facts, path, project }: Checker,
  name: string,
  node: Node,
): boolean {
  if (tree.kind(node) !== K_ASSIGNMENT || secretKindOf(name) === undefined) return false
  const owner = facts.enclosingClass(node)
  if (owner === undefined || facts.enclosingFunction(node) !== undefined) return false
  const own = project.index.class(path, owner.symbol)
  return (
    own !== undefined &&
    project.index.hierarchy
      .order(own)
      .some((one) => typeof one === 'string' && isPydanticSettings(one))
  )
}

/**
 * The key that signs, where nobody set one: everybody who reads the code knows it, placeholder or not.
 * A file that has the text a second time, or validators, refuses it.
 */
export function isKnownDefault({ tree }: Checker, name: string, value: Node): boolean {
  const text = stringValue(tree, value) ?? ''
  if (!SIGNING.test(name) || text.length < 6 || !/^[\w!@#$%^&*.+=-]+$/.test(text)) return false
  const written = tree.text(value)
  const isRefused =
    tree.source.indexOf(written) !== tree.source.lastIndexOf(written) ||
    /validator\b/.test(tree.source)
  return !isRefused
}
