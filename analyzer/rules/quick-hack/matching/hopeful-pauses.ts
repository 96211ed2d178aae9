// Pauses that only make sense if something else is done by their end: a comment says so, or what was
// written right before is read back right after.
import type { Checker } from '../../../engine/checker.ts'
import { commentAt } from '../../../facts/comments.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const HOPES =
  /\bsettl(?:e|ed|ing)\b|\bcatch(?:es)? up\b|\bpropagat|\bpicks? \w+(?: \w+)? up\b|\bpick up\b|\bgiv(?:e|ing) (?:\w+ ){0,4}(?:time|a moment|a second|a chance)\b|\b(?:let|allow) (?:\w+ ){1,4}(?:finish|start|settle|run|complete|pick|catch|connect|boot|come|get|be)\b|\bwait(?:s|ing)? (?:for|until|till) (?!the user|user|input)|\bmake sure (?:\w+ ){0,5}(?:is|are|has|have|was|were)\b|\brace\b|\b(?:should|must|will) (?:be|have) (?:ready|done|there|up|finished|started|visible|committed)\b/i
/** It is the pause that is meant. */
const MEANT =
  /rate|limit|throttl|polite|hammer|quota|flood|anim|blink|typing|human|back ?off|cool|debounc|poll|interval|user|reader|demo|simulat|slow|delay/i

const WRITES =
  /^_*(?:add|create|insert|save|update|delete|remove|put|post|publish|enqueue|delay|apply_async|submit|emit|commit|push|store|write|upload|requeue|index|register)(?:_\w+)?$/
const READS =
  /^_*(?:get|fetch|find|load|refresh|select|query|lookup|exists|retrieve|first|scalar)(?:_\w+)?$/

/** What a pause that nothing was started before hopes for; undefined where it may be meant as it is. */
export function hopedFor(checker: Checker, call: Node, seconds: number): string | undefined {
  if (seconds < SHORTEST) return undefined
  const { facts, tree } = checker
  const line = tree.line(call)
  const own = commentAt(facts, line)
  const above = commentAt(facts, line - 1)
  const said = own ?? (above?.isOwnLine === true ? above : undefined)
  if (said !== undefined && MEANT.test(said.text)) return undefined
  if (said !== undefined && HOPES.test(said.text))
    return 'what its comment names has happened by then'
  return readBack(checker, call)
}

const SHORTEST = 0.1

/** `number = add(row)`, the pause, `row = get(number)`, one statement after the other. */
function readBack(checker: Checker, call: Node): string | undefined {
  const { tree } = checker
  let statement = call
  while (statement > NO_NODE && tree.kind(tree.parent(statement)) !== k.K_BLOCK)
    statement = tree.parent(statement)
  const statements = tree.namedChildren(tree.parent(statement))
  const at = statements.indexOf(statement)
  const [before, after] = [statements[at - 1], statements[at + 1]]
  if (before === undefined || after === undefined) return undefined
  const written = callIn(checker, before, WRITES)
  const read = callIn(checker, after, READS)
  if (written === undefined || read === undefined) return undefined
  return `\`${written}\` has taken effect when \`${read}\` asks`
}

/** The outermost call of a plain statement, if its name says what it does. */
function callIn({ tree, facts }: Checker, statement: Node, does: RegExp): string | undefined {
  const kind = tree.kind(statement)
  if (kind !== k.K_EXPRESSION_STATEMENT && kind !== k.K_RETURN_STATEMENT) return undefined
  const [outermost] = facts.callsIn(statement)
  if (outermost === undefined) return undefined
  const name = calleeName(tree, outermost)
  return does.test(name) ? name : undefined
}
