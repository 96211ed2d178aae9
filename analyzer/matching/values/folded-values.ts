// Constants that can be computed while reading: sums and comparisons of literals and of local
// variables that are given one literal and nothing else.
import { type Constant, constantValue } from '../../facts/literals.ts'
import type { Definition } from '../../facts/scopes.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import { type WrittenValue, writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from '../inputs/input-sources.ts'
import { statementsOf } from '../statements/statements.ts'

const MAX_STEPS = 12
const LISTS: ReadonlySet<number> = new Set([k.K_LIST, k.K_TUPLE, k.K_SET])

/** `'B'` of `'ABC'[1]`, `208` of `7 * 42 - num` behind `num = 86`; undefined where it can differ. */
export function foldedValue(reader: FileReader, expression: Node, step = 0): Constant | undefined {
  const { tree, facts } = reader
  if (expression === NO_NODE || step > MAX_STEPS) return undefined
  const node = withoutBrackets(tree, expression)
  const fold = (one: Node): Constant | undefined => foldedValue(reader, one, step + 1)
  switch (tree.kind(node)) {
    case k.K_IDENTIFIER:
      return fold(onlyValue(reader, node))
    case k.K_BINARY_OPERATOR: {
      const left = fold(tree.child(node, k.F_LEFT))
      const right = left === undefined ? undefined : fold(tree.child(node, k.F_RIGHT))
      return computed(left, right, tree.text(tree.child(node, k.F_OPERATOR)))
    }
    case k.K_COMPARISON_OPERATOR:
      return comparison(reader, node, fold)
    case k.K_NOT_OPERATOR: {
      const inner = fold(tree.child(node, k.F_ARGUMENT))
      return inner === undefined ? undefined : !inner
    }
    case k.K_BOOLEAN_OPERATOR: {
      const left = fold(tree.child(node, k.F_LEFT))
      const right = fold(tree.child(node, k.F_RIGHT))
      const isOr = tree.text(tree.child(node, k.F_OPERATOR)) === 'or'
      // One side is enough where it decides.
      if (left !== undefined) return Boolean(left) === isOr ? left : right
      return right !== undefined && Boolean(right) === isOr ? right : undefined
    }
    case k.K_SUBSCRIPT: {
      const text = fold(tree.child(node, k.F_VALUE))
      const at = typeof text === 'string' ? fold(tree.child(node, k.F_SUBSCRIPT)) : undefined
      return typeof text === 'string' && typeof at === 'number' ? [...text].at(at) : undefined
    }
    case k.K_CALL: {
      if (facts.calleeName(node) !== 'builtins.len') return undefined
      const text = fold(facts.arguments(node)[0]?.value ?? NO_NODE)
      return typeof text === 'string' ? [...text].length : undefined
    }
    default:
      return constantValue(tree, node)
  }
}

/** The truth that a condition has whenever it is asked; undefined where it can differ. */
export function foldedTruth(reader: FileReader, condition: Node): boolean | undefined {
  const value = foldedValue(reader, condition)
  return value === undefined ? undefined : Boolean(value)
}

/** What the last assignment gives a variable of a function where it is sure to be the one that is read. */
export function onlyValue({ tree, facts }: FileReader, identifier: Node): Node {
  const binding = facts.resolve(identifier)
  const owner = binding?.scope?.function
  if (binding?.kind !== 'variable' || owner === undefined) return NO_NODE
  const writtenBy = (definition: Definition | undefined): WrittenValue | undefined =>
    definition?.kind === 'assignment' ? writtenValue(tree, definition.node) : undefined
  if (binding.definitionCount === 1) {
    const written = writtenBy(binding.definitions[0])
    return written?.kind === 'whole' ? written.node : NO_NODE
  }
  const { definitions } = binding
  if (definitions.length > MAX_DEFINITIONS) return NO_NODE
  if (definitions.some(({ node }) => facts.enclosingFunction(node) !== owner)) return NO_NODE
  // Around again, what is bound behind the read comes before it.
  const loop = tree.ancestor(identifier, ...LOOPS)
  const inLoop = loop === NO_NODE || tree.kind(loop) === k.K_FUNCTION_DEFINITION ? NO_NODE : loop
  if (
    facts.enclosingFunction(identifier) !== owner ||
    (inLoop !== NO_NODE && definitions.some(({ node }) => tree.contains(inLoop, node)))
  ) {
    return NO_NODE
  }
  const last = definitions.findLast(({ node }) => {
    const written = node < identifier ? writtenValue(tree, node) : undefined
    return node < identifier && !(written && tree.contains(written.node, identifier))
  })
  const written = writtenBy(last)
  const block = last === undefined ? NO_NODE : tree.ancestor(last.node, k.K_BLOCK)
  const isSure = block !== NO_NODE && tree.contains(block, identifier)
  return isSure && written?.kind === 'whole' ? written.node : NO_NODE
}

const MAX_DEFINITIONS = 12
const LOOPS = [k.K_FOR_STATEMENT, k.K_WHILE_STATEMENT, k.K_FUNCTION_DEFINITION] as const

function computed(
  left: Constant | undefined,
  right: Constant | undefined,
  operator: string,
): Constant | undefined {
  if (typeof left === 'string' && typeof right === 'string') {
    return operator === '+' ? left + right : undefined
  }
  if (typeof left !== 'number' || typeof right !== 'number') return undefined
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '**':
      return left ** right
    case '/':
      return right === 0 ? undefined : left / right
    case '//':
      return right === 0 ? undefined : Math.floor(left / right)
    case '%':
      return right === 0 ? undefined : left - right * Math.floor(left / right)
    default:
      return undefined
  }
}

function comparison(
  { tree }: FileReader,
  node: Node,
  fold: (one: Node) => Constant | undefined,
): boolean | undefined {
  const [left, right, more] = statementsOf(tree, node)
  if (left === undefined || right === undefined || more !== undefined) return undefined
  const one = fold(left)
  if (one === undefined) return undefined
  const operator = tree.source.slice(tree.end(left), tree.start(right)).replace(/[\s()]+/g, ' ')
  const isNot = /^ ?(?:!=|not in|is not) ?$/.test(operator)
  if (/\bin\b/.test(operator)) {
    const isIn = contains(one, tree, right, fold)
    return isIn === undefined ? undefined : isIn !== isNot
  }
  const other = fold(right)
  if (other === undefined) return undefined
  if (/==|!=|\bis\b/.test(operator)) return (one === other) !== isNot
  const isPair =
    (typeof one === 'number' && typeof other === 'number') ||
    (typeof one === 'string' && typeof other === 'string')
  if (!isPair) return undefined
  switch (operator.trim()) {
    case '<':
      return one < other
    case '<=':
      return one <= other
    case '>':
      return one > other
    case '>=':
      return one >= other
    default:
      return undefined
  }
}

function contains(
  item: Constant,
  tree: FileReader['tree'],
  container: Node,
  fold: (one: Node) => Constant | undefined,
): boolean | undefined {
  const list = withoutBrackets(tree, container)
  if (LISTS.has(tree.kind(list))) {
    const values = statementsOf(tree, list).map(fold)
    if (values.includes(item)) return true
    return values.includes(undefined) ? undefined : false
  }
  const text = fold(list)
  return typeof text === 'string' && typeof item === 'string' ? text.includes(item) : undefined
}
