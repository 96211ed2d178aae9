// Whether an expression is text or bytes, as far as the calls that make it tell.

import type { Checker } from '../../../engine/checker.ts'
import { isString } from '../../../facts/strings.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { argumentsOf, calleeName, hasUnpacking, receiverOf } from '../../../matching/calls/calls.ts'
import { openedFile } from '../../../matching/calls/opened-files.ts'
import { typedName } from '../../../matching/calls/typed-calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface TextKind {
  readonly isBytes: boolean
  /** What makes it: a call, or a literal. */
  readonly source: Node
}

const DEPTH = 8

/** Functions of the library that give bytes whatever they are asked. */
const GIVES_BYTES =
  /^(?:base64\.(?:(?:urlsafe_|standard_)?b(?:64|32|16)(?:en|de)code|[ab]85(?:en|de)code|encodebytes|decodebytes)|binascii\.(?:hexlify|unhexlify|a2b_\w+|b2a_\w+)|struct\.pack|os\.urandom|secrets\.token_bytes|zlib\.(?:de)?compress|gzip\.(?:de)?compress|bz2\.(?:de)?compress|pickle\.dumps|marshal\.dumps|hashlib\.\w+(?:\(\))?\.digest|urllib\.request\.urlopen\(\)\.read|http\.client\.HTTPS?Connection\(\)\.getresponse\(\)\.read|socket\.(?:socket|create_connection)\(\)\.recv|pathlib\.Path\(\)\.read_bytes|builtins\.(?:bytes|bytearray))$/
const RUNS = /^subprocess\.(?:check_output|run|Popen)$/
const GIVES_TEXT =
  /^(?:builtins\.(?:str|repr|hex|oct|bin|chr|input|ascii)|json\.dumps|os\.getcwd|platform\.\w+|socket\.gethostname|secrets\.token_(?:hex|urlsafe)|pathlib\.Path\(\)\.read_text|hashlib\.\w+(?:\(\))?\.hexdigest)$/
/** Methods that give what they are called on, of text and of bytes. */
const SAME =
  /^(?:strip|lstrip|rstrip|replace|lower|upper|title|capitalize|zfill|ljust|rjust|center|expandtabs|removeprefix|removesuffix)$/
const PARTS = /^(?:split|rsplit|splitlines|partition|rpartition)$/

/** Text, bytes, or undefined where that is not known for sure. */
export function textKind(checker: Checker, node: Node, depth = 0): TextKind | undefined {
  if (node === NO_NODE || depth > DEPTH) return undefined
  const { tree } = checker
  switch (tree.kind(node)) {
    case k.K_STRING:
    case k.K_CONCATENATED_STRING: {
      if (!isString(tree, node)) return undefined
      const isBytes = /^[rRuU]?[bB]/.test(tree.source.slice(tree.start(node), tree.start(node) + 2))
      return { isBytes, source: node }
    }
    case k.K_PARENTHESIZED_EXPRESSION:
      return textKind(checker, tree.namedChildren(node)[0] ?? NO_NODE, depth + 1)
    case k.K_IDENTIFIER:
      return ofName(checker, node, depth)
    case k.K_CALL:
      return ofCall(checker, node, depth)
    case k.K_SUBSCRIPT:
      return ofItem(checker, node, depth)
    case k.K_ATTRIBUTE:
      return ofAttribute(checker, node)
    case k.K_BINARY_OPERATOR: {
      const left = textKind(checker, tree.child(node, k.F_LEFT), depth + 1)
      const operator = tree.text(tree.child(node, k.F_OPERATOR))
      if (operator === '%') return left
      if (operator !== '+') return undefined
      const right = textKind(checker, tree.child(node, k.F_RIGHT), depth + 1)
      // What is added to text is text, or the sum raises.
      if (left === undefined || right === undefined) return left ?? right
      return right.isBytes === left.isBytes ? left : undefined
    }
    default:
      return undefined
  }
}

function ofName(checker: Checker, name: Node, depth: number): TextKind | undefined {
  const { tree, facts, flow } = checker
  const binding = facts.resolve(name)
  if (binding?.scope === undefined || binding.kind !== 'variable') return undefined
  if (binding.scope.function !== facts.enclosingFunction(name)) return undefined
  const defUse = flow.defUse(flow.around(name))
  const value = defUse.valueOf(name)
  const writes = value === undefined ? [] : defUse.writesOf(value)
  let found: TextKind | undefined
  for (const write of writes) {
    if (write < 0) return undefined
    const written = writtenValue(tree, defUse.graph.eventNode(write))
    const kind = written && ofWritten(checker, written, defUse.graph.eventNode(write), depth)
    if (kind === undefined || (found !== undefined && found.isBytes !== kind.isBytes)) {
      return undefined
    }
    found ??= kind
  }
  return found
}

function ofWritten(
  checker: Checker,
  { node, kind }: NonNullable<ReturnType<typeof writtenValue>>,
  target: Node,
  depth: number,
): TextKind | undefined {
  const { tree } = checker
  if (kind === 'whole') return textKind(checker, node, depth + 1)
  // `output, errors = process.communicate()`
  if (kind === 'part') return ofOutput(checker, node)
  // `for line in process.stdout:`, `for line in output.splitlines():`
  if (kind === 'element' && tree.kind(target) === k.K_IDENTIFIER) {
    const stream = ofAttribute(checker, node)
    if (stream !== undefined) return stream
    if (
      tree.kind(node) === k.K_CALL &&
      /^(?:split|splitlines|rsplit)$/.test(calleeName(tree, node))
    ) {
      return textKind(checker, receiverOf(tree, node), depth + 1)
    }
    if (tree.kind(node) === k.K_IDENTIFIER) return ofParts(checker, node, depth + 1)
  }
  return undefined
}

function ofCall(checker: Checker, call: Node, depth: number): TextKind | undefined {
  const { tree } = checker
  const method = calleeName(tree, call)
  if (SAME.test(method)) return textKind(checker, receiverOf(tree, call), depth + 1)
  if (method === 'encode') {
    const encoded = textKind(checker, receiverOf(tree, call), depth + 1)
    return encoded?.isBytes === false ? { isBytes: true, source: call } : undefined
  }
  if (method === 'decode') {
    const decoded = textKind(checker, receiverOf(tree, call), depth + 1)
    return decoded?.isBytes ? { isBytes: false, source: call } : undefined
  }
  if (method === 'format' || method === 'join') {
    const receiver = textKind(checker, receiverOf(tree, call), depth + 1)
    return receiver && tree.kind(receiver.source) !== k.K_CALL ? receiver : undefined
  }
  if (method === 'read' || method === 'readline') return ofRead(checker, call)
  const name = typedName(checker, call)
  if (name === undefined) return undefined
  if (GIVES_BYTES.test(name)) return { isBytes: true, source: call }
  if (GIVES_TEXT.test(name)) return { isBytes: false, source: call }
  return name === 'subprocess.check_output' ? ofRun(checker, call) : undefined
}

/** What a program gives, by the options of the call that runs it; undefined where they are not seen. */
function ofRun(checker: Checker, call: Node): TextKind | undefined {
  const { tree } = checker
  if (!RUNS.test(typedName(checker, call) ?? '') || hasUnpacking(tree, call)) return undefined
  // By position, `universal_newlines` is the twelfth.
  const isText = argumentsOf(tree, call).some(({ name }) =>
    /^(?:text|universal_newlines|encoding|errors)$/.test(name ?? ''),
  )
  return isText ? undefined : { isBytes: true, source: call }
}

/** The call of `subprocess` that a name or an expression stands for. */
function runOf(checker: Checker, node: Node): Node {
  const { tree, facts, flow } = checker
  if (tree.kind(node) === k.K_CALL) return node
  if (tree.kind(node) !== k.K_IDENTIFIER) return NO_NODE
  if (facts.resolve(node)?.scope?.function !== facts.enclosingFunction(node)) return NO_NODE
  const defUse = flow.defUse(flow.around(node))
  const value = defUse.valueOf(node)
  const [write, more] = value === undefined ? [] : defUse.writesOf(value)
  if (write === undefined || write < 0 || more !== undefined) return NO_NODE
  const written = writtenValue(tree, defUse.graph.eventNode(write))
  if (written === undefined || (written.kind !== 'whole' && written.kind !== 'entered'))
    return NO_NODE
  return tree.kind(written.node) === k.K_CALL ? written.node : NO_NODE
}

/** `process.communicate()`: its parts. */
function ofOutput(checker: Checker, node: Node): TextKind | undefined {
  const { tree } = checker
  if (tree.kind(node) !== k.K_CALL || calleeName(tree, node) !== 'communicate') return undefined
  const run = runOf(checker, receiverOf(tree, node))
  return run === NO_NODE ? undefined : ofRun(checker, run)
}

/** `process.communicate()[0]`, `output[1:]`, `output.split()[0]`. */
function ofItem(checker: Checker, node: Node, depth: number): TextKind | undefined {
  const { tree } = checker
  const object = tree.child(node, k.F_VALUE)
  const output = ofOutput(checker, object)
  if (output !== undefined) return output
  const parts = ofParts(checker, object, depth + 1)
  if (parts !== undefined) return parts
  // One item of bytes is a number.
  const isSlice = tree.hasChildOfKind(node, k.K_SLICE)
  return isSlice ? textKind(checker, object, depth + 1) : undefined
}

/** What the items of `output.split()` are, also behind a name. */
function ofParts(checker: Checker, node: Node, depth: number): TextKind | undefined {
  const { tree } = checker
  const call = runOf(checker, node)
  if (call === NO_NODE || depth > DEPTH) return undefined
  const method = calleeName(tree, call)
  if (PARTS.test(method)) return textKind(checker, receiverOf(tree, call), depth + 1)
  return method === 'readlines' ? ofRead(checker, call) : undefined
}

/** `process.stdout`, `subprocess.run(...).stdout`: as a value and as a stream. */
function ofAttribute(checker: Checker, node: Node): TextKind | undefined {
  const { tree } = checker
  if (tree.kind(node) !== k.K_ATTRIBUTE) return undefined
  if (!/^std(?:out|err)$/.test(tree.text(tree.child(node, k.F_ATTRIBUTE)))) return undefined
  const run = runOf(checker, tree.child(node, k.F_OBJECT))
  return run === NO_NODE ? undefined : ofRun(checker, run)
}

/** `open(path, 'rb').read()`, `file.read()` in its `with`, `process.stdout.read()`. */
function ofRead(checker: Checker, call: Node): TextKind | undefined {
  const { tree } = checker
  const receiver = receiverOf(tree, call)
  const stream = ofAttribute(checker, receiver)
  if (stream !== undefined) return stream
  const opened = runOf(checker, receiver)
  if (opened === NO_NODE) return undefined
  const name = typedName(checker, opened)
  if (name === 'urllib.request.urlopen') return { isBytes: true, source: call }
  const file = openedFile(checker, opened)
  if (file === undefined) return undefined
  if (file.mode === NO_NODE) return { isBytes: false, source: opened }
  if (tree.kind(file.mode) !== k.K_STRING) return undefined
  return { isBytes: tree.text(file.mode).includes('b'), source: opened }
}
