// Offsets that leave out the first page: the page begins with 1 and is multiplied as if it began with 0.
import type { Checker } from '../../../engine/checker.ts'
import * as k from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'

export interface SkippedPage {
  readonly product: Node
  readonly page: string
}

const PAGE = /^(?:page|page_?(?:no|num|number|index)|current_?page)$/
const SIZE = /(?:size|limit|per_?page|count|length)$/i
/** Where rows are skipped: an offset by its name, or the numbers of a statement with `OFFSET`. */
const OFFSET = /(?<!\w)(?:offset|skip|start)\s*(?:=|\($)/i

/** Those of a file, in the order of lines. */
export function skippedFirstPages(checker: Checker): readonly SkippedPage[] {
  const { tree, facts } = checker
  if (!/\bpage\w*\s*\*|\*\s*(?:\w+\.)*page\w*\b/.test(tree.source)) return []
  return Array.from(facts.nodesOfKind(k.K_BINARY_OPERATOR)).flatMap((product) => {
    if (tree.text(tree.child(product, k.F_OPERATOR)) !== '*') return []
    const sides = [tree.child(product, k.F_LEFT), tree.child(product, k.F_RIGHT)]
    const page = sides.find((one) => tree.kind(one) === k.K_IDENTIFIER && PAGE.test(tree.text(one)))
    const size = sides.find((one) => one !== page)
    if (page === undefined || size === undefined || !SIZE.test(tree.text(size))) return []
    if (!isOffset(checker, product) || !beginsWithOne(checker, page)) return []
    return [{ product, page: tree.text(page) }]
  })
}

/** `offset = ...`, `.offset(...)`, `(size, page * size)` beside `LIMIT ? OFFSET ?`. */
function isOffset({ tree, facts }: Checker, product: Node): boolean {
  const parent = tree.parent(product)
  const before = tree.source.slice(Math.max(0, tree.start(product) - 40), tree.start(product))
  switch (tree.kind(parent)) {
    case k.K_ASSIGNMENT:
    case k.K_KEYWORD_ARGUMENT:
    case k.K_ARGUMENT_LIST:
      return OFFSET.test(before.trimEnd().split(/[\n,]/).at(-1)?.trim() ?? '')
    case k.K_TUPLE:
    case k.K_LIST: {
      const call = tree.ancestor(parent, k.K_CALL)
      const isLast = tree.namedChildren(parent).at(-1) === product
      return (
        call > 0 && isLast && /\bOFFSET\s*(?:\?|%s)/.test(tree.text(call)) && facts.callee(call) > 0
      )
    }
    default:
      return false
  }
}

/** `max(..., 1)`, a default of 1, `Query(1, ge=1)`: the first page is called 1, and nothing takes one off. */
function beginsWithOne({ tree, facts }: Checker, page: Node): boolean {
  const owner = facts.enclosingFunction(page)
  if (owner === undefined) return false
  const name = tree.text(page)
  const text = tree.text(owner.node)
  if (
    new RegExp(`\\b${name}\\s*-=?\\s*1\\b|\\b${name}\\s*\\+\\s*1\\b|\\b${name}\\s*\\+=`).test(text)
  )
    return false
  const own = owner.parameters.find((one) => one.name === name)
  if (own !== undefined) {
    return /=\s*1$|\bge\s*=\s*1\b|\bgt\s*=\s*0\b|\((?:default\s*=\s*)?1\s*[,)]/.test(
      tree.text(own.node),
    )
  }
  return new RegExp(
    `^\\s*${name}(?:\\s*:\\s*\\w+)?\\s*=\\s*(?:max\\(.*,\\s*1\\)|max\\(1,.*\\)|.*\\.get\\(["']\\w+["'],\\s*["']?1["']?\\s*[,)].*)$`,
    'm',
  ).test(text)
}
