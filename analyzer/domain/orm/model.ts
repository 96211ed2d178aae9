// What is known of the tables of a project, whichever library declares them.
import type { Place } from '../../facts/expression.ts'
import type { Constant } from '../../facts/literals.ts'
import type { ProjectClass } from '../../project/values.ts'
import type { Spot } from '../meanings.ts'

export type OrmLibrary = 'sqlalchemy' | 'sqlmodel' | 'django' | 'migration'

/** What a column holds, by kind. */
export type TypeFamily =
  | 'integer'
  | 'number'
  | 'text'
  | 'boolean'
  | 'datetime'
  | 'date'
  | 'time'
  | 'interval'
  | 'uuid'
  | 'json'
  | 'array'
  | 'enum'
  | 'binary'
  | 'other'

/** Where the value of a column comes from when none is given. */
export type ColumnDefault =
  | { readonly kind: 'literal'; readonly value: Constant }
  /** Called for each row: `default=uuid4`, `default=lambda: ...`, `default_factory=list`. */
  | { readonly kind: 'callable'; readonly name: string }
  /** Called once, when the class body runs: `default=datetime.utcnow()`. */
  | { readonly kind: 'call-at-import'; readonly name: string; readonly at: Place }
  /** Made by the database: `server_default=...`, `default=func.now()`. */
  | { readonly kind: 'database' }
  /** A list, dict or set that all rows share: `default=[]`. */
  | { readonly kind: 'shared-mutable' }
  | { readonly kind: 'unknown' }

export type OnDelete = 'cascade' | 'restrict' | 'set-null' | 'set-default' | 'no-action' | 'unknown'

export interface ForeignKeyTo {
  /** Table as written: `engineers`, with its schema if one is given; undefined for Django. */
  readonly table?: string
  /** Column of that table. */
  readonly column?: string
  /** The model, if it is one of the project; see `OrmTables.targetOf`. */
  readonly model?: string
  readonly onDelete: OnDelete | undefined
  readonly at: Place
}

export interface OrmColumn extends Spot {
  /** Name of the attribute. */
  readonly name: string
  /** Name in the table. */
  readonly column: string
  /** Name of the type as declared: `String`, `JSONB`, `int`, `CharField`; '' if unknown. */
  readonly type: string
  readonly family: TypeFamily
  readonly isNullable: boolean
  readonly isUnique: boolean
  readonly isPrimaryKey: boolean
  readonly isIndexed: boolean
  readonly default?: ColumnDefault
  /** Evaluated anew at each update (`onupdate=`, `auto_now=True`). */
  readonly isRefreshed: boolean
  /** The enum that it holds. */
  readonly enum?: ProjectClass
  /** The only words it may hold, where they are listed beside it. */
  readonly words?: readonly string[]
  /** True for an enum that the database keeps as plain text. */
  readonly isText?: true
  /** True for JSON and arrays whose changes in place are noticed (MutableDict and the like). */
  readonly isTracked: boolean
  /** For times: whether the column keeps a zone; undefined where that is not said. */
  readonly hasZone?: boolean
  readonly foreignKey?: ForeignKeyTo
}

export interface OrmRelationship extends Spot {
  readonly name: string
  /** As written: `EngineerReview`, a table for `secondary`. */
  readonly target: string | undefined
  /** The model of the project that it leads to: `OrmModel.id`. */
  readonly model?: string
  /** Parts of `cascade=`: `all`, `delete-orphan`. */
  readonly cascade: readonly string[]
  readonly backPopulates?: string
  /** `backref=`: the attribute that SQLAlchemy makes of it at the other end. */
  readonly backref?: { readonly name: string; readonly lazy?: string }
  /** `lazy=` as written. */
  readonly lazy?: string
  readonly isList: boolean | undefined
  readonly isPassiveDelete: boolean
}

/** What must hold for the rows to which a constraint or index applies. */
export interface RowPredicate {
  readonly text: string
  /** All of them must hold; undefined where the predicate is more than that can say. */
  readonly terms?: readonly PredicateTerm[]
}

export interface PredicateTerm {
  readonly column: string
  readonly op: 'in' | 'not-in' | 'is-null' | 'is-not-null'
  readonly values: readonly Constant[]
}

/** Columns whose values no two rows share. */
export interface UniqueSet extends Spot {
  /** Names of attributes; names in the table where no attribute holds the column. */
  readonly columns: readonly string[]
  readonly source: 'primary-key' | 'column' | 'constraint' | 'index' | 'migration'
  readonly name?: string
  /** For a partial index: the rows that it is about. */
  readonly predicate?: RowPredicate
  /** True where expressions of the columns are unique: `lower(email)`. */
  readonly isExpression: boolean
}

export interface OrmIndex extends Spot {
  readonly columns: readonly string[]
  readonly name?: string
  readonly predicate?: RowPredicate
}

export interface OrmCheck extends Spot {
  /** As written. */
  readonly text: string
  readonly name?: string
}

export interface OrmModel extends Spot {
  /** `app/models.py#User`; for tables of migrations `#users`. */
  readonly id: string
  readonly name: string
  readonly library: OrmLibrary
  readonly class: ProjectClass | undefined
  /** Name of the table, undefined where it is computed. */
  readonly table: string | undefined
  /** By attribute. */
  readonly columns: ReadonlyMap<string, OrmColumn>
  readonly relationships: ReadonlyMap<string, OrmRelationship>
  readonly uniques: readonly UniqueSet[]
  readonly indexes: readonly OrmIndex[]
  readonly checks: readonly OrmCheck[]
  /** Attribute that counts versions (`version_id_col`). */
  readonly versionColumn?: string
  /** Names of Django managers. */
  readonly managers: readonly string[]
  /** True where queries begin at the class itself (Tortoise): `Order.filter(...)`. */
  readonly isOwnManager: boolean
  /** Order that queries have without being asked (Django `Meta.ordering`). */
  readonly isOrdered: boolean
  /** False if a base or a part of the declaration cannot be read: there may be more. */
  readonly isComplete: boolean
}
