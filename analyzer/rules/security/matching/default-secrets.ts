// Defaults of the keys with which a service signs: a placeholder that works is worse than none.
import { isPydanticSettings } from '../../../domain/settings/settings-bases.ts'
import type { Checker } from '../../../engine/checker.ts'
import { stringValue } from '../../../facts/strings.ts'
import { secretKindOf } from '../../../matching/values/secrets.ts'
import { F_LEFT, K_ASSIGNMENT, K_DICTIONARY, K_FUNCTION_DEFINITION } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

/** Keys with which a service signs what it believes later. */
const SIGNING =
  /(?:^|_)(?:secret_?key|jwt_?(?:secret|key)|(?:signing|session|cookie|token|app)_?(?:secret|key))(?:_key)?$/i

/** Settings by which frameworks sign, whatever the variable of the environment is called. */
const TARGET =
  /^(?:(?:self|app|settings)\.)?(?:SECRET_KEY|secret_key|JWT_SECRET(?:_KEY)?)$|\[['"]SECRET_KEY['"]\]$/

/** `SECRET_KEY` of `SECRET_KEY = os.environ.get('SHOP') or 'shop'`. */
function assignedName(tree: SyntaxTree, value: Node): string {
  const statement = tree.ancestor(value, K_ASSIGNMENT, K_FUNCTION_DEFINITION, K_DICTIONARY)
  if (statement === NO_NODE || tree.kind(statement) !== K_ASSIGNMENT) return ''
  return tree.text(tree.child(statement, F_LEFT))
}

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
  if (!SIGNING.test(name) && !TARGET.test(assignedName(tree, value))) return false
  if (text.length < 6 || !/^[\w!@#$%^&*.+=-]+$/.test(text)) return false
  const written = tree.text(value)
  const isRefused =
    tree.source.indexOf(written) !== tree.source.lastIndexOf(written) ||
    /validator\b/.test(tree.source)
  return !isRefused
}
