import { domainOf } from '../../domain/domain-of.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { hasApplication } from '../../matching/routes/open-routes.ts'
import { keptClasses } from '../../matching/shared-state/singletons.ts'
import { FROM_REQUEST } from '../../project/reachability.ts'
import type { Value } from '../../project/values.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_NAME,
  F_OBJECT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AWAIT,
  K_CALL,
  K_IDENTIFIER,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { DRIVERS } from './matching/database-drivers.ts'

const STATE = /(?:^|\.)(?:app|application|current_app)\.(?:state|extensions)\b/

export default defineRule({
  id: 'session-global',
  title: 'One database session for all requests',
  consequence:
    'Requests commit and roll back the work of each other, and after one failed statement all of them fail until a restart.',
  effortHours: { low: 1, high: 4 },
  cwe: [362, 567],
  why: `
A session is one transaction and one set of loaded rows. It is made for one thread or task. As a global it is
used by all requests at once:

| request A | request B |
| --- | --- |
| changes \`order.total\` | |
| | fails and calls \`rollback()\` |
| \`commit()\` writes nothing: the change is gone | |

The rows it has loaded also stay in memory and grow old, and a lost connection is never replaced.
`,
  fix: `
Keep the engine and the session factory at module level and make a session for each piece of work:
\`with SessionLocal() as session:\`, or a dependency that yields one. \`scoped_session\` gives each thread its
own, if it is removed at the end of each request.
`,
  exemptions: [
    {
      text: 'An engine, a session factory or a `scoped_session` at module level.',
      quiet: py`
        from sqlalchemy import create_engine
        from sqlalchemy.orm import scoped_session, sessionmaker

        engine = create_engine("postgresql://")
        SessionLocal = sessionmaker(bind=engine)
        session = scoped_session(SessionLocal)

        def load(key):
            return session.get(Order, key)
      `,
    },
    {
      text: 'A session that no function uses: a script that runs from top to bottom.',
      quiet: py`
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session

        session = Session(create_engine("sqlite://"))
        for order in session.query(Order):
            print(order)
      `,
    },
    {
      text: 'A session of an object that is made for each piece of work.',
      quiet: py`
        from sqlalchemy import create_engine
        from sqlalchemy.orm import sessionmaker

        SessionLocal = sessionmaker(bind=create_engine("postgresql://"))

        class UnitOfWork:
            def __enter__(self):
                self.session = SessionLocal()
                return self

        class Orders:
            def __init__(self, session=None):
                self.session = session or SessionLocal()

        def load(key):
            return Orders().session.get(Order, key)
      `,
    },
    {
      text: 'A program with a start of its own that serves nobody: one thread uses the session.',
      quiet: py`
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session

        session = Session(create_engine("sqlite://"))

        def main():
            print(session.query(Order).count())

        if __name__ == "__main__":
            main()
      `,
    },
  ],
  limits: ['A session that a function of another file makes and returns is not known.'],
  bad: [
    py`
      from sqlalchemy import create_engine
      from sqlalchemy.orm import sessionmaker

      SessionLocal = sessionmaker(bind=create_engine("postgresql://"))
      session = SessionLocal() #!

      def load(key):
          return session.get(Order, key)
    `,
    py`
      from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

      engine = create_async_engine("postgresql+asyncpg://")
      factory = async_sessionmaker(engine, expire_on_commit=False)

      class Orders:
          def __init__(self):
              self.session = factory() #!

          async def load(self, key):
              return await self.session.get(Order, key)

      orders = Orders()

      class Users:
          session = AsyncSession(engine) #!

          async def load(self, key):
              return await self.session.get(User, key)

      async def startup(app):
          app.state.session = factory() #!

      current = None

      async def connect():
          global current
          current = factory() #!
    `,
    py`
      from flask import Flask
      from sqlalchemy import create_engine

      app = Flask(__name__)
      connection = create_engine("postgresql://").connect() #!

      @app.get("/orders")
      def orders():
          return connection.execute("select 1").all()
    `,
    py`
      import psycopg2

      raw = psycopg2.connect("dbname=shop") #!

      def lines():
          return raw.cursor().execute("select 1")
    `,
  ],
  good: [
    py`
      from sqlalchemy import create_engine
      from sqlalchemy.orm import sessionmaker

      SessionLocal = sessionmaker(bind=create_engine("postgresql://"))

      def load(key):
          with SessionLocal() as session:
              return session.get(Order, key)
    `,
  ],
  roles: ['source'],
  on: {
    [K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, F_LEFT)
      let value = tree.child(node, F_RIGHT)
      if (target === NO_NODE || value === NO_NODE) return
      if (tree.kind(value) === K_AWAIT) value = tree.namedChildren(value)[0] ?? NO_NODE
      if (value === NO_NODE || tree.kind(value) !== K_CALL) return
      const sharing = sharedBy(checker, node, target)
      if (sharing === undefined) {
        reportReplaced(checker, node, target, value)
        return
      }
      const made = madeBy(checker, value)
      if (made === undefined || isScript(checker)) return
      checker.report({
        node,
        ...(!isWrittenByMany(checker) && { severity: 'high' as const }),
        message: `\`${tree.text(target)}\` is one ${made.kind} ${sharing}: all ${made.isAsync ? 'tasks' : 'threads'} use the same transaction.`,
      })
    },
  },
})

/** In a program that serves requests, where what one of them has not committed yet is in the same transaction. */
function isWrittenByMany({ project, tree }: Checker): boolean {
  const { routes, objects } = domainOf(project).routes
  return (routes.length > 0 || objects.all.length > 0) && WRITES.test(tree.source)
}

const WRITES =
  /\.(?:commit|rollback|add|add_all|merge|flush|begin)\(|\b(?:insert|update|delete|replace)\b/i

/** The session or connection that a call makes, if it is sure to be one of its own. */
function madeBy(
  checker: Checker,
  call: Node,
): { readonly kind: string; readonly isAsync: boolean } | undefined {
  const name = checker.facts.calleeName(call) ?? ''
  if (DRIVERS.has(name)) return { kind: 'connection', isAsync: /^(?:async|aio)|Async/.test(name) }
  const made = sqlOf(checker).session(call)
  if (made?.certainty !== 'known' || made.isScoped) return undefined
  return made.kind === 'session' || made.kind === 'connection' ? made : undefined
}

/** Who shares what is assigned; undefined for a value that belongs to one piece of work. */
function sharedBy(checker: Checker, node: Node, target: Node): string | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(node)
  if (tree.kind(target) === K_IDENTIFIER) {
    if (owner === undefined) {
      const holder = facts.enclosingClass(node)
      if (holder !== undefined) return `of the class \`${holder.name}\``
      return isUsedByFunction(checker, target) ? 'of the module' : undefined
    }
    return facts.reach(target) === 'global' ? 'of the module' : undefined
  }
  if (tree.kind(target) !== K_ATTRIBUTE) return undefined
  if (STATE.test(tree.text(target))) return 'of the application'
  return owner === undefined ? undefined : singletonOf(checker, owner, target)
}

/** `self.session = factory()` for each request, in an object of which there is only one. */
function reportReplaced(checker: Checker, node: Node, target: Node, value: Node): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(node)
  if (owner?.class === undefined || owner.name === '__init__') return
  const self = owner.parameters[0]?.name
  if (tree.kind(target) !== K_ATTRIBUTE || tree.text(tree.child(target, F_OBJECT)) !== self) return
  if (!isKeptElsewhere(checker, owner.class) || madeBy(checker, value) === undefined) return
  if (isScript(checker) || !isEnteredByRequests(checker, owner)) return
  const place = tree.text(target)
  checker.report({
    node,
    message: `\`${place}\` of the only \`${owner.class.name}\` of the program is replaced by every request: those under way go on with the session of another.`,
  })
}

/** A method that handlers lead to; what `async with` enters, in a project that has handlers. */
function isEnteredByRequests({ project, path }: Checker, owner: FunctionFacts): boolean {
  const own = project.index.function(path, owner.symbol)
  if (own === undefined) return false
  if ((project.index.reachability.flags(own) & FROM_REQUEST) !== 0) return true
  return owner.name === '__aenter__' && hasApplication(project)
}

function isUsedByFunction(checker: Checker, target: Node): boolean {
  const { facts } = checker
  const binding = facts.resolve(target)
  const isUsedHere = binding?.references.some((one) => facts.enclosingFunction(one) !== undefined)
  return (
    isUsedHere === true ||
    checker.project.has(takenVariables, `${checker.path} ${facts.name(target)}`)
  )
}

/** Variables that another file of the project takes by their names: path and name. */
export const takenVariables = defineTable({
  id: 'variables taken by other files',
  make({ index }): ReadonlySet<string> {
    const taken = new Set<string>()
    for (const entry of index.graph.modules) {
      for (const { form, name, target = '' } of entry.summary.imports) {
        if (form !== 'from') continue
        const home = homeOf(index.resolveName(entry, target.slice(0, target.lastIndexOf('.'))))
        if (home !== undefined && home !== entry.summary.path) taken.add(`${home} ${name}`)
      }
    }
    return taken
  },
})

function homeOf(value: Value | undefined): string | undefined {
  return value?.kind === 'module' && value.entry.kind === 'module'
    ? value.entry.summary.path
    : undefined
}

/** `self.session = ...` in the constructor of a class of which the module keeps an instance. */
function singletonOf(checker: Checker, owner: FunctionFacts, target: Node): string | undefined {
  const { tree, facts } = checker
  if (owner.name !== '__init__' || owner.class === undefined) return undefined
  const self = owner.parameters[0]?.nameNode ?? NO_NODE
  const object = tree.child(target, F_OBJECT)
  if (self === NO_NODE || tree.text(object) !== tree.text(self)) return undefined
  if (isClosedByClass(checker, owner.class, tree.text(tree.child(target, F_ATTRIBUTE)))) {
    return undefined
  }
  const name = tree.child(owner.class.node, F_NAME)
  const references = facts.resolve(name)?.references ?? []
  const isKept = references.some((one) => {
    const call = tree.parent(one)
    if (tree.kind(call) !== K_CALL || facts.callee(call) !== one) return false
    const statement = tree.parent(call)
    return (
      tree.kind(statement) === K_ASSIGNMENT &&
      facts.enclosingFunction(statement) === undefined &&
      facts.enclosingClass(statement) === undefined
    )
  })
  return isKept || isKeptByClass(checker, owner.class) || isKeptElsewhere(checker, owner.class)
    ? `of the only \`${owner.class.name}\` of the program`
    : undefined
}

/** `cls._instance = cls()`. */
function isKeptByClass({ tree }: Checker, holder: ClassFacts): boolean {
  return /\bcls\.\w*instance\w*\s*=\s*(?:cls|super\(\)\.__new__)\(/i.test(tree.text(holder.node))
}

function isKeptElsewhere({ project, path }: Checker, holder: ClassFacts): boolean {
  return project.has(keptClasses, `${path} ${holder.symbol}`)
}

/** A session that the object ends and makes anew by itself is its own affair. */
function isClosedByClass({ tree, facts }: Checker, holder: ClassFacts, attribute: string): boolean {
  return [...facts.calls].some(
    (call) =>
      tree.contains(holder.node, call) &&
      new RegExp(`\\.${attribute}\\.(?:close|remove)$`).test(tree.text(facts.callee(call))),
  )
}

/** A program that is started by itself and is no server. */
function isScript({ facts, tree }: Checker): boolean {
  const isStarted = [...facts.identifiersNamed('__name__')].some((one) =>
    /__main__/.test(tree.text(tree.parent(one))),
  )
  return isStarted && !facts.imports.some(({ target }) => SERVERS.test(target ?? ''))
}

const SERVERS =
  /^(?:fastapi|flask|starlette|aiohttp|quart|sanic|django|tornado|celery|litestar|bottle|falcon)\b/
