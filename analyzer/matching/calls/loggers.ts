// Which calls write an entry of a log.
import type { Checker } from '../../engine/checker.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { readPath } from '../../types/library.ts'
import { receiverOf } from './calls.ts'

/** Methods of a logger that write an entry. */
export const LOG_METHODS = [
  'debug',
  'info',
  'warning',
  'warn',
  'error',
  'exception',
  'critical',
  'fatal',
  'log',
] as const

const NAME = /(?:^|[._])(?:log|LOG|logger|LOGGER|logging|get_?[lL]ogger\(.*\))$/
const FUNCTION = /^logging\.(?:debug|info|warn|warning|error|exception|critical|fatal|log)$/

/** True for a method of a logger, by its type or its name, and for a function of `logging`. */
export function isLogCall(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  if (FUNCTION.test(facts.calleeName(call) ?? '')) return true
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE) return false
  if (NAME.test(tree.spelled(receiver).slice(-80))) return true
  const value = checker.valueOf(receiver)
  return value?.kind === 'external' && readPath(value.name)?.name === 'logging.Logger'
}
