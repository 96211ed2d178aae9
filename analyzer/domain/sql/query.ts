// A query as one object, whichever way it is written.

import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { OrmModel } from '../orm/model.ts'

export type PredicateOp =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'not-in'
  | 'is-null'
  | 'is-not-null'
  | 'like'
  /** A flag that must be set: `Model.is_active`. */
  | 'is-true'
  | 'is-false'
  /** Anything else: `or_(...)`, functions, raw text. */
  | 'other'

export interface QueryPredicate {
  /** Attribute of the model, '' where no single column is tested. */
  readonly column: string
  /** The model of the column where it is named, else that of the query. */
  readonly model: OrmModel | undefined
  readonly op: PredicateOp
  /** What the column is compared with, NO_NODE for tests without a value. */
  readonly value: Node
  /** What the value reads here where it stands in a helper: `body.email`. */
  readonly text?: string
  readonly node: Node
  /** True where only some ways through the code add it. */
  readonly isConditional: boolean
}

/** A column that an update or insert gives a value. */
export interface QueryValue {
  readonly column: string
  readonly value: Node
  /** See `QueryPredicate.text`. */
  readonly text?: string
}

export interface Query {
  /** The expression that was asked about. */
  readonly node: Node
  readonly action: 'select' | 'update' | 'delete' | 'insert'
  readonly style: 'core' | 'query-api' | 'get' | 'django'
  readonly model: OrmModel | undefined
  /** Arguments of `select(...)` or `query(...)`. */
  readonly entities: readonly Node[]
  readonly predicates: readonly QueryPredicate[]
  /** `with_for_update`, `select_for_update` or a lock mode; the call, NO_NODE without one. */
  readonly lock: Node
  /** The lock passes by rows that others hold. */
  readonly isSkipLocked: boolean
  readonly limit: Node
  readonly offset: Node
  readonly orderBy: readonly Node[]
  /** Counts rows, asks whether there are any, or neither. */
  readonly asks: 'rows' | 'count' | 'exists' | 'aggregate'
  readonly values: readonly QueryValue[]
  readonly options: readonly Node[]
  readonly hasJoin: boolean
  readonly hasReturning: boolean
  /** `ON CONFLICT` and the like. */
  readonly isUpsert: boolean
  /** The session, connection or manager that the query belongs to, NO_NODE for a bare statement. */
  readonly session: Node
  /** The row whose related rows are asked for (`order.lines`), NO_NODE for all other queries. */
  readonly parent: Node
  /** False if parts of it could not be read: `*filters`, a statement from elsewhere. */
  readonly isComplete: boolean
}

/** True where a value of the column is fixed by equality on every way. */
export function equalities(query: Query): ReadonlyMap<string, QueryPredicate> {
  const found = new Map<string, QueryPredicate>()
  for (const one of query.predicates) {
    if (one.op === '=' && !one.isConditional && one.column !== '') found.set(one.column, one)
  }
  return found
}

/** A query that is still being read. */
export type OpenQuery = { -readonly [Key in keyof Query]: Query[Key] }

/** A query before anything was read of it: it asks for all rows of no model. */
export function emptyQuery(node: Node, action: Query['action'], style: Query['style']): OpenQuery {
  return {
    node,
    action,
    style,
    model: undefined,
    entities: [],
    predicates: [],
    lock: NO_NODE,
    isSkipLocked: false,
    limit: NO_NODE,
    offset: NO_NODE,
    orderBy: [],
    asks: 'rows',
    values: [],
    options: [],
    hasJoin: false,
    hasReturning: false,
    isUpsert: false,
    session: NO_NODE,
    parent: NO_NODE,
    isComplete: true,
  }
}
