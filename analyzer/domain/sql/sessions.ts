// Which expressions are database sessions, connections and what makes them.
import type { Parameter } from '../../facts/parameters.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { endOfBlock } from './block-ends.ts'
import { externalName, type SqlContext } from './context.ts'
import { localValues } from './local-values.ts'

export interface SessionValue {
  readonly kind: 'session' | 'connection' | 'session-factory' | 'engine'
  readonly isAsync: boolean
  /** Shared by all requests of a thread or task by itself (`scoped_session`, `db.session`). */
  readonly isScoped: boolean
  /** `by-name`: nothing but its name and the imports of the file say so. */
  readonly certainty: 'known' | 'by-name'
}

const known = (kind: SessionValue['kind'], isAsync: boolean, isScoped = false): SessionValue => ({
  kind,
  isAsync,
  isScoped,
  certainty: 'known',
})

const ROOT = /^(?:sqlalchemy|sqlmodel|flask_sqlalchemy|advanced_alchemy|starlette_context)\b/
const NAMED = /(?:^|_)(?:session|db|database|sess)$|^(?:session|db|tx|uow)(?:_|$)/i
const FACTORY_NAME = /^(?:async_?)?session_?(?:maker|factory|local)$/i

/** What a session-like expression is; undefined for every other one. */
export function readSession(context: SqlContext, node: Node): SessionValue | undefined {
  if (node === NO_NODE) return undefined
  const name = externalName(context, node)
  if (name !== undefined) {
    const isMade = name.startsWith('contextlib.')
    return sessionOf(name) ?? (isMade ? byManager(context, node) : byFactory(context, name))
  }
  const value = context.valueOf(node)
  if (value?.kind === 'instance') return undefined
  return byDependency(context, node) ?? byManager(context, node) ?? byName(context, node)
}

const OTHER_SESSIONS =
  /^(?:requests|aiohttp|httpx|boto3|botocore|tensorflow|curl_cffi|flask|starlette)\b/

/** `db.SessionLocal()` of a module that is not in the project, in a file that uses SQLAlchemy. */
function byFactory({ facts }: SqlContext, name: string): SessionValue | undefined {
  const [, factory, call] = /(?:^|\.)(\w+)(\(\)(?:\.begin\(\))?|\.begin\(\))?$/.exec(name) ?? []
  const isFactory =
    factory !== undefined && (FACTORY_NAME.test(factory) || /^async_session$/.test(factory))
  if (!isFactory || OTHER_SESSIONS.test(name)) return undefined
  if (!facts.imports.some(({ target }) => ROOT.test(target ?? ''))) return undefined
  const isAsync = facts.imports.some(({ target }) => target?.startsWith('sqlalchemy.ext.asyncio'))
  const kind = call === undefined ? 'session-factory' : 'session'
  return { ...known(kind, isAsync), certainty: 'by-name' }
}

/** From the path of an outside value: `sqlalchemy.ext.asyncio.AsyncSession()`. */
export function sessionOf(name: string): SessionValue | undefined {
  if (!ROOT.test(name)) return undefined
  // What is entered or awaited has the same path as what gives it.
  const path = name.replace(/\.(?:begin|connect|begin_nested|execution_options|__call__)\(\)$/, '')
  const isBegun = path !== name
  const last = path.slice(path.lastIndexOf('.') + 1)
  switch (last) {
    case 'AsyncSession()':
    case 'async_sessionmaker()()':
      return known('session', true)
    case 'async_scoped_session()':
    case 'async_scoped_session()()':
      return known('session', true, true)
    case 'Session()':
    case 'sessionmaker()()':
      return known('session', false)
    case 'scoped_session()':
    case 'scoped_session()()':
    case 'session':
      return last !== 'session' || /SQLAlchemy\(\)\.session$/.test(path)
        ? known('session', false, true)
        : undefined
    case 'async_sessionmaker()':
      return isBegun ? known('session', true) : known('session-factory', true)
    case 'sessionmaker()':
      return isBegun ? known('session', false) : known('session-factory', false)
    case 'AsyncConnection()':
      return known('connection', true)
    case 'Connection()':
      return known('connection', false)
    case 'create_async_engine()':
    case 'AsyncEngine()':
      return isBegun ? known('connection', true) : known('engine', true)
    case 'create_engine()':
    case 'Engine()':
      return isBegun ? known('connection', false) : known('engine', false)
    default:
      return undefined
  }
}

/** `db=Depends(get_db)` without an annotation: what the dependency gives. */
function byDependency(context: SqlContext, node: Node): SessionValue | undefined {
  const parameter = parameterOf(context, node)
  if (parameter === undefined || parameter.default === NO_NODE) return undefined
  const { facts } = context
  if (facts.tree.kind(parameter.default) !== k.K_CALL) return undefined
  if (!/(?:^|\.)(?:Depends|Security)$/.test(facts.calleeName(parameter.default) ?? '')) {
    return undefined
  }
  const [given] = facts.arguments(parameter.default)
  const value = given && context.valueOf(given.value)
  if (value?.kind !== 'function') return undefined
  const { name, returns } = value.function.summary
  const text = returns === undefined ? '' : JSON.stringify(returns)
  const isAsync = /AsyncSession/.test(text)
  if (isAsync || /\bSession"/.test(text)) return known('session', isAsync)
  if (!/(?:^|_)(?:db|session)(?:_|$)/i.test(name)) return undefined
  return { ...known('session', value.function.summary.isAsync), certainty: 'by-name' }
}

function parameterOf({ facts }: SqlContext, node: Node): Parameter | undefined {
  if (facts.tree.kind(node) !== k.K_IDENTIFIER) return undefined
  const binding = facts.resolve(node)
  if (binding?.kind !== 'parameter' || binding.definitionCount !== 1) return undefined
  const place = binding.definitions[0]?.node
  return binding.scope?.function?.parameters.find(({ nameNode }) => nameNode === place)
}

/** `with session_scope() as session`: what a manager of the project yields. */
function byManager(context: SqlContext, node: Node): SessionValue | undefined {
  const { facts } = context
  const { tree } = facts
  if (tree.kind(node) !== k.K_IDENTIFIER) return undefined
  const [only] = localValues(facts, node)
  if (only?.kind !== 'entered' || !only.isCertain) return undefined
  if (tree.kind(only.value) !== k.K_CALL) return undefined
  if (endOfBlock(context, only.value)?.givesSession !== true) return undefined
  const block = tree.ancestor(only.target, k.K_WITH_STATEMENT)
  return known('session', tree.kind(block + 1) === k.T_ASYNC)
}

/** `session`, `self.db`: a name that says so in a file that works with SQLAlchemy. */
function byName(context: SqlContext, node: Node): SessionValue | undefined {
  const { facts } = context
  const last = facts.dottedText(node)?.split('.').at(-1)
  if (last === undefined || !(NAMED.test(last) || FACTORY_NAME.test(last))) return undefined
  if (!facts.imports.some(({ target }) => ROOT.test(target ?? ''))) return undefined
  const isAsync = facts.imports.some(({ target }) => target?.startsWith('sqlalchemy.ext.asyncio'))
  const kind = FACTORY_NAME.test(last) ? 'session-factory' : 'session'
  return { ...known(kind, isAsync), certainty: 'by-name' }
}
