// Annotations as text, to be recognised by.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { withoutBrackets } from './strings.ts'

/**
 * The type that an annotation names, spelled with the names that imports have where they come from:
 * `web.Request` of `'web.Request'` and of `Annotated[web.Request, 'the page']`. What `Annotated` adds is
 * kept where it is made by a call, for then it says where the value comes from. '' for NO_NODE.
 */
export function typeText(tree: SyntaxTree, annotation: Node): string {
  if (annotation === NO_NODE) return ''
  const described = describedType(tree, annotation)
  const text = tree.spelled(described).trim()
  const quote = /^(["'])(.*)\1$/s.exec(text)
  return quote === null ? text : (quote[2] as string)
}

/** `int` of `Annotated[int, 'pages']`, every other annotation as it is. */
function describedType(tree: SyntaxTree, annotation: Node): Node {
  let subscript = annotation
  while (tree.kind(subscript) === k.K_TYPE) {
    const inner = tree.firstChild(subscript)
    if (inner === NO_NODE) return annotation
    subscript = withoutBrackets(tree, inner)
  }
  const kind = tree.kind(subscript)
  if (kind !== k.K_SUBSCRIPT && kind !== k.K_GENERIC_TYPE) return annotation
  const [named, ...items] = tree.namedChildren(subscript)
  if (named === undefined || !/(?:^|\.)Annotated$/.test(tree.spelled(named))) return annotation
  const parts = kind === k.K_SUBSCRIPT ? items : items.flatMap((one) => tree.namedChildren(one))
  const [type, ...notes] = parts
  return type !== undefined && notes.every((one) => isText(tree, one)) ? type : annotation
}

function isText(tree: SyntaxTree, note: Node): boolean {
  const inner = tree.kind(note) === k.K_TYPE ? tree.firstChild(note) : note
  const kind = inner === NO_NODE ? 0 : tree.kind(inner)
  return kind === k.K_STRING || kind === k.K_CONCATENATED_STRING || kind === k.K_COMMENT
}
