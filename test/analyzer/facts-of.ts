// Facts of a piece of Python for tests.
import { buildFacts, type FileFacts } from '../../analyzer/facts/file-facts.ts'
import * as k from '../../analyzer/syntax/kinds.ts'
import { createParser } from '../../analyzer/syntax/parser.ts'

const parse = createParser()

/** Throws if the source cannot be parsed within its budget. */
export function factsOf(source: string, path = 'app/module.py'): FileFacts {
  const tree = parse(source)
  if (typeof tree === 'string') throw new Error(tree)
  return buildFacts(tree, path)
}

/** The first identifier with that spelling on the line (1-based); `nth` counts from 0. */
export function identifier(facts: FileFacts, line: number, name: string, nth = 0): number {
  const found = Array.from(facts.nodesOfKind(k.K_IDENTIFIER)).filter(
    (node) => facts.tree.line(node) === line && facts.tree.text(node) === name,
  )
  const node = found[nth]
  if (node === undefined) throw new Error(`no ${name} in line ${line}`)
  return node
}
