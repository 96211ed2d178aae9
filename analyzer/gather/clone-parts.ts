// What the search for copied code needs of each file.

import { type FunctionBody, functionBodies } from '../clones/function-bodies.ts'
import { hashStatements, type StatementHashes } from '../clones/statement-hashes.ts'
import { defineGatherer, type GatheredPart } from './define.ts'

export interface ClonePart {
  readonly statements: StatementHashes
  readonly bodies: readonly FunctionBody[]
}

/** Product code only: tests have a rule of their own, migrations repeat by their nature. */
export const cloneParts = defineGatherer<ClonePart, readonly GatheredPart<ClonePart>[]>({
  id: 'clone-parts',
  collect(facts, role) {
    if (role !== 'source') return undefined
    const statements = hashStatements(facts)
    return statements.length === 0 ? undefined : { statements, bodies: functionBodies(facts) }
  },
  combine: (parts) => parts,
})
