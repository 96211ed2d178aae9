// Calls that fail in two ways in the same circumstances, and handlers that take one of them only.
import type { Checker } from '../../../engine/checker.ts'
import {
  argumentsOf,
  hasUnpacking,
  keywordArgument,
  positionalArgument,
} from '../../../matching/calls/calls.ts'
import { typedName } from '../../../matching/calls/typed-calls.ts'
import { caughtTypes, isBroadHandler } from '../../../matching/errors/handlers.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { exceptionName, takesNamed } from './exception-order.ts'

/** One way to fail that handlers of another way leave out. */
interface Gap {
  /** The calls, by their paths. */
  readonly calls: RegExp
  /** What a call must look like to fail so. */
  readonly when?: (checker: Checker, call: Node) => boolean
  /** Handlers that are meant for failures of the call: at least one of them is there. */
  readonly handled: RegExp
  /** What is raised as well, as `takesNamed` takes it. */
  readonly raised: string
  /** When: the end of a sentence that begins with the exception. */
  readonly occasion: string
}

export interface UncoveredFailure {
  readonly call: Node
  /** The handler that leaves it out. */
  readonly clause: Node
  readonly raised: string
  readonly occasion: string
}

const CONNECTS = 'where nobody answers, the name is unknown or the time is over'

/**
 * From the documentation of the libraries: aiohttp's total timeout is `asyncio.TimeoutError` and no
 * `ClientError`, `requests.ReadTimeout` is no `ConnectionError`, mail and file transfer clients raise
 * `OSError` where they connect, `decimal.InvalidOperation` is no `ValueError`.
 */
const GAPS: readonly Gap[] = [
  {
    calls:
      /^aiohttp\.(?:request|ClientSession\(\)\.(?:get|post|put|patch|delete|head|options|request|ws_connect))$/,
    handled: /^aiohttp\.(?:Client\w*Error|ServerDisconnectedError|ServerConnectionError)$/,
    raised: 'TimeoutError',
    occasion: 'when the request takes longer than the session allows, 5 minutes by default',
  },
  {
    calls: /^subprocess\.(?:run|call|check_call|check_output|Popen\(\)\.(?:wait|communicate))$/,
    when: hasTimeout,
    handled: /^(?:subprocess\.CalledProcessError|OSError|FileNotFoundError|PermissionError)$/,
    raised: 'subprocess.TimeoutExpired',
    occasion: 'when the program takes longer than the call allows',
  },
  {
    calls:
      /^requests\.(?:get|post|put|patch|delete|head|options|request|Session\(\)\.(?:get|post|put|patch|delete|head|options|request|send))$/,
    when: hasTimeout,
    handled: /^requests\.(?:ConnectionError|SSLError|ProxyError|ConnectTimeout)$/,
    raised: 'requests.ReadTimeout',
    occasion: 'when the server takes the connection and does not answer in time',
  },
  {
    calls:
      /^httpx\.(?:get|post|put|patch|delete|head|options|request|(?:Async)?Client\(\)\.(?:get|post|put|patch|delete|head|options|request|send))$/,
    handled: /^httpx\.(?:ConnectError|NetworkError|ReadError|ConnectTimeout)$/,
    raised: 'httpx.ReadTimeout',
    occasion: 'when the server takes the connection and does not answer in time',
  },
  {
    calls: /^smtplib\.(?:SMTP|SMTP_SSL|LMTP)(?:\(\)\.connect)?$/,
    when: namesHost,
    handled: /^smtplib\./,
    raised: 'OSError',
    occasion: CONNECTS,
  },
  {
    calls:
      /^(?:imaplib\.IMAP4(?:_SSL)?|poplib\.POP3(?:_SSL)?|ftplib\.FTP(?:_TLS)?(?:\(\)\.connect)?|paramiko\.SSHClient\(\)\.connect)$/,
    when: namesHost,
    handled: /^(?:imaplib|poplib|ftplib|paramiko)\.(?!all_errors)/,
    raised: 'OSError',
    occasion: CONNECTS,
  },
  {
    calls: /^asyncio\.StreamReader\(\)\.(?:readexactly|readuntil)$/,
    handled: /^(?:ConnectionError|ConnectionResetError|BrokenPipeError|OSError|TimeoutError)$/,
    raised: 'asyncio.IncompleteReadError',
    occasion: 'when the other side ends the connection, as every client does some time',
  },
  {
    calls: /^decimal\.Decimal$/,
    when: (checker, call) => !isNumber(checker, positionalArgument(checker.tree, call, 0)),
    handled: /^(?:ValueError|TypeError)$/,
    raised: 'decimal.InvalidOperation',
    occasion: 'for a text that is no number; it is an `ArithmeticError`, no `ValueError`',
  },
  {
    calls:
      /^(?:base64\.(?:b64decode|urlsafe_b64decode|standard_b64decode|decodebytes|decodestring)|binascii\.(?:unhexlify|a2b_hex|a2b_base64))$/,
    handled: /^TypeError$/,
    raised: 'binascii.Error',
    occasion:
      'for a text that is not encoded so; it is a `ValueError`, and was a `TypeError` in Python 2',
  },
]

/** The first failure of a call in a `try` that its handlers leave out though they take its like. */
export function uncoveredFailure(checker: Checker, statement: Node): UncoveredFailure | undefined {
  const { tree, facts } = checker
  const clauses = tree
    .namedChildren(statement)
    .filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
  const body = tree.child(statement, k.F_BODY)
  if (body === NO_NODE || clauses.some((clause) => isBroadHandler(checker, clause)))
    return undefined
  const types = clauses.flatMap((clause) =>
    caughtTypes(tree, clause).map((type) => ({ clause, name: exceptionName(checker, type) })),
  )
  // A tuple under a name may hold anything.
  if (types.some(({ name }) => name === undefined || name.startsWith('.'))) return undefined
  const gaps = GAPS.filter(({ handled }) => types.some(({ name }) => handled.test(name ?? '')))
  if (gaps.length === 0) return undefined
  const owner = facts.enclosingFunction(statement)
  for (const call of facts.nodesIn(body, k.K_CALL)) {
    if (facts.enclosingFunction(call) !== owner) continue
    const name = typedName(checker, call)
    const gap = gaps.find(({ calls, when }) => {
      return name !== undefined && calls.test(name) && when?.(checker, call) !== false
    })
    if (gap === undefined || isTaken(checker, call, gap.raised)) continue
    const taken = types.find((one) => gap.handled.test(one.name ?? ''))
    if (taken === undefined) continue
    return { call, clause: taken.clause, raised: gap.raised, occasion: gap.occasion }
  }
  return undefined
}

/** True if a handler of this function around a node takes the exception. */
function isTaken(checker: Checker, node: Node, raised: string): boolean {
  const { tree } = checker
  let inner = node
  for (let at = tree.parent(node); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_FUNCTION_DEFINITION || kind === k.K_LAMBDA) return false
    if (kind === k.K_WITH_STATEMENT && isSuppressed(checker, at, raised)) return true
    if (kind !== k.K_TRY_STATEMENT || tree.child(at, k.F_BODY) !== inner) continue
    const takes = tree
      .namedChildren(at)
      .filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
      .some(
        (clause) =>
          isBroadHandler(checker, clause) ||
          caughtTypes(tree, clause).some((type) => takesNamed(checker, type, raised)),
      )
    if (takes) return true
  }
  return false
}

/** `with suppress(OSError):`, and `pytest.raises`, `assertRaises`. */
function isSuppressed(checker: Checker, statement: Node, raised: string): boolean {
  const { tree, facts } = checker
  const items = tree.namedChildren(statement).find((one) => tree.kind(one) === k.K_WITH_CLAUSE)
  if (items === undefined) return false
  return [...facts.nodesIn(items, k.K_CALL)].some((call) =>
    argumentsOf(tree, call).some(({ value }) => takesNamed(checker, value, raised)),
  )
}

function hasTimeout({ tree }: Checker, call: Node): boolean {
  const value = keywordArgument(tree, call, 'timeout')
  return value !== NO_NODE && tree.kind(value) !== k.K_NONE
}

function namesHost({ tree }: Checker, call: Node): boolean {
  return (
    hasUnpacking(tree, call) ||
    argumentsOf(tree, call).length > 0 ||
    keywordArgument(tree, call, 'host') !== NO_NODE
  )
}

function isNumber(checker: Checker, value: Node): boolean {
  if (value === NO_NODE) return true
  const kind = checker.tree.kind(value)
  if (kind === k.K_INTEGER || kind === k.K_FLOAT || kind === k.K_STRING) return true
  const type = checker.analysis.types.valueOf(value)
  return (
    type?.kind === 'external' &&
    /^(?:builtins\.(?:int|float|bool|round|len|sum)|decimal\.)/.test(type.name)
  )
}
