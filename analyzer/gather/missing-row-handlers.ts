// Whether the project answers for all its handlers what becomes of a row that is not there.
import { defineGatherer } from './define.ts'

const REGISTERS = [
  'exception_handler',
  'add_exception_handler',
  'add_exception_handlers',
  'exception_handlers',
  'errorhandler',
  'register_error_handler',
  'process_exception',
  'EXCEPTION_HANDLER',
  'BaseHTTPMiddleware',
  'middleware',
]
const MISSING = [
  'NoResultFound',
  'ObjectDoesNotExist',
  'DoesNotExist',
  'SQLAlchemyError',
  'InvalidRequestError',
  'add_exception_handlers',
]

/** True where a handler of errors is registered in a file that names the error of a missing row. */
export const missingRowHandlers = defineGatherer<true, boolean>({
  id: 'missing-row-handlers',
  collect(facts, role) {
    if (role === 'test') return undefined
    const names = (list: readonly string[]) =>
      list.some((name) => facts.identifiersNamed(name).length > 0)
    return names(REGISTERS) && names(MISSING) ? true : undefined
  },
  combine: (parts) => parts.length > 0,
})
