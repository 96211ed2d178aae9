// What calls do to the way that control takes: which never come back, which may raise what a `try` is for.
import type { Checker } from '../../../engine/checker.ts'
import * as event from '../../../flow/events.ts'
import type { EventIndex, FlowGraph } from '../../../flow/graph.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { alwaysRaises, calledBeside } from './called-beside.ts'
import { ancestorsOf } from './known-conditions.ts'

/** `self.fail(...)`, `usage()`, `abort(404)`: by its name, or by what it does, it does not come back. */
export function neverComesBack(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const callee = checker.facts.callee(call)
  const called = callee === NO_NODE ? undefined : calledBeside(checker, callee)
  if (called !== undefined && alwaysRaises(checker, called)) return true
  const name = calleeName(tree, call)
  if (!LEAVING.test(name)) return false
  // `log.error(...)` comes back, `log.FatalError(...)` does not.
  return (
    !/^(?:error|err|fatal|fail\w*|\w+_(?:error|failed))$/.test(name) ||
    !LOGGER.test(tree.text(callee))
  )
}

/**
 * How likely an event raises what somebody catches or a `finally` sees: by the last call in the `try`
 * (`late`), or by one in front of others (`early`), which handlers of one type need not be for.
 */
export function raisesInTry(
  checker: Checker,
  graph: FlowGraph,
  at: EventIndex,
): 'early' | 'late' | undefined {
  const { tree } = checker
  const kind = graph.eventKind(at)
  const node = graph.eventNode(at)
  if (!RAISING.has(kind) || tree.kind(node) === k.K_ASSERT_STATEMENT) return undefined
  if (kind === event.CALL && isHarmless(checker, node)) return undefined
  let inner = node
  for (const outer of ancestorsOf(tree, node, graph.node)) {
    if (tree.fieldOf(inner) === k.F_BODY) {
      if (tree.kind(outer) === k.K_TRY_STATEMENT) {
        if (isLastCall(checker, inner, node)) return 'late'
        // An import in front of other work is not what the `try` is for.
        return kind === event.IMPORT ? undefined : 'early'
      }
      if (tree.kind(outer) === k.K_WITH_STATEMENT && suppresses(checker, outer, inner)) {
        return isLastCall(checker, inner, node) ? 'late' : undefined
      }
    }
    inner = outer
  }
  return undefined
}

function suppresses({ tree }: Checker, statement: Node, body: Node): boolean {
  return /\bsuppress\(/.test(tree.source.slice(tree.start(statement), tree.start(body)))
}

/** No statement of the block behind the one of the node calls anything, or takes an item. */
function isLastCall({ tree, facts }: Checker, block: Node, node: Node): boolean {
  const own = tree.namedChildren(block).find((one) => tree.contains(one, node)) ?? block
  const end = tree.endOfSubtree(own)
  return ![k.K_CALL, k.K_SUBSCRIPT].some((kind) =>
    facts.nodesIn(block, kind).some((one) => one >= end),
  )
}

function isHarmless({ tree }: Checker, call: Node): boolean {
  const name = calleeName(tree, call)
  if (HARMLESS.test(name)) return true
  // `table.get(key)`, but not `requests.get(url)` and `events.get(timeout)`.
  const receiver = name === 'get' ? receiverOf(tree, call) : NO_NODE
  return (
    receiver !== NO_NODE &&
    /(?<!request|event|queue)(?:s|data|config|dict|map|info|environ)$/i.test(tree.text(receiver))
  )
}

const RAISING: ReadonlySet<number> = new Set([
  event.CALL,
  event.SUSPEND,
  event.ENTER,
  event.RAISE,
  event.IMPORT,
])

/** Who calls these does not expect an error that matters. */
const HARMLESS =
  /^(?:time|monotonic|perf_counter|process_time|now|utcnow|len|list|dict|set|tuple|str|repr|bool|id|type|isinstance|hasattr|super|object|getattr|Lock|RLock|Event|Queue|deque|defaultdict|OrderedDict|Counter|StringIO|BytesIO|Path|PurePath|getLogger|debug|info|warning|warn|error|exception|log|print|append|add|items|keys|values|strip|lower|upper|split|join|format|startswith|endswith|replace|copy|uuid4|getpid|partial|Decimal|timedelta|clear|update|extend|enumerate|range|zip|sorted|max|min|abs|round|get_ident|current_thread|Semaphore|Condition|create_future)$/

const LEAVING =
  /^(?:fail|abort|exit|_exit|err|error|die|usage|fatal|bail\w*|skip|skipTest|quit|panic|halt|help|throw|reraise|raise_\w+|_?raise\w*|assert_never|unreachable|exec[lv]\w*|print_(?:usage|help)|handle_\w*|\w*_(?:error|exit|abort|fail|failed|fatal|die)|\w*[eE]xit\w*|\w*[aA]bort\w*|\w*[fF]atal\w*)$/

const LOGGER = /(?:log|logger|logging|LOG|messages?|warnings?|console|out|stderr)\.\w+$/
