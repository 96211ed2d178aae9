// What Python gives to special methods, and what it takes from them.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { constantValue } from '../../../facts/literals.ts'
import { readString } from '../../../facts/strings.ts'
import { withoutParentheses } from '../../../matching/calls/calls.ts'
import { codeOf, isStringStatement, statementsOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Names without their underscores, by how many arguments they get beside their object. */
const ARGUMENTS: readonly string[] = [
  `len str repr bool hash iter next enter aenter aiter anext await int float complex index neg pos
  abs invert reversed del copy reduce sizeof dir bytes trunc floor ceil length_hint fspath`,
  `eq ne lt le gt ge getitem delitem contains getattr getattribute delattr add sub mul truediv
  floordiv mod divmod lshift rshift and or xor matmul radd rsub rmul rtruediv rfloordiv rmod rdivmod
  rlshift rrshift rand ror rxor rmatmul iadd isub imul itruediv ifloordiv imod ilshift irshift iand
  ior ixor imatmul missing deepcopy reduce_ex setstate format instancecheck subclasscheck`,
  'setitem setattr set set_name',
  'exit aexit',
]

const COUNTS: ReadonlyMap<string, number> = new Map(
  ARGUMENTS.flatMap((words, count) => words.split(/\s+/).map((word) => [`__${word}__`, count])),
)

/** How many arguments Python gives a special method beside its object; undefined for others. */
export function argumentsOfSpecial(name: string): number | undefined {
  return COUNTS.get(name)
}

/** A result that Python refuses, or a method that has none. */
export interface ResultMisfit {
  readonly node: Node
  readonly message: string
}

type Kind = 'text' | 'bytes' | 'number' | 'fraction' | 'truth' | 'nothing' | 'collection' | 'self'

/** What each method may give, and how Python calls what it asks for. */
const RESULTS: ReadonlyMap<string, { readonly kinds: readonly Kind[]; readonly asks: string }> =
  new Map([
    ['__init__', { kinds: ['nothing'], asks: 'no value' }],
    ['__str__', { kinds: ['text'], asks: 'a text' }],
    ['__repr__', { kinds: ['text'], asks: 'a text' }],
    ['__format__', { kinds: ['text'], asks: 'a text' }],
    ['__bytes__', { kinds: ['bytes'], asks: 'bytes' }],
    ['__len__', { kinds: ['number', 'truth'], asks: 'a whole number' }],
    ['__index__', { kinds: ['number', 'truth'], asks: 'a whole number' }],
    ['__int__', { kinds: ['number', 'truth'], asks: 'a whole number' }],
    ['__hash__', { kinds: ['number', 'truth'], asks: 'a whole number' }],
    ['__float__', { kinds: ['fraction'], asks: 'a float' }],
    ['__bool__', { kinds: ['truth'], asks: '`True` or `False`' }],
    ['__iter__', { kinds: ['self'], asks: 'an iterator' }],
  ])

/** Methods of these must give something. */
const NEVER_EMPTY = /^__(?:str|repr|format|bytes|len|index|int|hash|float|bool|iter)__$/

/** The first result of a special method that does not fit; undefined where all do or are not known. */
export function resultMisfit(checker: Checker, method: FunctionFacts): ResultMisfit | undefined {
  const { tree } = checker
  const wanted = RESULTS.get(method.name)
  if (wanted === undefined || method.body === NO_NODE) return undefined
  if (method.isGenerator || method.isAsync) {
    if (method.name === '__iter__' && method.isGenerator && !method.isAsync) return undefined
    const made = method.isAsync ? 'a coroutine' : 'a generator'
    return misfit(method.nameNode, `this gives ${made}`)
  }
  let hasResult = false
  for (const node of codeOf(tree, method.body)) {
    if (tree.kind(node) === k.K_RAISE_STATEMENT) hasResult = true
    if (tree.kind(node) !== k.K_RETURN_STATEMENT) continue
    const [value] = statementsOf(tree, node)
    // An early way out is told where the method gives nothing else.
    if (value === undefined) continue
    hasResult = true
    const kind = kindOf(checker, value)
    // An object of a class that derives from text or a number may be what is asked for.
    const isPlain = method.name === '__init__' || method.class?.bases.length === 0
    if (kind === 'self' && !isPlain) continue
    // `return None` alone says that the object is not to be hashed.
    if (kind === 'nothing' && method.name === '__hash__') continue
    if (kind === undefined || wanted.kinds.includes(kind)) continue
    return misfit(value, `this is ${NAMES[kind]}`)
  }
  const isEmpty = statementsOf(tree, method.body).every(
    (one) => isStringStatement(tree, one) || isPlaceholder(checker, one),
  )
  if (hasResult || isEmpty || !NEVER_EMPTY.test(method.name)) return undefined
  return misfit(method.nameNode, 'this gives none')

  function misfit(node: Node, what: string): ResultMisfit {
    return {
      node,
      message: `Python asks \`${method.name}\` for ${wanted?.asks}, and ${what}: the call raises a TypeError.`,
    }
  }
}

const NAMES: Readonly<Record<Kind, string>> = {
  text: 'a text',
  bytes: 'bytes',
  number: 'a number',
  fraction: 'a float',
  truth: 'a truth value',
  nothing: '`None`',
  collection: 'a collection',
  self: 'the object itself',
}

function isPlaceholder({ tree }: Checker, statement: Node): boolean {
  return tree.kind(statement) === k.K_PASS_STATEMENT || tree.text(statement) === '...'
}

/** What kind of value an expression certainly is. */
function kindOf(checker: Checker, expression: Node): Kind | undefined {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, expression)
  const constant = constantValue(tree, node)
  if (constant === null) return 'nothing'
  if (typeof constant === 'boolean') return 'truth'
  if (typeof constant === 'number') return /[.eE]/.test(tree.text(node)) ? 'fraction' : 'number'
  const text = readString(tree, node)
  if (text !== undefined) return text.isBytes ? 'bytes' : 'text'
  switch (tree.kind(node)) {
    case k.K_LIST:
    case k.K_TUPLE:
    case k.K_SET:
    case k.K_DICTIONARY:
    case k.K_EXPRESSION_LIST:
    case k.K_LIST_COMPREHENSION:
    case k.K_SET_COMPREHENSION:
    case k.K_DICTIONARY_COMPREHENSION:
      return 'collection'
    case k.K_NOT_OPERATOR:
      return 'truth'
    case k.K_IDENTIFIER: {
      const receiver = facts.receivers.of(node)
      return receiver === undefined || receiver.isClass ? undefined : 'self'
    }
    case k.K_CALL: {
      const origin = facts.calleeName(node)
      if (origin === 'builtins.len' || origin === 'builtins.hash') return 'number'
      return undefined
    }
    default:
      return undefined
  }
}
