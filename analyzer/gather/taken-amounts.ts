// Functions that take what they are given from a balance or a stock, whatever its sign.
import * as k from '../syntax/kinds.ts'
import { defineFunctionGatherer } from './define.ts'

export interface TakenAmount {
  readonly symbol: string
  readonly parameter: string
  /** `wallet.balance`. */
  readonly column: string
}

/** Attributes of which something is taken. */
export const KEPT =
  /(?:^|_)(?:balance|credits?|coins?|points|stock|quantity|qty|on_hand|in_stock|available|inventory|funds|units|copies|seats|seats_left|remaining|saldo|gems|gold)$/

/** By path and symbol, separated by a space. */
export const takenAmounts = defineFunctionGatherer<TakenAmount>({
  id: 'taken-amounts',
  uses: /-=/,
  read(facts, owner) {
    const { tree } = facts
    if (owner.isLambda) return undefined
    for (const node of facts.nodesIn(owner.node, k.K_AUGMENTED_ASSIGNMENT)) {
      if (tree.text(tree.child(node, k.F_OPERATOR)) !== '-=') continue
      const column = tree.text(tree.child(node, k.F_LEFT))
      const amount = tree.text(tree.child(node, k.F_RIGHT))
      const parameter = owner.parameters.find(({ name }) => name === amount)
      const name = /^\w+\.(\w+)$/.exec(column)?.[1]
      if (parameter === undefined || name === undefined || column.startsWith('self.')) continue
      if (!KEPT.test(name) || isTested(tree.text(owner.node), amount)) continue
      return { symbol: owner.symbol, parameter: amount, column }
    }
    return undefined
  },
})

/** A comparison with a lower bound, or a function that looks at the amount. */
export function isTested(source: string, amount: string): boolean {
  const name = amount.replaceAll('.', String.raw`\.`)
  const bound = String.raw`(?:-?[01](?:\.0*)?|Decimal\([^)]*\)|\w*\.?(?:min|MIN)\w*)(?![\w.(])`
  const number = String.raw`(?:-?[\d_.]+|[A-Z][A-Z_]+)(?![\w.(])`
  return [
    String.raw`\b${name}\s*(?:<=?|>=?|==)\s*${bound}`,
    String.raw`\b${name}\s*<=?\s*${number}`,
    String.raw`(?<![\w.])(?:${bound}|${number})\s*(?:<=?|>=)\s*${name}\b`,
    String.raw`\b\w*(?:abs|max|[Cc]heck|[Vv]alid|[Pp]ositive|[Ee]nsure|[Aa]ssert|[Rr]equire|[Cc]lean|[Pp]arse|sign)\w*\([^()]*\b${name}\b`,
    String.raw`\b${name}\s+in\s+range\(`,
    String.raw`\.is(?:digit|decimal)\(`,
  ].some((pattern) => new RegExp(pattern).test(source))
}
