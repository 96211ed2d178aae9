// Expressions that only give a value, where nobody takes it: `text.strip()` as a statement.
import type { Checker } from '../../../engine/checker.ts'
import { constantValue } from '../../../facts/literals.ts'
import { stringValue } from '../../../facts/strings.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'
import { makesGenerator } from './uncalled-methods.ts'

/** Why a value is missed: the text it was to change, work never done, a check never made. */
export type UnusedKind = 'value' | 'lazy' | 'comparison' | 'method'

/** Functions that change nothing and hardly fail: whoever calls them wants the result. */
const PURE =
  /^(?:builtins\.(?:sorted|reversed|enumerate|zip|isinstance|issubclass|callable|abs|round|range)|copy\.(?:copy|deepcopy)|os\.path\.(?:join|basename|dirname|abspath|normpath|realpath|expanduser|splitext|relpath|exists|isfile|isdir)|os\.getenv|re\.(?:sub|match|search|fullmatch|findall|split|escape)|html\.(?:escape|unescape)|shlex\.quote|urllib\.parse\.(?:quote|quote_plus|unquote|urlencode|urljoin)|textwrap\.(?:dedent|indent|fill|shorten)|datetime\.(?:datetime\.(?:now|utcnow|today)|timedelta|date\.today)|time\.(?:time|monotonic|perf_counter)|math\.(?:ceil|floor|sqrt)|uuid\.uuid4|secrets\.token_\w+|functools\.partial|json\.dumps|base64\.\w*b64encode)$/

/** Iterators: until somebody goes through them nothing happens. */
const LAZY = /^(?:builtins\.(?:map|filter)|itertools\.\w+)$/

/** Methods of texts that no other well-known class has, or has with the same meaning. */
const OF_TEXT =
  /^(?:strip|lstrip|rstrip|lower|upper|title|capitalize|swapcase|casefold|zfill|ljust|rjust|removeprefix|removesuffix|startswith|endswith|isdigit|isalpha|isalnum|isspace|expandtabs|splitlines)$/

const TAKES_TEXT = /^(?:zfill|ljust|rjust|removeprefix|removesuffix|startswith|endswith)$/
const TAKES_NONE = /^(?:lower|upper|title|capitalize|swapcase|casefold|is\w+|splitlines)$/

const OF_TIME = /^(?:year|month|day|hour|minute|second|microsecond|tzinfo|fold)$/

/** Methods that nobody has as an attribute to look at. */
const ACTING =
  /^(?:close|commit|rollback|flush|save|start|stop|join|clear|connect|disconnect|cancel|shutdown|terminate|kill|wait|exit|release|acquire|append|reset|quit)$/

/** What is wrong with an expression that stands alone as a statement, undefined where it may act. */
export function unusedExpression(checker: Checker, expression: Node): UnusedKind | undefined {
  const { tree, facts } = checker
  switch (tree.kind(expression)) {
    case k.K_CALL:
      return unusedResult(checker, expression)
    case k.K_COMPARISON_OPERATOR: {
      const [left, right, more] = tree.namedChildren(expression)
      if (left === undefined || right === undefined || more !== undefined) return undefined
      const operator = tree.source.slice(tree.end(left), tree.start(right)).trim()
      if (!/^(?:==|!=|is|is\s+not)$/.test(operator)) return undefined
      return isExpectedToFail(tree, expression) ? undefined : 'comparison'
    }
    case k.K_ATTRIBUTE: {
      const name = facts.name(tree.child(expression, k.F_ATTRIBUTE))
      return ACTING.test(name) && !isExpectedToFail(tree, expression) ? 'method' : undefined
    }
    default:
      return undefined
  }
}

/** What is wrong with a call that stands alone as a statement, undefined where it may act. */
function unusedResult(checker: Checker, call: Node): UnusedKind | undefined {
  const { tree, facts } = checker
  if (isExpectedToFail(tree, call)) return undefined
  if (isPureMethod(checker, call) || changesCopy(checker, call)) return 'value'
  if (makesGenerator(checker, call)) return 'lazy'
  const origin = facts.calleeName(call)
  if (origin === undefined || origin === '') return undefined
  if (LAZY.test(origin) && facts.arguments(call).length > 0) return 'lazy'
  return PURE.test(origin) ? 'value' : undefined
}

/** `sorted(names).reverse()`: what is changed has no name and is gone. */
function changesCopy({ tree, facts }: Checker, call: Node): boolean {
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || tree.kind(receiver) !== k.K_CALL) return false
  if (!/^(?:sort|reverse|append|extend|insert|update|add)$/.test(calleeName(tree, call)))
    return false
  return /^builtins\.(?:sorted|list|dict|set)$/.test(facts.calleeName(receiver) ?? '')
}

/** In a `try`, a `with` or a test that waits for an error, the failure is what is asked for. */
function isExpectedToFail(tree: SyntaxTree, node: Node): boolean {
  let inner = node
  for (let at = tree.parent(node); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_FUNCTION_DEFINITION || kind === k.K_LAMBDA || kind === k.K_IF_STATEMENT)
      return false
    if (kind === k.K_TRY_STATEMENT && tree.fieldOf(inner) === k.F_BODY) {
      const handlers = tree.namedChildren(at).some((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
      // A long body is guarded for something else.
      if (handlers && statementsOf(tree, inner).length < 3) return true
    }
    if (
      kind === k.K_WITH_STATEMENT &&
      /raises|assertRaises|warns|suppress|timer|benchmark|profile/i.test(headOf(tree, at))
    ) {
      return true
    }
  }
  return false
}

function headOf(tree: SyntaxTree, statement: Node): string {
  const body = tree.child(statement, k.F_BODY)
  return tree.source.slice(tree.start(statement), body === NO_NODE ? undefined : tree.start(body))
}

function isPureMethod({ tree, facts }: Checker, call: Node): boolean {
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE) return false
  const name = calleeName(tree, call)
  const given = facts.arguments(call)
  const texts = given.map(({ value }) => stringValue(tree, value))
  const isText = stringValue(tree, receiver) !== undefined
  if (OF_TEXT.test(name)) {
    if (/^(?:console|self|screen|window|cls|cursor|term\w*)$/i.test(tree.text(receiver)))
      return false
    if (given.some((one) => one.name !== undefined)) return false
    if (given.length === 0) return !TAKES_TEXT.test(name)
    return !TAKES_NONE.test(name) && texts[0] !== undefined
  }
  switch (name) {
    case 'replace':
      if (given.length > 0 && given.every((one) => one.name !== undefined)) {
        return given.every((one) => OF_TIME.test(one.name ?? ''))
      }
      return given.length === 2 && texts.every((text) => text !== undefined)
    case 'format':
      return isText
    case 'get':
      return (
        given.length === 2 &&
        !/^(?:\/|https?:)/.test(texts[0] ?? '') &&
        constantValue(tree, given[1]?.value ?? NO_NODE) === null
      )
    default:
      return false
  }
}
