// Whether a project that keeps its data in SQLite tells the database to hold to foreign keys.
import { defineGatherer } from './define.ts'

/** Plain, so that it can be kept. */
interface DatabaseUse {
  /** Connects with `sqlite3` or `aiosqlite`. */
  readonly isSqlite: boolean
  /** Connects to another database: the statements may be meant for that one. */
  readonly isOther: boolean
  /** Names the switch: `PRAGMA foreign_keys = ON`, also with a value put in. */
  readonly isSwitched: boolean
}

const OTHER =
  /^(?:psycopg2?|asyncpg|aiopg|pg8000|MySQLdb|pymysql|mysql|aiomysql|oracledb|cx_Oracle|pyodbc|duckdb|sqlalchemy|django|peewee|databases|pgdb|mariadb)\b/

/** True if all data lie in SQLite and nobody switches foreign keys on. */
export const foreignKeySwitch = defineGatherer<DatabaseUse, boolean>({
  id: 'foreign-key-switch',
  collect(facts, role) {
    const { source } = facts.tree
    const isSwitched = /\bforeign_keys\b/i.test(source)
    const modules = facts.imports.map(({ target }) => target ?? '')
    const isSqlite = modules.some((one) => /^(?:sqlite3|aiosqlite|apsw|pysqlite\w*)\b/.test(one))
    const isOther = role !== 'test' && modules.some((one) => OTHER.test(one))
    if (!isSwitched && !isSqlite && !isOther) return undefined
    return { isSqlite: isSqlite && role !== 'test', isOther, isSwitched }
  },
  combine(parts) {
    return (
      parts.some(({ part }) => part.isSqlite) &&
      !parts.some(({ part }) => part.isOther || part.isSwitched)
    )
  },
})
