// Which names of SQLAlchemy, SQLModel and their relatives a declaration uses.
import type { Expression } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { firstName, lastName, type Meanings } from '../meanings.ts'

const LIBRARIES = new Set([
  'sqlalchemy',
  'sqlmodel',
  'flask_sqlalchemy',
  'flask_sqlalchemy_lite',
  'advanced_alchemy',
  'sqlalchemy_utils',
  'geoalchemy2',
  'pgvector',
  'gino',
  'alembic',
])

/** True for paths into the libraries; `db.Column` of an extension object that cannot be seen too. */
export function isSqlName(path: string): boolean {
  return LIBRARIES.has(firstName(path)) || /(?:^|\.)(?:db|sa)\.\w+$/.test(path)
}

/** `Column` for a call of `sqlalchemy.Column`, `db.Column`; undefined for calls of anything else. */
export function sqlCallee(
  meanings: Meanings,
  from: ModuleEntry,
  expression: Expression | undefined,
): string | undefined {
  const path = meanings.callee(from, expression)
  return path !== undefined && isSqlName(path) ? lastName(path) : undefined
}

/** True for a base that makes a class a mapped one. */
export function isDeclarativeBase(path: string): boolean {
  if (path === 'sqlmodel.SQLModel' || path === 'sqlmodel.main.SQLModel') return true
  const name = lastName(path)
  if (/^(?:DeclarativeBase(?:NoMeta)?|declarative_base|automap_base|as_declarative)$/.test(name)) {
    return true
  }
  if (/(?:^|\.)registry\(\)\.generate_base(?:\(\))?$/.test(path)) return true
  return (
    name === 'Model' && (firstName(path) === 'flask_sqlalchemy' || /(?:^|\.)db\.Model$/.test(path))
  )
}
