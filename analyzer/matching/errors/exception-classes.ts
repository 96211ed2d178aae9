// Which calls make an exception, by the class that is called.
import type { Checker } from '../../engine/checker.ts'
import { K_CALL } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

const BUILTIN =
  /^builtins\.(?:\w+(?:Error|Exception|Exit|ExceptionGroup)|Exception|StopIteration|StopAsyncIteration|KeyboardInterrupt)$/

/** Exceptions of libraries: by the module that holds nothing else, or by their own name. */
const LIBRARY =
  /(?:^|\.)(?:exceptions|errors)\.(?:[A-Z]\w*)$|^(?:fastapi|starlette|litestar|django|rest_framework|werkzeug|flask|aiohttp|click|jwt|requests|httpx|sqlalchemy|pydantic|marshmallow|botocore|redis|asyncio|concurrent|json|socket|subprocess|ssl|urllib|http|binascii|configparser|decimal|queue|zipfile|tarfile|struct)(?:\.\w+)*\.(?:[A-Z]\w*(?:Error|Exception|Exceeded|Expired)|HTTPException|Http404|PermissionDenied|ObjectDoesNotExist|ImproperlyConfigured|SuspiciousOperation)$|^aiohttp\.web(?:_exceptions)?\.HTTP[A-Z][a-z]\w+$/

/** The origin of an exception's class, `.Refused` for one of this file; undefined for other calls. */
export function exceptionMade(checker: Checker, call: Node): string | undefined {
  const { facts, project, tree } = checker
  if (call === NO_NODE || tree.kind(call) !== K_CALL) return undefined
  const callee = facts.callee(call)
  const origin = callee === NO_NODE ? undefined : facts.qualifiedName(callee)
  if (origin === undefined) return undefined
  if (BUILTIN.test(origin)) return origin
  // Names of classes begin with a capital; the rest is not worth a look.
  if (!/(?:^|\.)_*[A-Z]\w*$/.test(origin)) return undefined
  const value = checker.valueOf(callee)
  if (value?.kind === 'external' || value === undefined) {
    return isException(origin) ? origin : undefined
  }
  if (value.kind !== 'class') return undefined
  const order = project.index.hierarchy.order(value.class)
  return order.some((one) => typeof one === 'string' && isException(one)) ? origin : undefined
}

const isException = (origin: string): boolean => BUILTIN.test(origin) || LIBRARY.test(origin)
