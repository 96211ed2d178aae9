// Places where bytes and text meet that Python 3 keeps apart.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import {
  argumentsOf,
  calleeName,
  positionalArgument,
  receiverOf,
} from '../../../matching/calls/calls.ts'
import { typedName } from '../../../matching/calls/typed-calls.ts'
import { caughtTypes } from '../../../matching/errors/handlers.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { type TextKind, textKind } from './text-kinds.ts'

export interface MixedText {
  readonly node: Node
  /** The end of a sentence: what happens there. */
  readonly outcome: string
  /** What makes the bytes, or the text where bytes are wanted. */
  readonly source: Node
}

/** What makes bytes, by the last name of what is called or read. */
const SOURCES =
  /^(?:check_output|communicate|stdout|stderr|encode|recv|read_bytes|digest|urlopen|urandom|token_bytes|pack|hexlify|unhexlify|b2a_\w+|a2b_\w+|\w*b64(?:en|de)code|(?:de)?compress|open|decode|sendall|md5|sha\d+)$/
const TAKES_PARTS =
  /^(?:split|rsplit|replace|startswith|endswith|find|rfind|index|rindex|count|strip|lstrip|rstrip|partition|rpartition|removeprefix|removesuffix)$/
/** Calls that take bytes alone, with the place of what they take. */
const TAKES_BYTES =
  /^(?:socket\.(?:socket|create_connection)\(\)\.(?:send|sendall|sendto)|hashlib\.(?:md5|sha1|sha224|sha256|sha384|sha512|blake2b|blake2s)(?:\(\)\.update)?|base64\.(?:(?:urlsafe_|standard_)?b(?:64|32|16)encode|encodebytes)|zlib\.(?:compress|crc32|adler32)|gzip\.compress|bz2\.compress|binascii\.(?:hexlify|crc32)|hmac\.new)$/
const PATTERNS = /^re\.(?:search|match|fullmatch|findall|finditer|split|sub|subn)$/

/** All of a file that is written for Python 3 alone. */
export function mixedTexts(checker: Checker): readonly MixedText[] {
  const { tree, facts } = checker
  if (/\bsys\.version_info|\bsix\b|\bPY[23]\b|\bunicode\(|\bbasestring\b/.test(tree.source))
    return []
  if (facts.nodesOfKind(k.K_PRINT_STATEMENT).length > 0) return []
  const owners = new Set<FunctionFacts | undefined>()
  for (const node of [...facts.nodesOfKind(k.K_CALL), ...facts.nodesOfKind(k.K_ATTRIBUTE)]) {
    const name =
      tree.kind(node) === k.K_CALL
        ? calleeName(tree, node)
        : facts.name(tree.child(node, k.F_ATTRIBUTE))
    if (SOURCES.test(name)) owners.add(facts.enclosingFunction(node))
  }
  const found: MixedText[] = []
  for (const owner of owners) {
    const outer = owner?.node ?? 0
    const add = (node: Node, read: (checker: Checker, node: Node) => MixedText | undefined) => {
      if (facts.enclosingFunction(node) !== owner) return
      const mixed = read(checker, node)
      if (mixed !== undefined && !isExpected(checker, node)) found.push(mixed)
    }
    for (const call of facts.nodesIn(outer, k.K_CALL)) add(call, inCall)
    for (const node of facts.nodesIn(outer, k.K_COMPARISON_OPERATOR)) add(node, inComparison)
    for (const node of facts.nodesIn(outer, k.K_BINARY_OPERATOR)) add(node, inSum)
  }
  // What is made of a line that fails is not told as well.
  const isOuter = ({ node }: MixedText) =>
    found.some((one) => one.node !== node && tree.contains(node, one.node))
  return found.filter((one) => !isOuter(one)).sort((a, b) => a.node - b.node)
}

function inCall(checker: Checker, call: Node): MixedText | undefined {
  const { tree } = checker
  const method = calleeName(tree, call)
  const receiver = receiverOf(tree, call)
  if (TAKES_PARTS.test(method)) {
    const given = positionalArgument(tree, call, 0)
    const own = given === NO_NODE ? undefined : textKind(checker, receiver)
    return (
      own && raised(call, own, textKind(checker, firstOf(checker, given)), 'raises `TypeError`')
    )
  }
  if (method === 'decode' || method === 'encode') {
    const own = textKind(checker, receiver)
    if (own === undefined || own.isBytes === (method === 'decode')) return undefined
    const kind = own.isBytes ? '`bytes` have' : '`str` has'
    return {
      node: call,
      source: own.source,
      outcome: `raises \`AttributeError\`: ${kind} no \`${method}\``,
    }
  }
  const name = typedName(checker, call) ?? ''
  if (PATTERNS.test(name)) {
    const at = /\.subn?$/.test(name) ? 2 : 1
    const subject = textKind(checker, positionalArgument(tree, call, at))
    const pattern = positionalArgument(tree, call, 0)
    return subject && raised(call, subject, textKind(checker, pattern), 'raises `TypeError`')
  }
  if (!TAKES_BYTES.test(name)) return undefined
  const given = argumentsOf(tree, call)[0]
  const kind = given?.name === undefined ? textKind(checker, given?.value ?? NO_NODE) : undefined
  if (kind === undefined || kind.isBytes) return undefined
  return {
    node: call,
    source: kind.source,
    outcome: 'raises `TypeError`: it takes bytes, and this is text',
  }
}

function inComparison(checker: Checker, node: Node): MixedText | undefined {
  const { tree } = checker
  const [left, right, more] = tree.namedChildren(node)
  if (left === undefined || right === undefined || more !== undefined) return undefined
  const operator = tree.source.slice(tree.end(left), tree.start(right)).trim()
  if (!/^(?:==|!=|in|not\s+in)$/.test(operator)) return undefined
  const first = textKind(checker, left)
  const second = first && textKind(checker, right)
  if (first === undefined || second === undefined) return undefined
  if (operator.endsWith('in')) return raised(node, first, second, 'raises `TypeError`')
  const outcome = operator === '==' ? 'is never true' : 'is always true'
  return raised(node, first, second, outcome)
}

function inSum(checker: Checker, node: Node): MixedText | undefined {
  const { tree } = checker
  if (tree.text(tree.child(node, k.F_OPERATOR)) !== '+') return undefined
  const first = textKind(checker, tree.child(node, k.F_LEFT))
  const second = first && textKind(checker, tree.child(node, k.F_RIGHT))
  return first && raised(node, first, second, 'raises `TypeError`')
}

function raised(
  node: Node,
  first: TextKind,
  second: TextKind | undefined,
  outcome: string,
): MixedText | undefined {
  if (second === undefined || first.isBytes === second.isBytes) return undefined
  const source = first.isBytes ? first.source : second.source
  return { node, source, outcome: `${outcome}: bytes and text meet here` }
}

/** `startswith(('a', 'b'))`: the first of them. */
function firstOf({ tree }: Checker, given: Node): Node {
  return tree.kind(given) === k.K_TUPLE ? (tree.namedChildren(given)[0] ?? NO_NODE) : given
}

/** Code that tries one kind first, or asks which it is. */
function isExpected({ tree, facts }: Checker, node: Node): boolean {
  const owner = facts.enclosingFunction(node)
  if (owner !== undefined && /\b(?:isinstance|hasattr)\(/.test(tree.text(owner.node))) return true
  let inner = node
  for (let at = tree.parent(node); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    if (tree.kind(at) !== k.K_TRY_STATEMENT || tree.fieldOf(inner) !== k.F_BODY) continue
    const clauses = tree.namedChildren(at).filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
    const types = clauses.flatMap((one) => caughtTypes(tree, one))
    if (types.some((one) => /^(?:TypeError|AttributeError)$/.test(tree.text(one)))) return true
  }
  return false
}
