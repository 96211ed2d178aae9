// Failures of what lies outside of the program, as against answers that come as exceptions.
import type { Checker } from '../../engine/checker.ts'
import { K_CALL, K_RAISE_STATEMENT } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { caughtTypes } from '../errors/handlers.ts'
import { codeOf } from '../statements/statements.ts'
import { calleeName } from './calls.ts'

/** By the path that the exception is imported from. */
const BY_PATH =
  /^(?:builtins\.(?:OSError|IOError|EnvironmentError|ConnectionError|ConnectionResetError|ConnectionRefusedError|ConnectionAbortedError|BrokenPipeError|TimeoutError)|(?:asyncio|concurrent\.futures|socket)\.(?:TimeoutError|timeout|error|herror)|requests\..*|httpx\..*|aiohttp\..*|urllib3\..*|urllib\.error\..*|http\.client\..*|redis\..*(?:Error)|aioredis\..*|sqlalchemy\.exc\.(?:SQLAlchemyError|OperationalError|DBAPIError|DatabaseError|InterfaceError|TimeoutError|InternalError|DisconnectionError)|django\.db\.(?:utils\.)?(?:DatabaseError|OperationalError|InterfaceError|Error)|(?:psycopg2?|asyncpg|pymysql|MySQLdb|sqlite3|aiosqlite)\..*(?:Error)|pymongo\.errors\..*|botocore\.exceptions\..*|smtplib\.SMTP\w*|subprocess\.(?:CalledProcessError|TimeoutExpired|SubprocessError)|ssl\.\w*Error|grpc\..*|kafka\.errors\..*|pika\.exceptions\..*|elasticsearch\..*|stripe\.error\..*|openai\..*)$/
/** Losing a race that is expected and simply run again. */
const EXPECTED =
  /(?:WatchError|IntegrityError|StaleDataError|NoScriptError|LockError|UniqueViolation|ReadOnlyError|NotFound\w*|\w*NotExist|StreamEnd|EndOfStream|IncompleteRead|\w*Exit)$/

/** True for an exception class that stands for a failing disk, network, service or database. */
export function isOutsideFailure({ tree, facts }: Checker, type: Node): boolean {
  const origin = facts.qualifiedName(type) ?? tree.text(type)
  return BY_PATH.test(origin) && !EXPECTED.test(origin)
}

const SYSTEM =
  /^(?:builtins\.(?:OSError|IOError|EnvironmentError)|(?:socket|os|select|shutil)\.error|socket\.(?:timeout|herror))$/
/** What is asked of another machine, or written so that it is lost when it fails. */
const REACHING =
  /\b(?:\w*connect\w*|\w*connection|send\w*|request\w*|urlopen|fetch\w*|download\w*|upload\w*|post|put|publish\w*|write\w*|save\w*|dump\w*|fsync|flush|commit|execute\w*|query)\(|\b(?:client|session|api|http|server|service|redis|db|remote|smtp|requests|httpx)\.\w+\(/

/**
 * True when a clause catches failures that an attempt can have outside of the program. `OSError` alone
 * is also the answer to a question about a file, so that the attempt decides.
 */
export function losesOutsideFailure(checker: Checker, clause: Node, attempt: Node): boolean {
  const { tree, facts } = checker
  const types = caughtTypes(tree, clause).filter((type) => isOutsideFailure(checker, type))
  const isSystemOnly = types.every((type) =>
    SYSTEM.test(facts.qualifiedName(type) ?? tree.text(type)),
  )
  return types.length > 0 && (!isSystemOnly || REACHING.test(tree.spelled(attempt)))
}

const OBSERVING =
  /^_*(?:debug|info|warn|warning|error|critical|exception|fatal|log|log_\w+|print|print_exc|print_exception|format_exc|capture_exception|capture_message|report|report_\w+|notify\w*|alert\w*|inc|observe|increment|incr|count|gauge|timing|record\w*|emit\w*|publish\w*|track\w*|audit\w*|write|echo|secho|msg|err|failure|add_event|set_status|add_note|handle_error|on_error|fail|set_exception|send_error|abort|exit|_exit|add_error|showwarning)$/i

/** True when the region tells somebody: a log, a metric, an event, a raise. */
export function isObserved({ tree }: Checker, region: Node): boolean {
  for (const node of codeOf(tree, region)) {
    const kind = tree.kind(node)
    if (kind === K_RAISE_STATEMENT) return true
    if (kind === K_CALL && OBSERVING.test(calleeName(tree, node))) return true
  }
  return false
}
