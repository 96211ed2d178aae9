// Handlers for exceptions that nothing in the guarded code can raise, though its author thinks so.
import type { Checker } from '../../../engine/checker.ts'
import {
  argumentsOf,
  calleeName,
  hasUnpacking,
  keywordArgument,
} from '../../../matching/calls/calls.ts'
import { isLogCall } from '../../../matching/calls/loggers.ts'
import { typedName } from '../../../matching/calls/typed-calls.ts'
import { caughtTypes } from '../../../matching/errors/handlers.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { exceptionName } from './exception-order.ts'

/** A call and the exceptions that it is thought to raise. */
interface Misbelief {
  readonly calls: RegExp
  readonly when?: (checker: Checker, call: Node) => boolean
  readonly never: RegExp
  /** What is true instead, behind `$call`. */
  readonly instead: string
}

export interface ImpossibleFailure {
  readonly type: Node
  readonly call: Node
  readonly instead: string
}

const FAILED = /^subprocess\.CalledProcessError$/

const MISBELIEFS: readonly Misbelief[] = [
  {
    calls: /^subprocess\.run$/,
    when: (checker, call) => !isChecked(checker, call),
    never: FAILED,
    instead:
      'raises it with `check=True` only; here a program that fails looks like one that did not',
  },
  {
    calls: /^subprocess\.(?:call|Popen|getoutput|getstatusoutput)$|^os\.(?:system|popen)$/,
    when: (checker, call) => !isChecked(checker, call),
    never: FAILED,
    instead: 'says by the exit status alone that a program failed',
  },
  {
    calls: /^configparser\.(?:ConfigParser|RawConfigParser|SafeConfigParser)\(\)\.read$/,
    never: /^(?:OSError|FileNotFoundError|PermissionError)$/,
    instead: 'passes over files that cannot be opened; it returns the names of those it has read',
  },
  {
    calls: /^requests\.(?:get|post|put|patch|delete|head|options|request|Session\(\)\.\w+)$/,
    never: /^(?:ConnectionError|ConnectionRefusedError|ConnectionResetError|TimeoutError)$/,
    instead:
      'raises exceptions of its own, such as `requests.ConnectionError` and `requests.Timeout`',
  },
  {
    calls: /^httpx\.(?:get|post|put|patch|delete|head|options|request|(?:Async)?Client\(\)\.\w+)$/,
    never: /^(?:ConnectionError|ConnectionRefusedError|ConnectionResetError|TimeoutError)$/,
    instead:
      'raises exceptions of its own, such as `httpx.ConnectError` and `httpx.TimeoutException`',
  },
  {
    calls: /^asyncio\.(?:\w*Queue)\(\)\.(?:get_nowait|put_nowait)$/,
    never: /^queue\.(?:Empty|Full)$/,
    instead: 'raises `asyncio.QueueEmpty` and `asyncio.QueueFull`',
  },
  {
    calls: /^queue\.\w*Queue\(\)\.(?:get|put|get_nowait|put_nowait)$/,
    never: /^asyncio\.Queue(?:Empty|Full)$/,
    instead: 'raises `queue.Empty` and `queue.Full`',
  },
  {
    calls: /^xml\.etree\.(?:c?ElementTree)\.(?:parse|fromstring|XML)$/,
    never: /^xml\.parsers\.expat\.(?:ExpatError|error)$/,
    instead: 'raises `xml.etree.ElementTree.ParseError`',
  },
  {
    calls: /^xml\.dom\.minidom\.(?:parse|parseString)$/,
    never: /^xml\.etree\.(?:c?ElementTree)\.ParseError$/,
    instead: 'raises `xml.parsers.expat.ExpatError`',
  },
  {
    calls: /^os\.(?:getenv|environ\.get)$|^builtins\.dict(?:\(\))?\.get$/,
    never: /^(?:KeyError|LookupError)$/,
    instead: 'gives `None`, or its default, for a key that is not there',
  },
  {
    calls: /^builtins\.getattr$/,
    when: ({ tree }, call) => argumentsOf(tree, call).length === 3,
    never: /^AttributeError$/,
    instead: 'gives its default for an attribute that is not there',
  },
]

/** The first type of a handler that nothing in the body of a `try` raises, with the call it is there for. */
export function impossibleFailure(
  checker: Checker,
  statement: Node,
): ImpossibleFailure | undefined {
  const { tree, facts } = checker
  const types = tree
    .namedChildren(statement)
    .filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
    .flatMap((clause) => caughtTypes(tree, clause))
    .map((type) => ({ type, name: exceptionName(checker, type) ?? '' }))
  const wanted = MISBELIEFS.filter(({ never }) => types.some(({ name }) => never.test(name)))
  const body = tree.child(statement, k.F_BODY)
  if (wanted.length === 0 || body === NO_NODE) return undefined
  for (const belief of wanted) {
    const found = types.find(({ name }) => belief.never.test(name))
    const call = found && onlyCallOf(checker, body, belief, facts.nodesIn(body, k.K_CALL))
    if (found && call) return { type: found.type, call, instead: belief.instead }
  }
  return undefined
}

/** The call that the handler is there for, if nothing else of the body may raise the like. */
function onlyCallOf(
  checker: Checker,
  body: Node,
  { calls, when, never }: Misbelief,
  all: Int32Array,
): Node | undefined {
  const { tree, facts } = checker
  if (facts.nodesIn(body, k.K_RAISE_STATEMENT).length > 0) return undefined
  if (facts.nodesIn(body, k.K_YIELD).length > 0) return undefined
  // Items and attributes are missing in other ways than through the call.
  const isLookup = never.test('KeyError') || never.test('AttributeError')
  if (isLookup && (facts.nodesIn(body, k.K_SUBSCRIPT).length > 0 || all.length > 1))
    return undefined
  if (isLookup && facts.nodesIn(body, k.K_DELETE_STATEMENT).length > 0) return undefined
  if (never.test('AttributeError') && facts.nodesIn(body, k.K_ATTRIBUTE).length > 0)
    return undefined
  let found: Node | undefined
  for (const call of all) {
    const name = typedName(checker, call)
    if (name !== undefined && calls.test(name)) {
      if (when?.(checker, call) === false) return undefined
      found ??= call
    } else if (!isHarmless(checker, call, name)) return undefined
  }
  return found !== undefined && tree.kind(found) === k.K_CALL ? found : undefined
}

const PLAIN =
  /^builtins\.(?:str|int|float|bool|len|print|list|dict|tuple|set|sorted|repr|format|range|max|min|sum|any|all|isinstance|enumerate|zip)\b/
const TEXT =
  /^(?:format|join|split|splitlines|strip|rstrip|lstrip|decode|encode|replace|lower|upper|startswith|endswith|append|extend|items|keys|values|json|communicate|poll|get|fileno)$/

/** Calls that raise none of the exceptions of the table. */
function isHarmless(checker: Checker, call: Node, name: string | undefined): boolean {
  const { tree } = checker
  if (isLogCall(checker, call)) return true
  if (name !== undefined && PLAIN.test(name)) return true
  if (
    name !== undefined &&
    /^(?:logging|shlex|subprocess\.Popen\(\)|os\.path|configparser|json|re|sys|copy)\./.test(name)
  )
    return true
  return TEXT.test(calleeName(tree, call)) || calleeName(tree, call) === 'raise_for_status'
}

/** `check=True`, options that are not seen here, or a status that is asked for. */
function isChecked({ tree, facts }: Checker, call: Node): boolean {
  const check = keywordArgument(tree, call, 'check')
  if (check !== NO_NODE) return tree.kind(check) !== k.K_FALSE
  if (hasUnpacking(tree, call)) return true
  return facts.identifiersNamed('check_returncode').length > 0
}
