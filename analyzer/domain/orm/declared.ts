// What one class body or `Table(...)` declares by itself, before bases are added.
import type { Place } from '../../facts/expression.ts'
import type { OrmCheck, OrmColumn, OrmIndex, OrmRelationship, UniqueSet } from './model.ts'

/** A relationship whose target is still a name. */
export interface Declared {
  /** Undefined where nothing is said, null where it is computed. */
  table?: string | null
  isAbstract: boolean
  readonly columns: Map<string, OrmColumn>
  readonly relationships: Map<string, OrmRelationship>
  /** Columns by attribute or by name in the table; put straight when the model is known. */
  readonly uniques: UniqueSet[]
  readonly indexes: OrmIndex[]
  readonly checks: OrmCheck[]
  versionColumn?: string
  readonly managers: string[]
  isOrdered: boolean
  isComplete: boolean
}

export function emptyDeclaration(): Declared {
  return {
    isAbstract: false,
    columns: new Map(),
    relationships: new Map(),
    uniques: [],
    indexes: [],
    checks: [],
    managers: [],
    isOrdered: false,
    isComplete: true,
  }
}

/** What is read: the file and the place of the attribute. */
export interface AttributePlace {
  readonly path: string
  readonly name: string
  readonly at: Place
}
