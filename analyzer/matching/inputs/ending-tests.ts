// Functions that look at the ending of a name alone: where a path leads they do not ask.
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'

const ENDING =
  /\.r?split\(\s*["']\.["']|\bsplitext\(|\.endswith\(|\.suffix\b|\.rpartition\(\s*["']\.["']/
const WHERE =
  /["'](?:\.\.|\/|\\\\)["']|\bsep\b|basename|isabs|secure|resolve|realpath|abspath|normpath|startswith|match\(|parents|relative|common|isalnum|valid|safe/

/** `def allowed_file(name): return '.' in name and name.rsplit('.', 1)[1] in EXTENSIONS` of the same file. */
export function isEndingTest({ tree, facts }: FileReader, callee: Node): boolean {
  if (tree.kind(callee) !== k.K_IDENTIFIER) return false
  const name = facts.name(callee)
  const [own, more] = facts.functions.filter(
    (one) => !one.isLambda && one.class === undefined && one.name === name,
  )
  if (own === undefined || more !== undefined) return false
  const body = tree.text(own.body)
  return body.length < MAX_LENGTH && ENDING.test(body) && !WHERE.test(body)
}

const MAX_LENGTH = 400
