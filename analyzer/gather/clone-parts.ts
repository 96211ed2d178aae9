// What the search for copied code needs of each file.

import { type FunctionBody, functionBodies } from '../clones/function-bodies.ts'
import { hashStatements, type StatementHashes } from '../clones/statement-hashes.ts'
import { defineGatherer, type GatheredPart } from './define.ts'

export interface ClonePart {
  readonly statements: StatementHashes
  readonly bodies: readonly FunctionBody[]
}

/** Of tests only their helpers: copied tests have a rule of their own, migrations repeat anyway. */
const TEST = /(?:^|\.)(?:test\w*|setUp\w*|tearDown\w*)$/i

export const cloneParts = defineGatherer<ClonePart, readonly GatheredPart<ClonePart>[]>({
  id: 'clone-parts',
  collect(facts, role) {
    if (role !== 'source' && role !== 'test') return undefined
    const isTest = role === 'test'
    const bodies = functionBodies(facts).filter(
      ({ symbol }) => !isTest || !(TEST.test(symbol) || symbol.includes('<locals>')),
    )
    const statements = isTest ? [] : hashStatements(facts)
    return statements.length + bodies.length === 0 ? undefined : { statements, bodies }
  },
  // The hashes of all files stay: in typed arrays they take a third.
  combine: (parts) =>
    parts.map(({ path, part: { statements, bodies } }) => ({
      path,
      part: { statements: Uint32Array.from(statements), bodies },
    })),
})
