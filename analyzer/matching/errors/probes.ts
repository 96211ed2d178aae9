// Attempts that only ask or convert: the exception is one of the two answers.
import type { Checker } from '../../engine/checker.ts'
import {
  F_LEFT,
  K_ASSIGNMENT,
  K_AWAIT,
  K_CALL,
  K_DELETE_STATEMENT,
  K_RAISE_STATEMENT,
  K_SUBSCRIPT,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { calleeName, receiverOf } from '../calls/calls.ts'
import { expressionOf, statementsOf } from '../statements/statements.ts'

const PROBE =
  /^builtins\.(?:int|float|complex|str|bool|bytes|repr|ascii|hash|len|hasattr|getattr|isinstance|issubclass|callable)$|^inspect\.is\w+$|^(?:ast\.literal_eval|decimal\.Decimal|uuid\.UUID|ipaddress\.ip_\w+)$/

/** Methods that answer yes or no. */
const QUESTION = /^(?:is|has|can|supports?)(?:_\w+|[a-z]+)$/

/** `cache[key] = value` and nothing else. */
function isItemOnly(tree: SyntaxTree, statement: Node): boolean {
  const assignment = expressionOf(tree, statement)
  if (assignment === NO_NODE || tree.kind(assignment) !== K_ASSIGNMENT) return false
  return tree.kind(tree.child(assignment, F_LEFT)) === K_SUBSCRIPT
}

/** One conversion or question and nothing else: few things can fail, and the default is the answer. */
export function isProbe(checker: Checker, attempt: Node): boolean {
  const { tree, facts } = checker
  const [only, more] = statementsOf(tree, attempt)
  if (only === undefined || more !== undefined) return false
  const calls = facts.callsIn(only)
  if (calls.length === 0) return tree.kind(only) === K_DELETE_STATEMENT || isItemOnly(tree, only)
  return calls.every(
    (call) => PROBE.test(facts.calleeName(call) ?? '') || QUESTION.test(calleeName(tree, call)),
  )
}

/** Functions and methods that make one value of another and touch nothing else. */
const CONVERSION =
  /^(?:int|float|complex|str|bool|bytes|bytearray|repr|len|sum|min|max|abs|round|sorted|list|dict|set|tuple|zip|range|enumerate|any|all|next|iter|map|filter|type|isinstance|getattr|hasattr|ord|chr|hex|literal_eval|Decimal|UUID|ip_\w+|loads|dumps|parse(?!_args)\w*|\w+_parse|strptime|strftime|mktime|utcfromtimestamp|fromtimestamp|fromisoformat|isoformat|timestamp|total_seconds|timedelta|date|datetime|from_?(?:str|string|hex|bytes|json|dict|text|iso|buffer)(?:_\w+)?|(?:to|as)_(?:int|float|str|string|dict|json|bytes|text|bool|list)|unpack(?:_from)?|unhexlify|hexlify|(?:hex)?digest|[bu]\d\dde?code|[bu]?\d*decode(?:string|bytes)?|urlparse|urlsplit|urljoin|quote|unquote|split\w*|rsplit|partition|rpartition|l?r?strip|lower|upper|title|replace|format|join|encode|startswith|endswith|xpath|eval_xpath\w*|extract_text|find\w*|search|match|fullmatch|compile|group|groups|groupdict|get|items|keys|values|r?index|count|copy|append|extend|update|setdefault|mean|median|text|currentText|toPlainText)$/

/** What is reached over a connection: its `get` and `find` are no lookups in memory. */
const REMOTE =
  /client|session|request|http|api|redis|cache|\bdb\b|database|store|repo|objects|collection|queue|conn|cursor|query|\bes\b|\bs3\b|dao|manager|service|registry|settings_service/i

/** True for the name of a function or method that makes one value of another and touches nothing else. */
export function isConversionName(name: string): boolean {
  return CONVERSION.test(name)
}

/** True for an object that is called like what is reached over a connection. */
export function isRemote(receiver: string): boolean {
  return REMOTE.test(receiver)
}

/**
 * Parsing and computing alone: what is hidden is bad input or a slip in these lines, no failure of
 * a disk, a network or somebody else's code.
 */
export function isParsing({ tree }: Checker, attempt: Node): boolean {
  for (let node = attempt; node < tree.endOfSubtree(attempt); node += 1) {
    const kind = tree.kind(node)
    if (kind === K_AWAIT || kind === K_WITH_STATEMENT || kind === K_DELETE_STATEMENT) return false
    // What it raises itself is an answer too.
    if (kind === K_RAISE_STATEMENT) {
      node = tree.endOfSubtree(node) - 1
      continue
    }
    if (kind !== K_CALL) continue
    if (!CONVERSION.test(calleeName(tree, node))) return false
    const receiver = receiverOf(tree, node)
    if (receiver === NO_NODE || IN_MEMORY.test(tree.spelled(node).slice(-12))) continue
    if (REMOTE.test(tree.spelled(receiver))) return false
  }
  return true
}

/** `request["args"].copy()`: a copy or another spelling of what is there already. */
const IN_MEMORY = /\.(?:copy|l?r?strip|lower|upper|split)\(\)$/

/** Library functions that ask the machine something, or set it at once, and wait for nobody. */
const BRIEF =
  /^(?:os\.(?:path\.\w+|l?stat|fstat|access|getcwdb?|chdir|listdir|scandir|makedirs|mkdir|readlink|getpgid|getpid|getlogin|getuid|cpu_count|sysconf|fspath|fsdecode|fsencode|urandom|isatty|get_terminal_size)|time\.(?!sleep)\w+|hashlib\.\w+|(?:base64|binascii|struct|math|datetime|re|grp|pwd|stat|platform|locale|shutil\.which|shutil\.get_terminal_size|zlib|textwrap|unicodedata|urllib\.parse|inspect|copy)\b(?:\.\w+(?:\(\))?)*)$/

/** Methods of an open file that answer from what is known of it. */
const OF_AN_OPEN_FILE = /^(?:fileno|isatty|tell|seek|seekable|readable|writable|getsockname)$/

/** A few questions to the machine and conversions: over before anything could go wrong elsewhere. */
export function isBriefAttempt(checker: Checker, attempt: Node): boolean {
  const { tree, facts } = checker
  const calls = facts.callsIn(attempt)
  if (calls.length === 0 || statementsOf(tree, attempt).length > 3) return false
  if (facts.nodesIn(attempt, K_AWAIT).length > 0) return false
  return calls.every((call) => {
    const name = calleeName(tree, call)
    if (OF_AN_OPEN_FILE.test(name) || BRIEF.test(facts.calleeName(call) ?? '')) return true
    const receiver = receiverOf(tree, call)
    return CONVERSION.test(name) && (receiver === NO_NODE || !REMOTE.test(tree.spelled(receiver)))
  })
}
