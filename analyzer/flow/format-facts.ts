// The facts of a file as text, for people who write rules.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import type { Scope } from '../facts/scopes.ts'
import * as k from '../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../syntax/tree.ts'
import { printType } from '../types/type-ref.ts'
import { formatGraph } from './format-graph.ts'
import type { FileAnalysis, FunctionAnalysis } from './function-analysis.ts'

/** Everything that is known of one file, one section for each part. */
export function formatFacts(analysis: FileAnalysis): string {
  const { facts } = analysis.flow
  const parts = [
    `${facts.path}  module ${facts.moduleName || '(root)'}`,
    section('Imports', formatImports(facts)),
    section('Scopes', formatScopes(facts)),
    section('Types', formatTypes(analysis)),
  ]
  const owners: readonly (FunctionFacts | undefined)[] = [undefined, ...facts.functions]
  for (const owner of owners) parts.push(formatFunction(analysis, owner))
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}`).join('\n')}`
}

function formatImports(facts: FileFacts): string[] {
  return facts.imports.map(
    ({ node, bound, target }) => `${at(facts.tree, node)} ${bound || '*'} = ${target ?? '?'}`,
  )
}

function formatScopes(facts: FileFacts): string[] {
  const names = new Map<Scope, string[]>()
  for (const binding of facts.bindings()) {
    if (binding.scope === undefined) continue
    const known = names.get(binding.scope) ?? []
    known.push(`${binding.name} (${binding.kind})`)
    names.set(binding.scope, known)
  }
  return facts.scopes.map((scope) => {
    const owner = facts.functionAt(scope.node) ?? facts.classAt(scope.node)
    const symbol = owner === undefined ? '' : ` ${owner.symbol}`
    const list = names.get(scope)?.join(', ') ?? '-'
    return `${at(facts.tree, scope.node)} ${scope.kind}${symbol}: ${list}`
  })
}

/** The types of variables where they are given a value, and of attributes of `self`. */
function formatTypes({ types, flow: { facts } }: FileAnalysis): string[] {
  const lines: string[] = []
  const { tree } = facts
  for (const kind of [k.K_IDENTIFIER, k.K_ATTRIBUTE]) {
    const seen = new Set<string>()
    for (const node of facts.nodesOfKind(kind)) {
      if (!facts.isWrite(node) || tree.text(node).includes('\n')) continue
      const type = types.typeOf(node)
      if (type === undefined || type.isClass) continue
      const line = `${facts.enclosingSymbol(node) || 'module'}: ${tree.text(node)}: ${printType(type)}`
      if (!seen.has(line)) lines.push(line)
      seen.add(line)
    }
  }
  return lines
}

function formatFunction(analysis: FileAnalysis, owner: FunctionFacts | undefined): string {
  const { facts } = analysis.flow
  const one = analysis.of(owner)
  const kind = owner === undefined ? 'Module' : owner.isAsync ? 'Async function' : 'Function'
  const place = owner === undefined ? '' : ` ${owner.symbol}, line ${facts.tree.line(owner.node)}`
  return [
    `${kind}${place}`,
    ...formatGraph(one.graph).map((line) => `  ${line}`),
    ...formatLocations(one, facts.tree).map((line) => `  ${line}`),
  ].join('\n')
}

function formatLocations(one: FunctionAnalysis, tree: SyntaxTree): string[] {
  const lines = one.accesses
    .filter(({ use, location }) => use !== 'through' && location.isShared)
    .map((access) => {
      const { location, kind, use, method, node, event } = access
      const locks = one.locksHeldAt(event).map(({ lock }) => lock.text)
      const how = method === undefined ? use : `${use} ${method}`
      const held = locks.length === 0 ? '' : `, holding ${locks.join(', ')}`
      return `${at(tree, node)} ${kind} ${location.text} (${location.root}, ${how})${held}`
    })
  return lines.length === 0 ? [] : ['shared locations:', ...lines.map((line) => `  ${line}`)]
}

function at(tree: SyntaxTree, node: Node): string {
  return `L${tree.line(node)}`
}
