// Which functions of a file a test runner collects.

import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import {
  F_ARGUMENTS,
  F_FUNCTION,
  K_ARGUMENT_LIST,
  K_ASSERT_STATEMENT,
  K_CALL,
  K_IF_STATEMENT,
  K_NONE,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName } from '../calls/calls.ts'
import { conditionOf } from '../statements/branches.ts'

const TEST_MODULE = /(?:^|\/)(?:test_[^/]*|[^/]*_tests?|tests?)\.py$/
const TEST_CLASS = /Test/
/** Files that tests read: specimens, which no runner collects unless they are named like tests. */
const SPECIMEN =
  /(?:^|\/)(?:tests?|testing)\/(?:[^/]+\/)*(?:data|testdata|test_data|fixtures|samples|snippets)\/(?:[^/]+\/)*(?!test_)[^/]*(?<!_test)\.py$/

/** True for a function or method that a test runner collects by its name; fixtures are none. */
export function isTest(checker: Checker, definition: FunctionFacts): boolean {
  // Asked for each call of a test by many rules.
  const answers = checker.once(isTest, () => new Map<FunctionFacts, boolean>())
  const known = answers.get(definition)
  if (known !== undefined) return known
  const answer = readTest(checker, definition)
  answers.set(definition, answer)
  return answer
}

function readTest(checker: Checker, definition: FunctionFacts): boolean {
  const { tree } = checker
  if (definition.isLambda || definition.enclosing !== undefined) return false
  if (SPECIMEN.test(checker.path)) return false
  const owner = definition.class
  if (owner === undefined) {
    if (!/^test_(?!main$)/.test(definition.name) || !TEST_MODULE.test(checker.path)) return false
    if (isPredicate(checker, definition) || isUsedByFile(checker, definition)) return false
  } else {
    if (!/^test/.test(definition.name)) return false
    const names = [owner.name, ...owner.bases.map((base) => tree.text(base))]
    if (!names.some((name) => TEST_CLASS.test(name))) return false
    if (!TEST_MODULE.test(checker.path) && isOfMain(checker, owner.node)) return false
  }
  return !isFixture(checker, definition)
}

/** In `if __name__ == '__main__':`: a demonstration of a module that is no test. */
function isOfMain({ tree }: Checker, node: Node): boolean {
  const statement = tree.ancestor(node, K_IF_STATEMENT)
  return statement !== NO_NODE && tree.text(conditionOf(tree, statement)).includes('__name__')
}

const TEST_TOOLS = /^(?:pytest|unittest|nose|hypothesis|doctest)(?:\.|$)/

/** A function that answers a question (`test_odd(value)`), in a file that tests nothing. */
function isPredicate({ tree, facts }: Checker, definition: FunctionFacts): boolean {
  for (const _ of facts.nodesOfKind(K_ASSERT_STATEMENT)) return false
  if (facts.imports.some(({ module, target }) => TEST_TOOLS.test(target ?? module))) return false
  for (const statement of facts.nodesOfKind(K_RETURN_STATEMENT)) {
    const value = tree.namedChildren(statement)[0]
    const isGiven = value !== undefined && tree.kind(value) !== K_NONE
    if (isGiven && facts.enclosingFunction(statement) === definition) return true
  }
  return false
}

/** A function that its own file gives arguments, or hands on: whatever its name, the file runs it. */
function isUsedByFile({ tree, facts }: Checker, { node, name }: FunctionFacts): boolean {
  for (const identifier of facts.identifiersNamed(name)) {
    if (tree.contains(node, identifier)) continue
    const parent = tree.parent(identifier)
    if (tree.kind(parent) === K_ARGUMENT_LIST) {
      return !/^(?:FunctionTestCase|addTest)$/.test(calleeName(tree, tree.parent(parent)))
    }
    if (tree.kind(parent) !== K_CALL || tree.child(parent, F_FUNCTION) !== identifier) continue
    if (tree.namedChildren(tree.child(parent, F_ARGUMENTS)).length > 0) return true
  }
  return false
}

/** True for `@pytest.fixture` and its kin. */
export function isFixture(checker: Checker, definition: FunctionFacts): boolean {
  return definition.decorators.some((decorator) =>
    /(?:^|\.)(?:\w*_)?fixture\b/.test(checker.tree.spelled(decorator)),
  )
}

/** The test in which a node stands, in a function inside of it too; undefined elsewhere. */
export function testAround(checker: Checker, node: Node): FunctionFacts | undefined {
  for (let one = checker.facts.enclosingFunction(node); one; one = one.enclosing) {
    if (isTest(checker, one)) return one
  }
  return undefined
}

/** The test to which a node belongs directly, not through a function inside of it. */
export function directTest(checker: Checker, node: Node): FunctionFacts | undefined {
  const one = checker.facts.enclosingFunction(node)
  return one !== undefined && isTest(checker, one) ? one : undefined
}
