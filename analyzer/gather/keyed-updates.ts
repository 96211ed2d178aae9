// Functions that write columns of the one row whose key they are given, whatever it holds by then:
// `update(Token).where(Token.id == token_id).values(revoked=True)`.
import { type Chain, type ChainLink, readChain } from '../domain/sql/chain.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { defineFunctionGatherer } from './define.ts'

export interface KeyedUpdate {
  readonly symbol: string
  /** The class as written, without its module. */
  readonly model: string
  /** Name of the parameter that holds the key. */
  readonly parameter: string
  readonly columns: readonly string[]
  /** Those that the database computes from what they hold: `balance=Wallet.balance + amount`. */
  readonly steps?: readonly string[]
}

const USES = /\bupdate\(/

/** By path and symbol, separated by a space. */
export const keyedUpdates = defineFunctionGatherer<KeyedUpdate>({
  id: 'keyed-updates-2',
  uses: USES,
  read: readUpdate,
})

const KEY = /^(?:id|pk|uuid|\w+_id)$/
const CLASS = /(?:^|\.)([A-Z]\w*)$/
/** What asks for the old state, or looks before it writes, sees to it by itself. */
const DECIDING = [k.K_IF_STATEMENT, k.K_WHILE_STATEMENT, k.K_FOR_STATEMENT]

function readUpdate(facts: FileFacts, owner: FunctionFacts): KeyedUpdate | undefined {
  const { tree } = facts
  if (owner.isLambda || !USES.test(tree.spelled(owner.node))) return undefined
  if (DECIDING.some((kind) => facts.nodesIn(owner.node, kind).length > 0)) return undefined
  for (const call of facts.callsOf(owner)) {
    const found = statedUpdate(facts, call) ?? managedUpdate(facts, call)
    if (found === undefined || !owner.parameters.some(({ name }) => name === found.parameter)) {
      continue
    }
    const columns = found.values.map(({ name }) => name)
    if (columns.length === 0) continue
    const { model, parameter } = found
    const steps = found.values.filter((one) => isStep(tree, one)).map(({ name }) => name)
    return { symbol: owner.symbol, model, parameter, columns, ...(steps.length > 0 && { steps }) }
  }
  return undefined
}

interface WrittenUpdate {
  readonly model: string
  readonly parameter: string
  readonly values: readonly WrittenColumn[]
}

interface WrittenColumn {
  readonly name: string
  readonly value: Node
}

/** `update(Token).where(Token.id == token_id).values(...)` of SQLAlchemy. */
function statedUpdate(facts: FileFacts, call: Node): WrittenUpdate | undefined {
  const { tree } = facts
  const chain = readChain(facts, call)
  const [update, where, values, more] = chain.links.filter((link) => link.call !== NO_NODE)
  if (update === undefined || where === undefined || values?.name !== 'values') return undefined
  if (more !== undefined || !/^(?:where|filter)$/.test(where.name)) return undefined
  if (!isUpdate(facts, chain, update)) return undefined
  const model = classOf(tree, facts.arguments(update.call)[0]?.value)
  const [condition, second] = facts.arguments(where.call)
  if (model === undefined || condition === undefined || second !== undefined) return undefined
  const [left, right, third] = tree.namedChildren(condition.value)
  if (tree.kind(condition.value) !== k.K_COMPARISON_OPERATOR || third !== undefined) {
    return undefined
  }
  if (left === undefined || right === undefined || tree.kind(left) !== k.K_ATTRIBUTE) {
    return undefined
  }
  const isEqual = tree.source.slice(tree.end(left), tree.start(right)).trim() === '=='
  const isOwn = classOf(tree, tree.child(left, k.F_OBJECT)) === model
  if (!isEqual || !isOwn || !KEY.test(tree.spelled(tree.child(left, k.F_ATTRIBUTE))))
    return undefined
  return { model, parameter: tree.text(right), values: writtenColumns(facts, values.call) }
}

function isUpdate({ tree }: FileFacts, chain: Chain, link: ChainLink): boolean {
  return link.name === 'update' || (link.name === '' && tree.text(chain.root) === 'update')
}

/** `Token.objects.filter(pk=token_id).update(...)` of Django. */
function managedUpdate(facts: FileFacts, call: Node): WrittenUpdate | undefined {
  const { tree } = facts
  const { root, links } = readChain(facts, call)
  const [filter, update, more] = links.filter((link) => link.call !== NO_NODE)
  if (filter?.name !== 'filter' || update === undefined || more !== undefined) return undefined
  const manager = links.find((link) => link.call === NO_NODE)
  if (!/^a?update$/.test(update.name) || manager?.name !== 'objects') return undefined
  const model = classOf(tree, root)
  const [key, second] = facts.arguments(filter.call)
  if (model === undefined || second !== undefined || !/^(?:pk|id)$/.test(key?.name ?? '')) {
    return undefined
  }
  const parameter = key === undefined ? '' : tree.text(key.value)
  return { model, parameter, values: writtenColumns(facts, update.call) }
}

function classOf(tree: SyntaxTree, node: Node | undefined): string | undefined {
  return node === undefined || node === NO_NODE ? undefined : CLASS.exec(tree.text(node))?.[1]
}

function writtenColumns(facts: FileFacts, call: Node): readonly WrittenColumn[] {
  return facts
    .arguments(call)
    .flatMap(({ name, value }) => (name === undefined || name === '**' ? [] : [{ name, value }]))
}

/** `Wallet.balance + amount`, `F('balance') - amount`. */
function isStep(tree: SyntaxTree, { name, value }: WrittenColumn): boolean {
  return new RegExp(`(?:\\bF\\(['"]${name}['"]\\)|\\b[A-Z]\\w*\\.${name})\\s*[-+]`).test(
    tree.text(value),
  )
}
