// What calling a function of the project gives: decorators and `async` change it.
import { type Expression, originOf } from '../facts/expression.ts'
import type { Resolver } from './resolver.ts'
import { typeArgument } from './type-arguments.ts'
import type { ProjectClass, ProjectFunction, Value } from './values.ts'

/**
 * What a call of a function is:
 * - `plain`: its value; `coroutine`: something to await
 * - `generator`, `async-generator`: something to loop over
 * - `manager`, `async-manager`: something for `with`
 * - `property`: nobody calls it, reading the attribute does
 * - `unknown`: a decorator from elsewhere may have changed it
 */
export type CallNature =
  | 'plain'
  | 'coroutine'
  | 'generator'
  | 'async-generator'
  | 'manager'
  | 'async-manager'
  | 'property'
  | 'unknown'

/** Decorators by the last part of their name that leave a call as it is. */
const KEEPING = new Set([
  'staticmethod',
  'classmethod',
  'abstractmethod',
  'override',
  'final',
  'overload',
  'wraps',
  'lru_cache',
  'cache',
  'retry',
  'on_exception',
  'on_predicate',
  'no_type_check',
  'deprecated',
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'route',
  'api_route',
  'websocket',
  'websocket_route',
  'middleware',
  'exception_handler',
  'on_event',
  'register',
  'login_required',
  'require_POST',
  'require_GET',
  'csrf_exempt',
  'atomic',
  'parametrize',
  'asyncio',
  'skip',
  'skipif',
  'xfail',
  'usefixtures',
  'anyio',
  'patch.object',
  'receiver',
  'before_request',
  'after_request',
  'errorhandler',
  'validator',
  'field_validator',
  'root_validator',
  'model_validator',
  'validates',
  'singledispatch',
  'total_ordering',
  'profile',
  'given',
  'settings',
  'limit',
  'event',
  'listens_for',
  'callback',
  'command',
  'coroutine_function',
])

const BY_ORIGIN: ReadonlyMap<string, CallNature> = new Map<string, CallNature>([
  ['builtins.property', 'property'],
  ['functools.cached_property', 'property'],
  ['abc.abstractproperty', 'property'],
  ['django.utils.functional.cached_property', 'property'],
  ['werkzeug.utils.cached_property', 'property'],
  ['sqlalchemy.ext.hybrid.hybrid_property', 'property'],
  ['pydantic.computed_field', 'property'],
  ['contextlib.contextmanager', 'manager'],
  ['contextlib.asynccontextmanager', 'async-manager'],
  ['asgiref.sync.sync_to_async', 'coroutine'],
  ['channels.db.database_sync_to_async', 'coroutine'],
  ['asgiref.sync.async_to_sync', 'plain'],
  ['asyncio.coroutine', 'coroutine'],
  ['types.coroutine', 'coroutine'],
])

/** Task queues: a call of the decorated name runs the function in place, `.delay` does not. */
const QUEUES = /(?:^|\.)(?:task|shared_task|actor|job|periodic_task)$/
const COMMANDS = /^(?:click|typer|asyncclick)\b/

const known = (nature: CallNature, { summary }: ProjectFunction): CallNature => {
  if (nature === 'manager' && summary.isAsync) return 'async-manager'
  return nature
}

/** How a call of the function, as its module knows it, must be taken. */
export function callNature(of: ProjectFunction): CallNature {
  const { isAsync, isGenerator, decorators } = of.summary
  for (const decorator of decorators) {
    const origin = originOf(decorator) ?? textOf(decorator)
    const exact = BY_ORIGIN.get(origin)
    if (exact !== undefined) return known(exact, of)
    const last = origin.slice(origin.lastIndexOf('.') + 1)
    if (/(?:^|_)property$/.test(last) || last === 'setter' || last === 'deleter') return 'property'
    if (KEEPING.has(last)) continue
    if (QUEUES.test(origin) || COMMANDS.test(origin)) {
      if (isAsync) return 'unknown'
      continue
    }
    return 'unknown'
  }
  if (isAsync) return isGenerator ? 'async-generator' : 'coroutine'
  return isGenerator ? 'generator' : 'plain'
}

/** What a call gives; `receiver` is the class on which a method is called. */
export function returnValue(
  resolver: Resolver,
  of: ProjectFunction,
  receiver: ProjectClass | undefined,
): Value | undefined {
  const { returns, returned } = of.summary
  const nature = callNature(of)
  const value = isSelf(returns)
    ? receiver && ({ kind: 'instance', class: receiver } as const)
    : ((isOpen(returns) ? boundReturn(resolver, of, receiver) : undefined) ??
      resolver.typeValue(of.module, returns, variablesOf(resolver, of, receiver)))
  const item = value?.kind === 'container' ? value.item : undefined
  switch (nature) {
    case 'coroutine':
      return { kind: 'awaitable', value }
    case 'manager':
    case 'async-manager':
      return { kind: 'manager', value: item, isAsync: nature === 'async-manager' }
    case 'generator':
    case 'async-generator':
      return value ?? { kind: 'container', name: 'typing.Iterator', item: undefined }
    case 'unknown':
      // A decorator seldom changes what it is annotated to give, and often makes it awaitable.
      return returned === undefined && !of.summary.isAsync ? value : undefined
    default:
      return value
  }
}

/** In a method of a generic class, what the class on which it is called makes of type variables. */
function variablesOf(
  resolver: Resolver,
  of: ProjectFunction,
  receiver: ProjectClass | undefined,
): ((name: string) => Value | undefined) | undefined {
  const owner = of.class
  if (owner === undefined || receiver === undefined || receiver === owner) return undefined
  return (name) => typeArgument(resolver, receiver, owner, name)
}

/** No annotation, or `Callable[..., User]`, which does not say what is called. */
function isOpen(returns: Expression | undefined): boolean {
  return returns === undefined || /(?:^|\.)Callable$/.test(originOf(returns) ?? '')
}

/** `return self` gives the class on which the method is called. */
function boundReturn(
  resolver: Resolver,
  of: ProjectFunction,
  receiver: ProjectClass | undefined,
): Value | undefined {
  const { returned } = of.summary
  if (returned?.kind === 'receiver' && receiver !== undefined) {
    return { kind: returned.isClass ? 'class' : 'instance', class: receiver }
  }
  const isOwnNew =
    returned?.kind === 'call' && returned.of.kind === 'receiver' && returned.of.isClass
  if (isOwnNew && receiver !== undefined) return { kind: 'instance', class: receiver }
  return resolver.resolve(of.module, returned)
}

function isSelf(returns: Expression | undefined): boolean {
  if (returns?.kind !== 'name') return false
  return returns.text === 'Self' || returns.text.endsWith('.Self')
}

function textOf(decorator: Expression): string {
  if (decorator.kind === 'name') return decorator.text
  return decorator.kind === 'call' ? textOf(decorator.callee) : ''
}
