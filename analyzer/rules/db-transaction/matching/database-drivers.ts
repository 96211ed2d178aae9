// Connections that are opened without a session or an engine.

/** Drivers that are connected directly. */
export const DRIVERS: ReadonlySet<string> = new Set([
  'psycopg2.connect',
  'psycopg.connect',
  'psycopg.Connection.connect',
  'psycopg.AsyncConnection.connect',
  'asyncpg.connect',
  'pymysql.connect',
  'MySQLdb.connect',
  'mysql.connector.connect',
  'sqlite3.connect',
  'aiosqlite.connect',
  'oracledb.connect',
  'cx_Oracle.connect',
  'pyodbc.connect',
])
