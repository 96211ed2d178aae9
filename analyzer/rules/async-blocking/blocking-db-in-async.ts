import { domainOf } from '../../domain/domain-of.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { DATABASE_METHODS, waitsForDatabase } from '../../matching/calls/blocking-methods.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { F_OBJECT, K_ATTRIBUTE, K_AWAIT, K_CALL } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const words = (text: string): string[] => text.split(' ')

const CONNECTS =
  'sqlite3.connect sqlite3.dbapi2.connect psycopg2.connect psycopg.connect psycopg.Connection.connect pymysql.connect MySQLdb.connect mysql.connector.connect cx_Oracle.connect oracledb.connect pyodbc.connect pymssql.connect'

const report: NodeHandler = (call, checker) =>
  tell(checker, call, checker.facts.calleeName(call) ?? calleeName(checker.tree, call))

const reportMethod: NodeHandler = (call, checker) => {
  const { tree, facts } = checker
  if (facts.enclosingFunction(call)?.isAsync !== true) return
  const receiver = receiverOf(tree, call)
  // `connection.execute(...).fetchone()` is one mistake, told where the chain waits first.
  if (receiver !== NO_NODE && tree.kind(receiver) === K_CALL && waits(checker, receiver)) return
  if (waits(checker, call)) tell(checker, call, tree.text(facts.callee(call)))
}

function waits(checker: Checker, call: Node): boolean {
  const receiver = receiverOf(checker.tree, call)
  const { types } = checker.analysis
  const type = receiver === NO_NODE ? undefined : types.typeOf(receiver)
  const name = calleeName(checker.tree, call)
  return (
    waitsForDatabase((...traits) => traits.every((one) => types.hasTrait(type, one)), name) ||
    (MONGO.test(name) && isMongoPart(checker, receiver))
  )
}

/** What no other library calls its methods. */
const MONGO =
  /^(?:find_one(?:_and_\w+)?|(?:insert|update|replace|delete)_(?:one|many)|count_documents|bulk_write)$/

/** `client.app.users`: databases and collections are attributes of whatever name. */
function isMongoPart({ tree, analysis }: Checker, receiver: Node): boolean {
  let node = receiver
  for (let step = 0; step < 2; step += 1) {
    if (node === NO_NODE || tree.kind(node) !== K_ATTRIBUTE) return false
    node = tree.child(node, F_OBJECT)
    const type = analysis.types.typeOf(node)
    if (analysis.types.hasTrait(type, 'mongo')) return analysis.types.hasTrait(type, 'sync')
  }
  return false
}

/** Methods of Django's managers and rows that run a query; the async ones begin with an `a`. */
const DJANGO = words(
  'get create first last latest earliest count exists aggregate in_bulk get_or_create update_or_create bulk_create bulk_update update delete save refresh_from_db',
)

const reportDjango: NodeHandler = (call, checker) => {
  const owner = checker.facts.enclosingFunction(call)
  if (owner?.isAsync !== true || !checker.once(hasDjango, hasDjango)) return
  const [rows] = sqlOf(checker).rows(call)
  const isQuery = rows?.query.style === 'django' && rows.query.model?.library === 'django'
  // Tortoise is asynchronous throughout.
  if (rows?.query.model?.isOwnManager === true) return
  const isRun = isQuery && rows.taken !== 'open'
  const written = sqlOf(checker).write(call)?.model
  if (!isRun && (written?.library !== 'django' || written.isOwnManager)) return
  if (receiverOf(checker.tree, call) === NO_NODE) return
  tell(checker, call, checker.tree.text(checker.facts.callee(call)))
}

function hasDjango(checker: Checker): boolean {
  return domainOf(checker.project).orm.models.some(({ library }) => library === 'django')
}

const byMethod = callsTo(DATABASE_METHODS, reportMethod)
const byRow = Object.fromEntries(
  DJANGO.map((name): [string, NodeHandler] => [
    name,
    (call, checker) => {
      byMethod[name]?.(call, checker)
      reportDjango(call, checker)
    },
  ]),
)

export default defineRule({
  id: 'blocking-db-in-async',
  title: 'Blocking database call in a coroutine',
  consequence:
    'While one request waits for the database, every other request of the process stands still.',
  effortHours: { low: 1, high: 8 },
  cwe: [833],
  why: `
A sync driver waits for the server with the whole thread, and all tasks of an event loop share one thread.
One slow query or one row lock stops all requests; the pool of connections is never used at once, and a
lock that another task of the same process holds is never released.
`,
  fix: `
Use the async driver: \`AsyncSession\`, \`asyncpg\`, \`redis.asyncio\`, Motor. In a web framework that runs
sync handlers in a thread pool, a plain \`def\` is the small way out; elsewhere
\`await asyncio.to_thread(...)\` around the whole unit of work.
`,
  exemptions: [
    {
      text: 'The async clients, and coroutines of the same names.',
      quiet: py`
        from redis.asyncio import Redis
        from sqlalchemy.ext.asyncio import AsyncSession

        async def load(session: AsyncSession, cache: Redis):
            await cache.set('a', 1)
            pending = cache.get('a')
            await session.commit()
            return await pending
      `,
    },
    {
      text: 'A sync handler, a thread, and the function that `run_sync` gets.',
      quiet: py`
        import asyncio
        from sqlalchemy.orm import Session

        def show(session: Session):
            return session.execute('select 1')

        async def load(session: Session, async_session):
            await asyncio.to_thread(session.commit)
            return await async_session.run_sync(lambda sync: sync.commit())
      `,
    },
    {
      text: 'Calls that only prepare: adding to the session, making a query, a pipeline, a lock.',
      quiet: py`
        from redis import Redis
        from sqlalchemy.orm import Session

        async def load(session: Session, cache: Redis, row):
            session.add(row)
            query = session.query(type(row)).filter_by(id=1)
            pipe = cache.pipeline()
            pipe.set('a', 1)
            return query, cache.lock('a')
      `,
    },
    {
      text: 'Objects of which nothing is known.',
      quiet: py`
        async def load(session, cache):
            session.commit()
            return cache.get('a'), {}.get('a')
      `,
    },
  ],
  limits: ['A session or client that reaches the coroutine without a type is not seen.'],
  bad: [
    py`
      from sqlalchemy.orm import Session

      async def show(session: Session):
          return session.execute('select 1') #!
    `,
    py`
      import sqlite3
      import psycopg2
      from pymongo import MongoClient
      from redis import Redis, StrictRedis
      from sqlalchemy import create_engine
      from sqlalchemy.orm import sessionmaker

      engine = create_engine('sqlite://')
      make = sessionmaker(engine)
      cache = Redis()

      class Store:
          def __init__(self):
              self.redis = StrictRedis()
              self.client = MongoClient()

          async def load(self, key):
              self.redis.get(key) #!
              cache.incr('hits') #!
              pipe = cache.pipeline()
              pipe.execute() #!
              users = self.client['app']['users']
              users.find_one({'a': 1}) #!
              with make() as session:
                  session.commit() #!
                  session.query(Store).filter_by(id=1).first() #!
              with engine.connect() as connection: #!
                  connection.execute('select 1') #!
              own = sqlite3.connect('a.db') #!
              own.execute('select 1') #!
              cursor = own.cursor()
              cursor.execute('select 1') #!
              return cursor.fetchall(), psycopg2.connect('') #!2
    `,
  ],
  good: [
    py`
      from sqlalchemy.ext.asyncio import AsyncSession

      async def show(session: AsyncSession):
          return await session.execute('select 1')
    `,
  ],
  calls: callsTo(words(CONNECTS), report),
  methods: { ...byMethod, ...byRow },
})

function tell(checker: Checker, call: Node, name: string): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner?.isAsync !== true || tree.kind(tree.parent(call)) === K_AWAIT) return
  const shown = name.length > 60 ? `${name.slice(0, 57)}...` : name
  checker.report({
    node: call,
    message: `\`${shown}\` waits for the database with the whole thread and blocks the event loop in the coroutine \`${owner.name}\`.`,
  })
}
