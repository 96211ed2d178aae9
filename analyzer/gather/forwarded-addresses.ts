// Functions that give the address of a client as a header says it, which the client may write itself.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { stringValue } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineFunctionGatherer } from './define.ts'

export interface ForwardedAddress {
  readonly symbol: string
  readonly header: string
}

const HEADER =
  /^(?:HTTP_)?(?:X[-_]FORWARDED[-_]FOR|X[-_]REAL[-_]IP|CF[-_]CONNECTING[-_]IP|TRUE[-_]CLIENT[-_]IP|X[-_]CLIENT[-_]IP|X[-_]ORIGINAL[-_]FORWARDED[-_]FOR|CLIENT[-_]IP)$/i
export const FORWARDED = /forwarded[-_]for|real[-_]ip|connecting[-_]ip|client[-_]ip['"]/i
/** The hop that the own proxy has written, or a proxy that is known. */
const CHECKED = /\[\s*-\w|rsplit|reversed\(|trust|behind|prox(?:y|ies)|num_hops/i

/** By path and symbol, separated by a space. */
export const forwardedAddresses = defineFunctionGatherer<ForwardedAddress>({
  id: 'forwarded-addresses',
  uses: FORWARDED,
  read(facts, owner) {
    const [read] = forwardedReads(facts, owner)
    if (read === undefined) return undefined
    const names = addressNames(facts, owner, [read])
    const isGiven = Array.from(facts.nodesIn(owner.node, k.K_RETURN_STATEMENT)).some(
      (one) =>
        !/\w\(/.test(facts.tree.spelled(one).replaceAll(KEEPING, '')) &&
        isAddress(facts, one, [read], names),
    )
    return isGiven ? { symbol: owner.symbol, header: headerOf(facts, read) } : undefined
  },
})

/** Reads of such a header in a function that asks nobody whether it may be believed. */
export function forwardedReads(facts: FileFacts, owner: FunctionFacts): readonly Node[] {
  const { tree } = facts
  const text = tree.text(owner.node)
  if (owner.isLambda || !FORWARDED.test(text) || CHECKED.test(text)) return []
  return Array.from(facts.nodesIn(owner.node, k.K_STRING)).flatMap((node) => {
    if (!HEADER.test(stringValue(tree, node) ?? '')) return []
    const read = readOf(facts, node)
    return read === NO_NODE || facts.enclosingFunction(read) !== owner ? [] : [read]
  })
}

/** `request.headers.get('X-Forwarded-For', ...)`, `request.META['HTTP_X_FORWARDED_FOR']`. */
function readOf({ tree }: FileFacts, name: Node): Node {
  const parent = tree.parent(name)
  const read = tree.kind(parent) === k.K_ARGUMENT_LIST ? tree.parent(parent) : parent
  const kind = read === NO_NODE ? -1 : tree.kind(read)
  if (kind !== k.K_CALL && kind !== k.K_SUBSCRIPT) return NO_NODE
  if (kind === k.K_SUBSCRIPT && tree.fieldOf(read) === k.F_LEFT) return NO_NODE
  return /\b(?:headers|META|environ)(?:\.get\w*\(|\[)/.test(tree.spelled(read)) ? read : NO_NODE
}

export function headerOf({ tree }: FileFacts, read: Node): string {
  return /["']([\w-]+)["']/.exec(tree.text(read))?.[1] ?? ''
}

/** What an address goes through and stays one. */
const KEEPING =
  /\b(?:split|strip|lower|upper|get|getlist|get_all|str|replace|decode|partition|ip_address|format|join|len)\(/g

/** Variables that hold the address, as it is or cut out. */
export function addressNames(
  facts: FileFacts,
  owner: FunctionFacts,
  reads: readonly Node[],
): ReadonlySet<string> {
  const { tree } = facts
  const names = new Set<string>()
  for (const binding of facts.nodesIn(owner.node, k.K_ASSIGNMENT)) {
    const value = tree.child(binding, k.F_RIGHT)
    const target = tree.child(binding, k.F_LEFT)
    if (value === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) continue
    // What a function makes of the address is another thing: the country, a hash.
    const isOwn = !/\w\(/.test(tree.spelled(value).replaceAll(KEEPING, ''))
    if (isOwn && isAddress(facts, value, reads, names)) names.add(tree.text(target))
  }
  return names
}

/** True where one of the reads or names stands in an expression or statement. */
export function isAddress(
  facts: FileFacts,
  node: Node,
  reads: readonly Node[],
  names: ReadonlySet<string>,
): boolean {
  const { tree } = facts
  if (reads.some((one) => one === node || tree.contains(node, one))) return true
  if (names.size === 0) return false
  if (tree.kind(node) === k.K_IDENTIFIER) return names.has(tree.text(node))
  return Array.from(facts.nodesIn(node, k.K_IDENTIFIER)).some(
    (one) => names.has(tree.text(one)) && tree.fieldOf(one) !== k.F_ATTRIBUTE,
  )
}
