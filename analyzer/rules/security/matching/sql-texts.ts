// What SQL looks like in a program: its statements, and the calls that run them.

/** A statement, not merely a word that SQL knows too. */
export const STATEMENT =
  /^\s*\(?\s*(?:select\b[\s\S]*?\bfrom\b|select\s+\{\}|insert\s+(?:or\s+\w+\s+)?into\b|replace\s+into\b|update\b[\s\S]+?\bset\b|delete\s+from\b|with\s+[\s\S]+?\bas\s*\(|drop\s+(?:table|database|index|view|schema|user|role)\b|alter\s+(?:table|user|role|database)\b|create\s+(?:or\s+replace\s+)?(?:table|database|user|role|view|index|schema|temp\w*)\b|truncate\s+(?:table\s)?|grant\s|revoke\s|call\s+\w+|exec(?:ute)?\s+\w+|merge\s+into\b|copy\s|pragma\s|set\s+\w+\s*=|use\s+\{\}|show\s+\w+)/i
/** A built statement that is not seen to be executed must be of this shape to be reported. */
export const QUERY =
  /^\s*\(?\s*(?:select\s[\s\S]*?\sfrom\s|insert\s+into\s[\s\S]*?\b(?:values|select)\b|update\s[\s\S]+?\sset\s|delete\s+from\s|with\s+\w+\s+as\s*\([\s\S]*\bselect\b)/i
/** Names in these cannot be bound. */
export const DEFINITION =
  /^\s*(?:create|drop|alter|grant|revoke|set|use|show|pragma|truncate|fetch)\b/i
/** Methods that are given SQL; what they are called on decides. */
export const METHODS = [
  'execute',
  'executemany',
  'executescript',
  'exec_driver_sql',
  'execute_sql',
  'raw',
  'extra',
  'fetch',
  'fetchrow',
  'fetchval',
  'copy_expert',
  'callproc',
  'prepare',
  'query',
  'run',
  'scalar',
  'scalars',
  'from_statement',
  'execute_query',
  'fetch_all',
  'fetch_one',
  'fetch_val',
  'read_sql',
  'read_sql_query',
] as const
export const SQL_METHODS: ReadonlySet<string> = new Set(METHODS)
/** Functions that are given SQL. */
export const FUNCTIONS = [
  'sqlalchemy.text',
  'sqlalchemy.sql.text',
  'sqlalchemy.sql.expression.text',
  'sqlalchemy.literal_column',
  'sqlalchemy.sql.literal_column',
  'sqlalchemy.sql.expression.literal_column',
  'sqlalchemy.DDL',
  'sqlmodel.text',
  'django.db.models.expressions.RawSQL',
  'django.db.models.RawSQL',
  'psycopg2.sql.SQL',
  'psycopg.sql.SQL',
  'pandas.read_sql',
  'pandas.read_sql_query',
] as const
/** Methods of a query that take a part of a statement as text. */
export const CLAUSES = ['filter', 'having', 'group_by', 'order_by', 'distinct', 'where'] as const
/** What those are called on. */
export const QUERIES = /\bsession\w*\.query\(|\bselect\(|\.query\./
/** What a receiver of SQL is called. */
export const DATABASE =
  /(?:^|[._])(?:cur|curs|cursor|c|conn|connection|con|db|database|session|engine|tx|transaction|pool|client|objects|store|sqlite|pg|mysql|postgres|dbapi|connections?\[\]|bind|op)\w*(?:\(\))?$/i
