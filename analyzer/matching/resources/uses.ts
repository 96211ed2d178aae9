// What code does with something that must be closed: reads it, closes it, or lets it out of sight.
import type { Checker } from '../../engine/checker.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import { positionOf } from '../../project/parameter-places.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName, receiverOf } from '../calls/calls.ts'
import { parentOf } from '../statements/statements.ts'

export interface Closing {
  /** Methods that let it go. */
  readonly methods: ReadonlySet<string>
  /** Functions that read an argument and do not keep it, by qualified name. */
  readonly readers: ReadonlySet<string>
}

export type Use = 'reads' | 'closes' | 'escapes'

/** What becomes of the thing where its name is read; `depth` counts the helpers it went through. */
export function useOf(checker: Checker, node: Node, closing: Closing, depth = 0): Use {
  const { tree, facts } = checker
  if (facts.enclosingFunction(node) !== facts.resolve(node)?.scope?.function) return 'escapes'
  const parent = parentOf(tree, node)
  switch (tree.kind(parent)) {
    case k.K_ATTRIBUTE: {
      const method = facts.name(tree.child(parent, k.F_ATTRIBUTE))
      const isCalled = tree.calledBy(parent) !== NO_NODE
      if (closing.methods.has(method)) return isCalled ? 'closes' : 'escapes'
      return /^(?:detach|__a?exit__|makefile|fileno)$/.test(method) ? 'escapes' : 'reads'
    }
    case k.K_WITH_ITEM:
    case k.K_AS_PATTERN:
      return 'closes'
    case k.K_ARGUMENT_LIST:
    case k.K_KEYWORD_ARGUMENT:
      return isRead(checker, node, closing, depth) ? 'reads' : 'escapes'
    case k.K_SUBSCRIPT:
      return tree.fieldOf(node) === k.F_VALUE ? 'reads' : 'escapes'
    case k.K_FOR_STATEMENT:
    case k.K_FOR_IN_CLAUSE:
    case k.K_COMPARISON_OPERATOR:
    case k.K_NOT_OPERATOR:
    case k.K_IF_STATEMENT:
    case k.K_WHILE_STATEMENT:
    case k.K_DELETE_STATEMENT:
    case k.K_EXPRESSION_STATEMENT:
      return 'reads'
    default:
      return 'escapes'
  }
}

/** An argument of a function that reads it and does not keep it. */
export function isRead(checker: Checker, given: Node, closing: Closing, depth = 0): boolean {
  const { tree, facts } = checker
  const call = tree.ancestor(given, k.K_CALL)
  if (call === NO_NODE) return false
  const name = facts.calleeName(call)
  if (name !== undefined && closing.readers.has(name)) return true
  return isParser(checker, call) || isReadByHelper(checker, call, given, closing, depth)
}

/** `config.read_file(file)`, `config.write(file)` of a parser that the function makes. */
function isParser({ tree, facts }: Checker, call: Node): boolean {
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || !/^(?:read_file|readfp|write)$/.test(calleeName(tree, call))) {
    return false
  }
  const made = onlyValue(facts, receiver)
  return (
    made !== NO_NODE &&
    tree.kind(made) === k.K_CALL &&
    /^configparser\.\w*ConfigParser$/.test(facts.calleeName(made) ?? '')
  )
}

const MAX_HELPERS = 2

/** A function of this file that reads what it is given, and neither keeps nor closes it. */
function isReadByHelper(
  checker: Checker,
  call: Node,
  given: Node,
  closing: Closing,
  depth: number,
): boolean {
  const { facts } = checker
  const value = depth < MAX_HELPERS ? checker.valueOf(facts.callee(call)) : undefined
  if (value?.kind !== 'function' && value?.kind !== 'method') return false
  const { module, summary } = value.function
  if (module.summary.path !== checker.path || summary.decorators.length > 0) return false
  const isOverridden =
    value.kind === 'method' &&
    checker.project.index.hierarchy.overrides(value.receiver, summary.name).length > 0
  if (summary.isStub || isOverridden) return false
  const helper = facts.functions.find(({ symbol }) => symbol === summary.symbol)
  if (helper === undefined || helper.isGenerator || helper.isAsync) return false
  const index = facts.arguments(call).findIndex((one) => one.value === given)
  const keyword = facts.arguments(call)[index]?.name
  const parameter = helper.parameters.find(({ name }) =>
    keyword === undefined ? positionOf(value.function, name) === index : name === keyword,
  )
  if (parameter === undefined || parameter.kind === 'rest' || parameter.kind === 'keywords') {
    return false
  }
  const binding = facts.resolve(parameter.nameNode)
  if (binding?.definitionCount !== 1 || binding.references.length === 0) return false
  return binding.references.every((one) => {
    if (comesBack(checker, one) && !isWhole(checker, one)) return false
    return useOf(checker, one, closing, depth + 1) === 'reads'
  })
}

/** What is made of the file is returned, at once or under a name. */
function comesBack({ tree, facts }: Checker, name: Node): boolean {
  const statement = tree.ancestor(name, k.K_RETURN_STATEMENT, k.K_BLOCK)
  if (tree.kind(statement) === k.K_RETURN_STATEMENT) return true
  const assignment = tree.ancestor(name, k.K_ASSIGNMENT, k.K_BLOCK)
  const isMadeOf = tree.kind(parentOf(tree, name)) === k.K_ARGUMENT_LIST
  if (tree.kind(assignment) !== k.K_ASSIGNMENT || !isMadeOf) return false
  const target = tree.child(assignment, k.F_LEFT)
  const binding = tree.kind(target) === k.K_IDENTIFIER ? facts.resolve(target) : undefined
  return (binding?.references ?? []).some(
    (one) => tree.kind(parentOf(tree, one)) === k.K_RETURN_STATEMENT,
  )
}

/** `return file.read()` and `return json.load(file)` give what was read, `return csv.reader(file)` a reader that comes back. */
function isWhole({ tree, facts }: Checker, name: Node): boolean {
  const parent = parentOf(tree, name)
  const isGiven = tree.kind(parent) === k.K_ARGUMENT_LIST
  const call = isGiven ? tree.parent(parent) : tree.calledBy(parent)
  if (call === NO_NODE || tree.kind(call) !== k.K_CALL) return false
  if (!isGiven) return /^read(?:line|lines|all)?$/.test(calleeName(tree, call))
  return /\.(?:safe_)?load$|^ast\.|^hashlib\./.test(facts.calleeName(call) ?? '')
}
