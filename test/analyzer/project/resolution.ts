// Counts how many imports and calls inside a package the index resolves, against what CPython's
// `ast` and importlib know of it.
//
//   node test/analyzer/project/resolution.ts <folder> <package> [--misses]
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildFacts, type FileFacts } from '../../../analyzer/facts/file-facts.ts'
import { link, type ProjectIndex } from '../../../analyzer/project/project-index.ts'
import { summarize } from '../../../analyzer/project/summarize.ts'
import { createParser } from '../../../analyzer/syntax/parser.ts'
import { prepareSource } from '../../../analyzer/syntax/prepare.ts'

interface OracleImport {
  readonly kind: 'import'
  readonly file: string
  readonly line: number
  readonly module: string
  readonly name: string | null
}

interface OracleCall {
  readonly kind: 'call'
  readonly how: string
  readonly file: string
  readonly at: readonly [number, number, number, number]
  readonly text: string
  /** File and qualified name. */
  readonly target: readonly [string, string]
}

export interface Resolution {
  readonly files: number
  readonly imports: { readonly found: number; readonly all: number }
  /** By how the callee is reached: name, chain, self, super, instance. */
  readonly calls: Readonly<
    Record<string, { readonly found: number; readonly wrong: number; readonly all: number }>
  >
  readonly misses: readonly string[]
}

/** Reads every Python file of `folder/name` and asks the index what the oracle knows. */
export function measureResolution(
  folder: string,
  name: string,
  python = '/usr/bin/python3',
): Resolution {
  const script = fileURLToPath(new URL('resolution-oracle.py', import.meta.url))
  const out = execFileSync(python, [script, folder, name], {
    maxBuffer: 1 << 30,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, DJANGO_SETTINGS_MODULE: 'django.conf.global_settings' },
  })
  const rows = out.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
  const facts = readFolder(folder, name)
  const index = link([...facts.values()].map((one) => summarize(one)))
  const misses: string[] = []
  const imports = { found: 0, all: 0 }
  const calls: Record<string, { found: number; wrong: number; all: number }> = {}
  const callAt = new Map<string, ReadonlyMap<string, number>>()
  for (const row of rows as (OracleImport | OracleCall)[]) {
    const file = facts.get(row.file)
    if (file === undefined) continue
    if (row.kind === 'import') {
      imports.all += 1
      if (importResolves(index, file, row)) imports.found += 1
      else misses.push(`${row.file}:${row.line} import ${row.module} ${row.name ?? ''}`)
      continue
    }
    let nodes = callAt.get(row.file)
    if (nodes === undefined) {
      nodes = callsByPlace(file)
      callAt.set(row.file, nodes)
    }
    calls[row.how] ??= { found: 0, wrong: 0, all: 0 }
    const count = calls[row.how] as { found: number; wrong: number; all: number }
    count.all += 1
    const answer = resolveCall(index, file, nodes.get(row.at.join(':')))
    const wanted = row.target.join(' ')
    if (answer.includes(wanted)) count.found += 1
    else {
      if (answer.length > 0) count.wrong += 1
      misses.push(
        `${row.file}:${row.at[0]} ${row.how} ${row.text} -> ${wanted}, not ${answer.join(', ') || '?'}`,
      )
    }
  }
  return { files: facts.size, imports, calls, misses }
}

function importResolves(index: ProjectIndex, file: FileFacts, row: OracleImport): boolean {
  const entry = index.module(file.path)
  if (entry === undefined) return false
  const own = file.imports.filter((one) => {
    const line = file.tree.line(one.statement)
    if (line !== row.line) return false
    if (row.name === null) return one.form === 'import' && one.module === row.module
    return row.name === '*' ? one.form === 'star' : one.name === row.name
  })
  return own.some((one) => {
    const target = one.form === 'import' ? one.module : one.target
    const value = target === undefined ? undefined : index.resolveName(entry, target)
    // What the project only passes on (`from typing import Final`) ends outside of it.
    return value !== undefined && !(value.kind === 'external' && value.name === target)
  })
}

function resolveCall(
  index: ProjectIndex,
  file: FileFacts,
  call: number | undefined,
): readonly string[] {
  const value = call === undefined ? undefined : index.resolveCall(file, call)
  switch (value?.kind) {
    case 'function':
    case 'method':
      return [`${value.function.module.summary.path} ${value.function.summary.symbol}`]
    case 'class':
    case 'instance':
      return [
        `${value.class.module.summary.path} ${value.class.summary.symbol}`,
        ...index
          .callTargets(value)
          .map((one) => `${one.module.summary.path} ${one.summary.symbol}`),
      ]
    default:
      return []
  }
}

function callsByPlace(file: FileFacts): ReadonlyMap<string, number> {
  const { tree } = file
  const found = new Map<string, number>()
  for (const call of file.calls) {
    const start = tree.position(tree.start(call))
    const end = tree.position(tree.end(call))
    found.set([start.line, start.column, end.line, end.column].join(':'), call)
  }
  return found
}

function readFolder(folder: string, name: string): ReadonlyMap<string, FileFacts> {
  const parse = createParser()
  const found = new Map<string, FileFacts>()
  const entries = readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  for (const path of paths.sort()) {
    const source = prepareSource(path, readFileSync(join(folder, path)))
    const tree = source.ok ? parse(source.text) : undefined
    if (tree !== undefined && typeof tree !== 'string') found.set(path, buildFacts(tree, path))
  }
  return found
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder = '', name = '', option] = process.argv
  const { misses, ...counts } = measureResolution(folder, name)
  console.log(JSON.stringify({ package: name, ...counts }))
  if (option === '--misses') for (const miss of misses) console.log(miss)
}
