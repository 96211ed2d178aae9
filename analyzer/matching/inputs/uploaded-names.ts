// The name that a client gave to a file it sends: a path, if it likes.

import type { Binding } from '../../facts/scopes.ts'
import { typeText } from '../../facts/type-text.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'

/** `UploadFile`, `list[UploadFile]`, `FileStorage`: what frameworks make of a file in a form. */
const UPLOAD = /\b(?:UploadFile|FileStorage|UploadedFile|InMemoryUploadedFile|FileField)\b/

/** `file.filename` where the parameter, or the list that the file is taken from, is annotated so. */
export function isUploadedName(reader: FileReader, attribute: Node): boolean {
  const { tree, facts } = reader
  if (facts.name(tree.child(attribute, k.F_ATTRIBUTE)) !== 'filename') return false
  const object = tree.child(attribute, k.F_OBJECT)
  if (tree.kind(object) !== k.K_IDENTIFIER) return false
  const binding = facts.resolve(object)
  if (binding === undefined) return false
  if (binding.kind === 'parameter') return isUpload(tree, binding)
  const [only, more] = binding.definitions
  const from = only === undefined || more !== undefined ? NO_NODE : takenFrom(tree, only.node)
  const list = from === NO_NODE ? undefined : facts.resolve(from)
  return list?.kind === 'parameter' && isUpload(tree, list)
}

/** `files` of `for file in files` and `file = files[0]`. */
function takenFrom(tree: SyntaxTree, target: Node): Node {
  const statement = tree.parent(target)
  const kind = tree.kind(statement)
  if (kind !== k.K_FOR_STATEMENT && kind !== k.K_ASSIGNMENT) return NO_NODE
  if (tree.child(statement, k.F_LEFT) !== target) return NO_NODE
  let from = tree.child(statement, k.F_RIGHT)
  if (from !== NO_NODE && kind === k.K_ASSIGNMENT) {
    if (tree.kind(from) !== k.K_SUBSCRIPT) return NO_NODE
    from = tree.child(from, k.F_VALUE)
  }
  return from !== NO_NODE && tree.kind(from) === k.K_IDENTIFIER ? from : NO_NODE
}

function isUpload(tree: SyntaxTree, { name, scope }: Binding): boolean {
  const parameter = scope?.function?.parameters.find((one) => one.name === name)
  const annotation = parameter?.annotation ?? NO_NODE
  return annotation !== NO_NODE && UPLOAD.test(typeText(tree, annotation))
}
