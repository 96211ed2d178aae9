// Compares positions and scopes with CPython's `ast` and `symtable`, file by file.
//
//   node test/analyzer/facts/cpython.ts <folder>     every .py file below it
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rootOf } from '../../../analyzer/facts/access-path.ts'
import { buildFacts, type FileFacts } from '../../../analyzer/facts/file-facts.ts'
import * as role from '../../../analyzer/facts/roles.ts'
import type { Scope } from '../../../analyzer/facts/scopes.ts'
import * as k from '../../../analyzer/syntax/kinds.ts'
import { createParser } from '../../../analyzer/syntax/parser.ts'
import { prepareSource } from '../../../analyzer/syntax/prepare.ts'
import type { SyntaxTree } from '../../../analyzer/syntax/tree.ts'

type ScopeRow = readonly [
  kind: string,
  name: string,
  line: number,
  symbols: Readonly<Record<string, string>>,
]

interface OracleRow {
  readonly path: string
  /** Set where CPython itself cannot read the file. */
  readonly error?: string
  readonly names?: readonly (readonly [number, number, string])[]
  readonly calls?: readonly (readonly [number, number, number, number])[]
  readonly scopes?: readonly ScopeRow[]
}

export interface Comparison {
  readonly files: number
  /** Files that CPython refuses (bad syntax on purpose, other versions). */
  readonly refused: number
  /** Files that we lose though CPython reads them. */
  readonly lost: readonly string[]
  readonly names: number
  readonly calls: number
  readonly scopes: number
  readonly differences: readonly string[]
}

/** Every .py file below a folder, sorted. */
export function pythonFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Asks CPython and ourselves about the files. */
export function compareWithCPython(paths: readonly string[], python = 'python3'): Comparison {
  const script = fileURLToPath(new URL('cpython-oracle.py', import.meta.url))
  const parse = createParser()
  const total = { files: 0, refused: 0, names: 0, calls: 0, scopes: 0 }
  const lost: string[] = []
  const differences: string[] = []
  for (let at = 0; at < paths.length; at += 100) {
    const out = execFileSync(python, [script], {
      input: paths.slice(at, at + 100).join('\n'),
      maxBuffer: 1 << 30,
      encoding: 'utf8',
    })
    for (const line of out.split('\n')) {
      if (line === '') continue
      const row = JSON.parse(line) as OracleRow
      total.files += 1
      const source = prepareSource(row.path, readFileSync(row.path))
      const tree = source.ok ? parse(source.text) : source.detail
      if (typeof tree === 'string') {
        if (row.error === undefined) lost.push(`${row.path}: ${tree}`)
        else total.refused += 1
        continue
      }
      const facts = buildFacts(tree, row.path)
      if (row.error !== undefined) {
        total.refused += 1
        continue
      }
      total.names += row.names?.length ?? 0
      total.calls += row.calls?.length ?? 0
      total.scopes += row.scopes?.length ?? 0
      differences.push(...compareFile(facts, row))
    }
  }
  return { ...total, lost, differences }
}

function compareFile(facts: FileFacts, row: OracleRow): readonly string[] {
  const names = variableNames(facts).map((one) => one.join(':'))
  const calls = Array.from(facts.calls)
    .filter((call) => !isInString(facts.tree, call))
    .map((call) => place(facts.tree, call))
  // `symtable` leaves annotations out that are not evaluated.
  const isLazy = facts.imports.some((one) => one.form === 'future' && one.name === 'annotations')
  const scopes = isLazy ? [] : (row.scopes ?? [])
  return [
    ...difference(`${row.path} name`, row.names?.map((one) => one.join(':')) ?? [], names),
    ...difference(`${row.path} call`, row.calls?.map((one) => one.join(':')) ?? [], calls),
    ...difference(
      `${row.path} scope`,
      scopes.map(scopeText),
      isLazy ? [] : ownScopes(facts).map(scopeText),
    ),
  ]
}

function difference(what: string, wanted: readonly string[], found: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const one of wanted) counts.set(one, (counts.get(one) ?? 0) + 1)
  for (const one of found) counts.set(one, (counts.get(one) ?? 0) - 1)
  return [...counts].flatMap(([one, count]) =>
    count === 0 ? [] : [`${what} ${one} ${count > 0 ? 'is missing' : 'is too much'}`],
  )
}

/** Identifiers that CPython has a `Name` for. */
function variableNames(facts: FileFacts): readonly (readonly [number, number, string])[] {
  const others = new Set([
    role.NOT_A_VARIABLE,
    role.EXCEPT_TARGET,
    role.MATCH_CAPTURE,
    role.PARAMETER,
    role.IMPORT,
    role.FUNCTION,
    role.CLASS,
    role.GLOBAL_DECLARATION,
    role.NONLOCAL_DECLARATION,
  ])
  return Array.from(facts.nodesOfKind(k.K_IDENTIFIER))
    .filter((node) => !others.has(facts.roleOf(node)) && !isInString(facts.tree, node))
    .map((node) => {
      const { line, column } = facts.tree.position(facts.tree.start(node))
      // CPython normalizes names (NFKC).
      return [line, column, facts.tree.text(node).normalize('NFKC')] as const
    })
}

function isInString(tree: SyntaxTree, node: number): boolean {
  return tree.ancestor(node, k.K_INTERPOLATION) !== -1
}

/** The grammar reads `[*f()]` as a call of `*f`: the star is none of it. */
function place(tree: SyntaxTree, node: number): string {
  const root = rootOf(tree, node)
  const hasStar = tree.kind(tree.parent(root)) === k.K_LIST_SPLAT && tree.parent(root) > node
  const start = tree.position(tree.start(hasStar ? root : node))
  const end = tree.position(tree.end(node))
  return [start.line, start.column, end.line, end.column].join(':')
}

const COMPREHENSIONS: Readonly<Record<number, string>> = {
  [k.K_LIST_COMPREHENSION]: 'listcomp',
  [k.K_SET_COMPREHENSION]: 'setcomp',
  [k.K_DICTIONARY_COMPREHENSION]: 'dictcomp',
  [k.K_GENERATOR_EXPRESSION]: 'genexpr',
}

/** Our scopes in the words of `symtable`. */
function ownScopes(facts: FileFacts): readonly ScopeRow[] {
  const symbols = facts.scopes.map((): Record<string, string> => Object.create(null))
  for (const node of facts.nodesOfKind(k.K_IDENTIFIER)) {
    if (facts.roleOf(node) === role.NOT_A_VARIABLE) continue
    note(facts, node, symbols)
  }
  return facts.scopes.map((scope) => {
    const own = symbols[scope.id] ?? {}
    switch (scope.kind) {
      case 'module':
        return ['module', 'top', 0, own]
      case 'class':
        return ['class', facts.classAt(scope.node)?.name ?? '', line(facts, scope), own]
      case 'comprehension':
        return [
          'function',
          COMPREHENSIONS[facts.tree.kind(scope.node)] ?? '',
          line(facts, scope),
          own,
        ]
      case 'lambda':
        return ['function', 'lambda', line(facts, scope), own]
      default:
        return ['function', facts.functionAt(scope.node)?.name ?? '', line(facts, scope), own]
    }
  })
}

function line(facts: FileFacts, scope: Scope): number {
  return facts.tree.line(scope.node)
}

/** Adds what an identifier says about the scopes between its place and its binding. */
function note(facts: FileFacts, node: number, symbols: readonly Record<string, string>[]): void {
  const binding = facts.resolve(node)
  const own = binding?.scope
  const isDeclared = facts.roleOf(node) >= role.GLOBAL_DECLARATION
  let at: Scope | undefined = facts.scopeOf(node)
  // A walrus in a comprehension writes to the scope around it.
  const text = facts.tree.text(node).normalize('NFKC')
  for (; at; at = at.parent) {
    const name = mangle(text, at)
    const list = symbols[at.id] as Record<string, string>
    if (at === own) {
      list[name] = 'local'
      return
    }
    const isLocalElsewhere = own !== undefined && own.kind !== 'module'
    const where = isLocalElsewhere ? 'free' : 'global'
    list[name] ??= where
    if (isDeclared && !isLocalElsewhere) return
    if (!isLocalElsewhere) return
  }
}

/** Private names carry the class in front. */
function mangle(name: string, scope: Scope): string {
  const owner = scope.class?.name.replace(/^_+/, '') ?? ''
  const isPrivate = name.startsWith('__') && !name.endsWith('__') && !name.includes('.')
  return isPrivate && owner !== '' ? `_${owner}${name}` : name
}

function scopeText([kind, name, at, symbols]: ScopeRow): string {
  const list = Object.entries(symbols)
    // CPython notes in the module what any function declares global; that is no use of it there.
    .filter(([symbol, where]) => symbol !== '__class__' && (kind !== 'module' || where === 'local'))
    .map(([symbol, where]) => `${symbol}=${where}`)
    .sort()
  return `${kind} ${name} ${at} ${list.join(' ')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { differences, ...counts } = compareWithCPython(pythonFiles(process.argv[2] ?? '.'))
  for (const one of differences) console.log(one)
  console.log(JSON.stringify({ ...counts, differences: differences.length }))
}
