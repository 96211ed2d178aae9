// `isinstance`: where in a file a variable is known to be of a class.
import type { FileFacts } from '../facts/file-facts.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'

interface Region {
  readonly start: Node
  readonly end: Node
  /** The class expression. */
  readonly type: Node
}

/** Regions by binding; made once for each file, at no cost where `isinstance` is not called. */
export class Narrowings {
  readonly #facts: FileFacts
  readonly #regions = new Map<number, Region[]>()

  constructor(facts: FileFacts) {
    this.#facts = facts
    for (const call of facts.callsTo('builtins.isinstance')) this.#add(call)
  }

  /** The class expression that the innermost test around an identifier names. */
  typeAt(identifier: Node): Node | undefined {
    if (this.#regions.size === 0) return undefined
    const binding = this.#facts.resolve(identifier)
    const regions = binding && this.#regions.get(binding.id)
    return regions?.findLast(({ start, end }) => start <= identifier && identifier < end)?.type
  }

  #add(call: Node): void {
    const facts = this.#facts
    const [subject, type, third] = facts.arguments(call)
    if (subject === undefined || type === undefined || third !== undefined) return
    const kind = facts.tree.kind(type.value)
    if (kind !== k.K_IDENTIFIER && kind !== k.K_ATTRIBUTE) return
    const binding =
      facts.tree.kind(subject.value) === k.K_IDENTIFIER ? facts.resolve(subject.value) : undefined
    const region = binding && this.#regionOf(call)
    if (binding === undefined || region === undefined) return
    const known = this.#regions.get(binding.id)
    const made = { ...region, type: type.value }
    if (known === undefined) this.#regions.set(binding.id, [made])
    else known.push(made)
  }

  /** What runs only where the call was true; calls under `and` count, under `or` they do not. */
  #regionOf(call: Node): { readonly start: Node; readonly end: Node } | undefined {
    const { tree } = this.#facts
    let holds = true
    let at = call
    for (;;) {
      const parent = tree.parent(at)
      switch (tree.kind(parent)) {
        case k.K_PARENTHESIZED_EXPRESSION:
          break
        case k.K_NOT_OPERATOR:
          if (!holds) return undefined
          holds = false
          break
        case k.K_BOOLEAN_OPERATOR: {
          const isAnd = tree.kind(tree.child(parent, k.F_OPERATOR)) === k.T_AND
          if (isAnd !== holds) return undefined
          break
        }
        case k.K_IF_STATEMENT:
        case k.K_ELIF_CLAUSE:
        case k.K_WHILE_STATEMENT:
          if (tree.fieldOf(at) !== k.F_CONDITION) return undefined
          return holds ? this.#bodyOf(parent) : this.#restBehind(parent)
        case k.K_ASSERT_STATEMENT:
          return holds ? this.#behind(parent) : undefined
        case k.K_CONDITIONAL_EXPRESSION: {
          const yes = tree.firstChild(parent)
          return holds && yes !== at ? { start: yes, end: tree.endOfSubtree(yes) } : undefined
        }
        default:
          return undefined
      }
      at = parent
    }
  }

  #bodyOf(statement: Node): { start: Node; end: Node } | undefined {
    const { tree } = this.#facts
    const isIf = tree.kind(statement) !== k.K_WHILE_STATEMENT
    const body = tree.child(statement, isIf ? k.F_CONSEQUENCE : k.F_BODY)
    return body === NO_NODE ? undefined : { start: body, end: tree.endOfSubtree(body) }
  }

  /** `if not isinstance(x, T): return`: everything behind it in the block. */
  #restBehind(statement: Node): { start: Node; end: Node } | undefined {
    const { tree } = this.#facts
    if (tree.kind(statement) !== k.K_IF_STATEMENT) return undefined
    if (tree.child(statement, k.F_ALTERNATIVE) !== NO_NODE) return undefined
    const body = tree.child(statement, k.F_CONSEQUENCE)
    if (body === NO_NODE) return undefined
    const last = tree.namedChildren(body).findLast((one) => tree.kind(one) !== k.K_COMMENT)
    switch (last === undefined ? -1 : tree.kind(last)) {
      case k.K_RETURN_STATEMENT:
      case k.K_RAISE_STATEMENT:
      case k.K_CONTINUE_STATEMENT:
      case k.K_BREAK_STATEMENT:
        return this.#behind(statement)
      default:
        return undefined
    }
  }

  #behind(statement: Node): { start: Node; end: Node } {
    const { tree } = this.#facts
    return { start: tree.endOfSubtree(statement), end: tree.endOfSubtree(tree.parent(statement)) }
  }
}
