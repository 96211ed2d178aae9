// Why an `except` clause may do nothing: what comments say, and what the attempt is.

import {
  F_BODY,
  F_CONSEQUENCE,
  K_AWAIT,
  K_CALL,
  K_COMMENT,
  K_COMPARISON_OPERATOR,
  K_ELIF_CLAUSE,
  K_ELSE_CLAUSE,
  K_FALSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_NOT_OPERATOR,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_TRUE,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { argumentsOf, calleeName } from '../calls/calls.ts'
import { bodyOf, expressionOf, isStringStatement, statementsOf } from '../statements/statements.ts'

/** Words for a reader; a directive for another tool is none. */
const DIRECTIVE =
  /^#+\s*(?:noqa|nosec|pylint|pragma|type|pyright|fmt|isort|lectern|todo|fixme|xxx)\b/i

/** What a comment beside the attempt says when it speaks of its failing. */
const SPEAKS_OF_FAILURE =
  /ignor|swallow|\beat(?:s|en|ing)? (?:the|this|any|all|it)\b|best.effort|skip (?:this|it|them|those|if|when|over)|unable to|gives? up|(?:may|might|can|could) (?:fail|raise|throw|occur|happen)|optional|harmless|not (?:fatal|critical|important)|fall(?:ing)?.?(?:back|through)|exceptions? (?:is|are) raised|(?:if|when) (?:it|this|that) (?:fails|raises)|does ?n.t matter|suppress|nothing (?:we|one) can do|must never raise|catch everything|(?:any|all) (?:errors?|exceptions?|failures?)|just (?:abort|give up|skip|move on|carry on)|if there.?s an? (?:error|exception|failure)|if (?:supported|available|present|possible|installed)|(?:may|might) not (?:be|exist|have|work|support)|\bclean(?:s|ing)?.?up\b/i

/** True when a comment in the handler says why, or one in the attempt says that it may fail. */
export function hasReason(tree: SyntaxTree, clause: Node): boolean {
  if (isSaidInDocstring(tree, clause)) return true
  const attempt = bodyOf(tree, tree.parent(clause))
  // A comment in the first line of a block hangs before it in the tree.
  for (let node = tree.parent(clause); node < tree.endOfSubtree(attempt); node += 1) {
    if (tree.kind(node) === K_COMMENT && speaksOfFailure(tree.text(node))) return true
  }
  if (speaksOfFailure(commentAbove(tree, tree.parent(clause)))) return true
  const before = tree.source.slice(Math.max(0, tree.start(clause) - 300), tree.start(clause))
  if (
    speaksOfFailure(
      before
        .split('\n')
        .slice(-3, -1)
        .filter((line) => /^\s*#/.test(line))
        .join(' '),
    )
  ) {
    return true
  }
  const start = tree.start(tree.parent(clause))
  const near = tree.source
    .slice(Math.max(0, start - 400), start)
    .split('\n')
    .slice(-5, -1)
  if (near.some((line) => /^\s*#.*\b(?:logg(?:ed|ing)|reported)\b/.test(line))) return true
  const next = tree.source.slice(tree.end(clause), tree.end(clause) + 200).split('\n', 2)[1] ?? ''
  if (/^\s*#.*\b(?:fall ?(?:back|through)|otherwise)\b/i.test(next)) return true
  const lines = new Set<number>()
  for (let node = clause; node < tree.endOfSubtree(clause); node += 1) {
    if (tree.kind(node) === K_COMMENT && isExplanation(tree, node)) return true
    lines.add(tree.line(node))
  }
  // A comment behind the last statement, or between header and block, may hang elsewhere in the tree.
  for (let node = tree.endOfSubtree(clause); node < tree.count; node += 1) {
    if (tree.kind(node) !== K_COMMENT) break
    if (lines.has(tree.line(node)) && isExplanation(tree, node)) return true
  }
  return false
}

const SAFE_BY_CONTRACT =
  /\bbest.effort\b|\bok(?:ay)? to ignore\b|\b(?:ignor|suppress|swallow)\w* (?:\w+ ){0,2}(?:exceptions?|errors?|failures?)|\bnever raises?\b|\b(?:does|do) ?n.t raise\b|\bwithout raising\b|\b(?:None|False|empty|default|as.is) (?:\w+ ){0,3}(?:if|on|when) (?:\w+ ){0,6}(?:fails?|failure|errors?|exceptions?|raise[sd]?|invalid|malformed|can ?not|could not|not (?:possible|parse\w*|valid))\b/i

/** The docstring of the function says what it does about failures; the `try` is most of it. */
function isSaidInDocstring(tree: SyntaxTree, clause: Node): boolean {
  // A wrapper is told of where it is made.
  for (
    let owner = tree.ancestor(clause, K_FUNCTION_DEFINITION);
    owner !== NO_NODE;
    owner = tree.ancestor(owner, K_FUNCTION_DEFINITION)
  ) {
    const first = statementsOf(tree, tree.child(owner, F_BODY))[0]
    if (first === undefined || !isStringStatement(tree, first)) continue
    if (SAFE_BY_CONTRACT.test(tree.text(first).replace(/\s+/g, ' '))) return true
  }
  return false
}

function speaksOfFailure(comment: string): boolean {
  if (DIRECTIVE.test(comment) && REASON_BEHIND.test(comment)) return !LINTER_TEXT.test(comment)
  return SPEAKS_OF_FAILURE.test(comment) && !DIRECTIVE.test(comment)
}

/** The comment lines right above a statement, as one text; the first of a block hang elsewhere in the tree. */
function commentAbove(tree: SyntaxTree, statement: Node): string {
  const found: string[] = []
  for (let line = tree.line(statement) - 1; line > 0; line -= 1) {
    const text = tree.source.slice(tree.lineStarts[line - 1], tree.lineStarts[line]).trim()
    if (!text.startsWith('#')) break
    found.unshift(text)
  }
  return found.join(' ')
}

function isExplanation(tree: SyntaxTree, comment: Node): boolean {
  const text = tree.text(comment)
  if (DIRECTIVE.test(text)) return REASON_BEHIND.test(text) && !LINTER_TEXT.test(text)
  return (text.match(/[\p{L}']{2,}/gu) ?? []).length >= 2
}

/** What the linter itself says under that code. */
const LINTER_TEXT = /do not use|too broad|too general|bare.?except['"`]?$|blind except/i

/** `# pylint: disable=bare-except, nothing else is known here`: words behind the codes. */
const REASON_BEHIND =
  /^#+\s*(?:pylint|noqa|nosec)\b:?\s*(?:disable=)?[\w-]*(?:\s*,\s*[\w-]+(?=\s*[,-]))*\s*[,:;-]*\s*(?:[\p{L}']+\s+){2,}[\p{L}']+/iu

const CLEAN_UP =
  /^(?:(?:force_)?a?close|stop|cancel|kill|terminate|shutdown|disconnect|quit|join|wait|unlink|remove|rmtree|rmdir|cleanup|release|unregister|unsubscribe|detach|destroy|dispose|teardown|abort|rollback|logout|remove_\w+|(?:force_)?close_\w+|disconnect_\w+|stop_\w+|wait_closed|kill_\w+|set_exception|write_eof|restore\w*|u(?:n)?mount\w*|umount_all)$/i

/** True for the name of a call that closes, stops or removes something. */
export function isCleanUpName(name: string): boolean {
  return CLEAN_UP.test(name.replace(/^_+/, ''))
}

/** True when every statement of the block closes or removes something. */
export function isCleanUp(tree: SyntaxTree, block: Node): boolean {
  const statements = statementsOf(tree, block).filter((node) => !isStringStatement(tree, node))
  return (
    statements.length > 0 &&
    statements.every((statement) => {
      // Which way is taken makes no difference: each of them cleans up.
      if (tree.kind(statement) === K_IF_STATEMENT) {
        return branchesOf(tree, statement).every((branch) => isCleanUp(tree, branch))
      }
      let expression = expressionOf(tree, statement)
      if (expression === NO_NODE) return false
      if (tree.kind(expression) === K_AWAIT) {
        expression = tree.namedChildren(expression)[0] ?? expression
      }
      if (tree.kind(expression) !== K_CALL) return false
      // `wait_for(writer.close())` cleans up as well.
      return [expression, ...argumentsOf(tree, expression).map(({ value }) => value)].some(
        (node) => tree.kind(node) === K_CALL && isCleanUpName(calleeName(tree, node)),
      )
    })
  )
}

/** The blocks of an `if` with its `elif` and `else`. */
function branchesOf(tree: SyntaxTree, statement: Node): Node[] {
  const further = tree
    .namedChildren(statement)
    .filter((one) => tree.kind(one) === K_ELIF_CLAUSE || tree.kind(one) === K_ELSE_CLAUSE)
  return [tree.child(statement, F_CONSEQUENCE), ...further.map((one) => clauseBody(tree, one))]
}

function clauseBody(tree: SyntaxTree, clause: Node): Node {
  const own = tree.child(clause, F_CONSEQUENCE)
  return own === NO_NODE ? bodyOf(tree, clause) : own
}

/** True when block and handler return opposite truth values: the exception is the answer. */
export function isPredicate(tree: SyntaxTree, attempt: Node, handler: Node): boolean {
  if (isAssignedAnswer(tree, attempt, handler)) return true
  const answer = returnedTruth(tree, statementsOf(tree, handler).at(-1))
  if (answer === undefined) return false
  const sibling = tree.parent(attempt)
  const elseClause = tree.childOfKind(sibling, K_ELSE_CLAUSE)
  const elseBody = elseClause === NO_NODE ? NO_NODE : bodyOf(tree, elseClause)
  const next = tree.nextSibling(sibling)
  const ends = [
    statementsOf(tree, attempt).at(-1),
    elseBody === NO_NODE ? undefined : statementsOf(tree, elseBody).at(-1),
    next === NO_NODE ? undefined : next,
  ]
  return ends.some((end) => {
    const truth = returnedTruth(tree, end)
    return truth !== undefined && truth !== answer
  })
}

/** `found = True` at the end of the block and `found = False` in the handler. */
function isAssignedAnswer(tree: SyntaxTree, attempt: Node, handler: Node): boolean {
  const last = (block: Node) => tree.text(statementsOf(tree, block).at(-1) ?? block)
  const [yes, no] = [last(attempt), last(handler)].map((text) =>
    /^([\w.]+) = (True|False)$/.exec(text),
  )
  return yes !== null && no !== null && yes?.[1] === no?.[1] && yes?.[2] !== no?.[2]
}

function returnedTruth(tree: SyntaxTree, statement: Node | undefined): boolean | undefined {
  if (statement === undefined || tree.kind(statement) !== K_RETURN_STATEMENT) return undefined
  const value = tree.namedChildren(statement)[0]
  if (value === undefined) return undefined
  const kind = tree.kind(value)
  if (kind === K_FALSE) return false
  if (
    kind === K_CALL &&
    /^(?:all|any|bool|isinstance|issubclass|hasattr)\(/.test(tree.spelled(value))
  ) {
    return true
  }
  return kind === K_TRUE || kind === K_COMPARISON_OPERATOR || kind === K_NOT_OPERATOR
    ? true
    : undefined
}

/** True inside a loop behind which, or in whose `else`, an exception is raised. */
export function isRetry(tree: SyntaxTree, clause: Node): boolean {
  const loop = tree.ancestor(clause, K_FOR_STATEMENT, K_WHILE_STATEMENT, K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || tree.kind(loop) === K_FUNCTION_DEFINITION) return false
  const elseClause = tree.childOfKind(loop, K_ELSE_CLAUSE)
  if (elseClause !== NO_NODE && raises(tree, tree.child(elseClause, F_BODY))) return true
  for (let next = tree.nextSibling(loop); next !== NO_NODE; next = tree.nextSibling(next)) {
    if (tree.kind(next) === K_RAISE_STATEMENT) return true
  }
  // `if not found: raise ...` right behind the loop.
  const next = tree.nextSibling(loop)
  return (
    next !== NO_NODE &&
    tree.kind(next) === K_IF_STATEMENT &&
    raises(tree, tree.child(next, F_CONSEQUENCE))
  )
}

function raises(tree: SyntaxTree, block: Node): boolean {
  if (block === NO_NODE) return false
  return statementsOf(tree, block).some((node) => tree.kind(node) === K_RAISE_STATEMENT)
}
