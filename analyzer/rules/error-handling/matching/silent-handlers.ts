// How handlers end without a word, and how much that hides.

import type { Checker } from '../../../engine/checker.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { withoutParentheses } from '../../../matching/calls/calls.ts'
import { isInCleanUp, losesForSure } from '../../../matching/errors/at-stake.ts'
import { isIdleStatement, isPlainDefault } from '../../../matching/errors/handlers.ts'
import { isBriefAttempt, isParsing, isProbe } from '../../../matching/errors/probes.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import {
  bodyOf,
  codeOf,
  expressionOf,
  statementsOf,
} from '../../../matching/statements/statements.ts'
import {
  F_LEFT,
  K_ASSIGNMENT,
  K_BLOCK,
  K_BREAK_STATEMENT,
  K_CALL,
  K_COMMENT,
  K_CONTINUE_STATEMENT,
  K_ELSE_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_WHILE_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

/** `try_decode`, `find_or_none`, `safe_load`: the name says what becomes of failures. */
const SAYS_SO =
  /^_*(?:try|maybe|safe|safely|quiet|quietly|silent|best_effort)_|_or_(?:none|default|empty|false)$|_(?:without_rais\w+|no_?throw|no_?raise|ignor\w+_errors?|silently|safely)$/
const QUESTION = /^_*(?:is|has|can|was|are|should|supports)_/

export function isNamedQuestion({ facts }: Checker, clause: Node): boolean {
  return QUESTION.test(facts.enclosingFunction(clause)?.name ?? '')
}

/** What is hidden is small, or the reader is told: a conversion, an import that may be missing. */
function isMinor(checker: Checker, clause: Node, attempt: Node, outcome: Outcome): boolean {
  const { tree, facts } = checker
  if (isParsing(checker, attempt) || isBriefAttempt(checker, attempt)) return true
  if (!losesForSure(checker, attempt) || isInCleanUp(checker, clause, attempt)) return true
  if (outcome !== 'continues' && isProbe(checker, attempt)) return true
  if (statementsOf(tree, attempt).some((one) => IMPORTS.has(tree.kind(one)))) return true
  if (isAnsweredBehind(checker, clause, outcome) || isOfReported(checker, clause)) return true
  if (outcome === 'passes' && isSecondAnswer(tree, clause, attempt)) return true
  if (tellsItself(checker, attempt)) return true
  const owner = facts.enclosingFunction(clause)
  // The caller says whether it wants to hear of it.
  if (owner?.parameters.some(({ name }) => CHOSEN.test(name))) return true
  const name = owner?.name ?? ''
  if (SAYS_SO.test(name)) return true
  return outcome === 'returns' && (QUESTION.test(name) || isRefusal(tree, clause, name))
}

/** `found = None` before, and `if found is None` behind: what failed is dealt with. */
function isAnsweredBehind({ tree }: Checker, clause: Node, outcome: Outcome): boolean {
  if (outcome !== 'passes') return false
  const statement = tree.parent(clause)
  let next = nextStatement(tree, statement)
  const around = tree.parent(tree.parent(statement))
  if (next === NO_NODE && tree.kind(around) === K_IF_STATEMENT) next = nextStatement(tree, around)
  if (next === NO_NODE || tree.kind(next) !== K_IF_STATEMENT) return false
  const condition = tree.text(conditionOf(tree, next))
  return statementsOf(tree, bodyOf(tree, statement)).some((one) => {
    const assignment = expressionOf(tree, one)
    if (assignment === NO_NODE || tree.kind(assignment) !== K_ASSIGNMENT) return false
    const target = tree.child(assignment, F_LEFT)
    if (tree.kind(target) !== K_IDENTIFIER) return false
    const name = tree.text(target)
    // `if body and 'id' in body: ... else: ...`
    const isAsked = tree.hasChildOfKind(next, K_ELSE_CLAUSE) && condition.startsWith(`${name} and `)
    return isAsked || new RegExp(`(?:\\bnot ${name}\\b|\\b${name} is None\\b)`).test(condition)
  })
}

/** `try: return self[name] except ...: pass`, and behind it `return super().get(name)`: another way. */
function isSecondAnswer(tree: SyntaxTree, clause: Node, attempt: Node): boolean {
  const last = statementsOf(tree, attempt).at(-1)
  if (last === undefined || tree.kind(last) !== K_RETURN_STATEMENT) return false
  const next = nextStatement(tree, tree.parent(clause))
  if (next === NO_NODE || tree.kind(next) !== K_RETURN_STATEMENT) return false
  const answer = statementsOf(tree, next)[0]
  return answer !== undefined && tree.kind(answer) === K_CALL
}

/** `else: raise`: the block has to fail. */
export function isExpectedToFail(tree: SyntaxTree, statement: Node): boolean {
  const otherwise = tree.childOfKind(statement, K_ELSE_CLAUSE)
  if (otherwise === NO_NODE) return false
  const last = statementsOf(tree, bodyOf(tree, otherwise)).at(-1)
  return last !== undefined && tree.kind(last) === K_RAISE_STATEMENT
}

function nextStatement(tree: SyntaxTree, statement: Node): Node {
  let next = tree.nextSibling(statement)
  while (next !== NO_NODE && tree.kind(next) === K_COMMENT) next = tree.nextSibling(next)
  return next
}

/** Inside of a handler that tells of its own exception behind: the second failure is the same one. */
function isOfReported({ tree, facts }: Checker, clause: Node): boolean {
  if (TELLING.test(facts.enclosingFunction(clause)?.name ?? '')) return true
  const outer = tree.ancestor(tree.parent(clause), K_EXCEPT_CLAUSE, K_FUNCTION_DEFINITION)
  if (outer === NO_NODE || tree.kind(outer) !== K_EXCEPT_CLAUSE) return false
  const behind = tree.source.slice(tree.end(tree.parent(clause)), tree.end(outer))
  if (/^\s*raise\b/m.test(behind)) return true
  const alias = /\bas\s+(\w+)\s*:/.exec(tree.text(outer).split('\n', 1)[0] ?? '')?.[1]
  if (alias !== undefined && new RegExp(`\\(.*\\b${alias}\\b`).test(behind)) return true
  // Told before the second attempt.
  const before = tree.source.slice(tree.start(outer), tree.start(tree.parent(clause)))
  return (
    TOLD.test(before) && (alias === undefined || new RegExp(`\\(.*\\b${alias}\\b`).test(before))
  )
}

/** Functions that are called when something has failed, to say so. */
const TELLING =
  /^_*(?:fail(?:ed|ure)?|errback|(?:on|handle|report|log)_?(?:error|exception|failure)|excepthook)$/i
const TOLD = /\b_?log\w*\.\w+\(|\b_?log\w*\(|\bwarnings\.warn\(|\bprint_exc\(|\bexcepthook\(/i

/** The one call is of a method beside it which tells of every failure before it raises it again. */
function tellsItself(checker: Checker, attempt: Node): boolean {
  const { tree, facts } = checker
  const [call, more] = facts.callsIn(attempt)
  if (call === undefined || more !== undefined) return false
  const own = receiverAttribute(facts, facts.callee(call))
  const method = own?.class.method(own.name)
  if (method === undefined) return false
  return facts.nodesIn(method.node, K_EXCEPT_CLAUSE).some((clause) => {
    const statements = statementsOf(tree, tree.childOfKind(clause, K_BLOCK))
    const last = statements.at(-1)
    return statements.length > 1 && last !== undefined && tree.kind(last) === K_RAISE_STATEMENT
  })
}

const CHOSEN =
  /^(?:raising|raise_\w+|ignore_errors|silent(?:ly)?|fail_silently|quiet|suppress\w*|strict|missing_ok|throw)$/

const IMPORTS: ReadonlySet<number> = new Set([K_IMPORT_STATEMENT, K_IMPORT_FROM_STATEMENT])

/** Inside a loop that ends with the first success: the next candidate is tried. */
export function isSearch(tree: SyntaxTree, clause: Node): boolean {
  const loop = tree.ancestor(clause, K_FOR_STATEMENT, K_WHILE_STATEMENT, K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || tree.kind(loop) === K_FUNCTION_DEFINITION) return false
  return [...codeOf(tree, bodyOf(tree, loop))].some(
    (node) => tree.kind(node) === K_RETURN_STATEMENT || tree.kind(node) === K_BREAK_STATEMENT,
  )
}

/** `verify_message` that answers `False`: what cannot be read is not genuine. */
function isRefusal(tree: SyntaxTree, clause: Node, name: string): boolean {
  if (!/^_*(?:verify|validate|check|authenticate|matches)(?:_|$)|(?:_valid|_verified)$/.test(name))
    return false
  return /\breturn False\b/.test(tree.spelled(clause))
}

export type Outcome = 'passes' | 'continues' | 'returns'

/** How a handler ends in silence; undefined when it does anything at all. */
export function silentOutcome(tree: SyntaxTree, body: Node): Outcome | undefined {
  const statements = statementsOf(tree, body)
  const last = statements.at(-1)
  if (last === undefined) return undefined
  if (!statements.slice(0, -1).every((statement) => isIdleStatement(tree, statement))) {
    return undefined
  }
  if (tree.kind(last) === K_CONTINUE_STATEMENT) return 'continues'
  if (isIdleStatement(tree, last)) return 'passes'
  if (tree.kind(last) !== K_RETURN_STATEMENT) return undefined
  const value = statementsOf(tree, last)[0]
  if (value === undefined) return 'returns'
  // Words tell the caller that something went wrong.
  if (WORDS.test(tree.spelled(value))) return undefined
  return isPlainDefault(tree, withoutParentheses(tree, value)) ? 'returns' : undefined
}

const WORDS = /["'][^"'\s]*[\p{L}]{2,}[^"'\s]* +[\p{L}]{2,}/u

/** The first statement of a block, or the block where it is empty. */
export function firstStatement(tree: SyntaxTree, block: Node): Node {
  return statementsOf(tree, block)[0] ?? block
}

/** One conversion or look-up and nothing else, with a value in its place: it could hardly be told better. */
function isOneAnswer(checker: Checker, attempt: Node): boolean {
  const { tree } = checker
  if (statementsOf(tree, attempt).length > 1 || !isParsing(checker, attempt)) return false
  return checker.facts.callsIn(attempt).length <= 2
}

/** `" Another process was faster "` in place of a comment. */
const SENTENCE = /^\s*["'][^"']*\w \w+ \w[^"']*["']\s*$/

/** By what is left undone. `else` goes on with what was tried: the failure chooses the other way. */
export function severityOfSilence(
  checker: Checker,
  clause: Node,
  attempt: Node,
  outcome: Outcome,
  isBroad: boolean,
): { readonly severity?: 'medium' | 'low' } {
  if (isOneAnswer(checker, attempt)) return { severity: 'low' }
  const isOtherWay = checker.tree.hasChildOfKind(checker.tree.parent(clause), K_ELSE_CLAUSE)
  const isTold = SENTENCE.test(checker.tree.spelled(checker.tree.childOfKind(clause, K_BLOCK)))
  if (!isBroad || isOtherWay || isTold || isMinor(checker, clause, attempt, outcome)) {
    return { severity: 'medium' }
  }
  return {}
}
