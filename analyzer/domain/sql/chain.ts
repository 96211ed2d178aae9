// Chains of calls as lists of links: `(await db.execute(stmt)).scalars().first()`.
import type { FileFacts } from '../../facts/file-facts.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

export interface ChainLink {
  /** Name of the attribute; '' where the expression itself is called or subscripted. */
  readonly name: string
  /** The `call`, NO_NODE for an attribute that is only read. */
  readonly call: Node
  /** The whole expression up to and with this link. */
  readonly node: Node
  readonly isAwaited: boolean
}

export interface Chain {
  /** What the chain starts with: a name or any other expression. */
  readonly root: Node
  readonly links: readonly ChainLink[]
}

const MAX_LINKS = 80

/** Takes an expression apart; brackets, `await` and `:=` are looked through. */
export function readChain(facts: FileFacts, expression: Node): Chain {
  const { tree } = facts
  const links: ChainLink[] = []
  let at = expression
  let isAwaited = false
  while (links.length < MAX_LINKS) {
    const node = withoutBrackets(tree, at)
    switch (tree.kind(node)) {
      case k.K_AWAIT: {
        const inner = tree.namedChildren(node)[0]
        if (inner === undefined) return { root: node, links: links.reverse() }
        isAwaited = true
        at = inner
        continue
      }
      case k.K_NAMED_EXPRESSION:
        at = tree.child(node, k.F_VALUE)
        continue
      case k.K_CALL: {
        const callee = withoutBrackets(tree, tree.callee(node))
        if (callee === NO_NODE) return { root: node, links: links.reverse() }
        const isMethod = tree.kind(callee) === k.K_ATTRIBUTE
        const name = isMethod ? tree.text(tree.child(callee, k.F_ATTRIBUTE)) : ''
        links.push({ name, call: node, node, isAwaited })
        at = isMethod ? tree.child(callee, k.F_OBJECT) : callee
        break
      }
      case k.K_ATTRIBUTE: {
        const name = tree.text(tree.child(node, k.F_ATTRIBUTE))
        links.push({ name, call: NO_NODE, node, isAwaited })
        at = tree.child(node, k.F_OBJECT)
        break
      }
      case k.K_SUBSCRIPT:
        links.push({ name: '', call: NO_NODE, node, isAwaited })
        at = tree.child(node, k.F_VALUE)
        break
      default:
        return { root: node, links: links.reverse() }
    }
    isAwaited = false
    if (at === NO_NODE) break
  }
  return { root: at, links: links.reverse() }
}

/** The expression before a link: what its method is called on. */
export function before(chain: Chain, link: number): Node {
  return chain.links[link - 1]?.node ?? chain.root
}
