// Whether a test may assert in code that its file does not show: in helpers, base classes, decorators, code
// that is run as text, or in what it returns to the runner.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { receiverAttribute, receiverOf } from '../../../facts/receivers.ts'
import { assertingMethods, assertingNames } from '../../../gather/tables.ts'
import { argumentsOf } from '../../../matching/calls/calls.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ATTRIBUTE,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_IDENTIFIER,
  K_NONE,
  K_RETURN_STATEMENT,
  K_STRING,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** True for a decorator of the same file or another that asserts around the test. */
export function assertsAround(
  checker: Checker,
  decorator: Node,
  asserting: ReadonlySet<FunctionFacts>,
): boolean {
  const { tree, facts } = checker
  const callee = tree.kind(decorator) === K_CALL ? tree.callee(decorator) : decorator
  const name = facts.qualifiedName(callee)
  if (name === undefined) return false
  if (checker.project.has(assertingNames, name)) return true
  return facts.functions.some((one) => `.${one.symbol}` === name && asserting.has(one))
}

/** True for a test whose assertions stand in code that this file does not show, or run elsewhere. */
export function mayAssertElsewhere(checker: Checker, test: FunctionFacts): boolean {
  const { tree, facts, project } = checker
  const returns = facts.nodesIn(test.node, K_RETURN_STATEMENT)
  const own = returns.filter((one) => facts.enclosingFunction(one) === test)
  if (own.some((statement) => returnsValue(checker, statement))) return true
  const strings = facts.nodesIn(test.node, K_STRING)
  if (strings.some((text) => ASSERTING_CODE.test(tree.spelled(text)))) return true
  return facts.callsIn(test.node).some((call) => {
    const callee = tree.callee(call)
    if (tree.kind(callee) === K_IDENTIFIER && facts.resolve(callee)?.kind === 'parameter')
      return true
    const given = argumentsOf(tree, call)
    if (given.some(({ value }) => isTestCase(checker, value))) return true
    // `self.post(url, expected_status=404)`: the helper compares.
    if (given.some(({ name }) => name !== undefined && EXPECTATION.test(name))) return true
    const name = facts.qualifiedName(callee)
    if (name !== undefined && project.has(assertingNames, name)) return true
    const target = checker.valueOf(callee)
    if (target?.kind === 'function' || target?.kind === 'method') {
      const { module, summary } = target.function
      if (project.has(assertingNames, `${module.summary.moduleName}.${summary.symbol}`)) return true
    }
    if (target === undefined && isTestElsewhere(checker, callee)) return true
    const attribute = receiverAttribute(facts, callee)
    if (attribute === undefined || attribute.class.method(attribute.name) !== undefined)
      return false
    return (
      project.has(assertingMethods, attribute.name) ||
      // A function that the class was given under this name.
      /^_?(?:test|check|verify|assert|compare|expect)/.test(attribute.name) ||
      hasForeignBase(checker, attribute.class.bases)
    )
  })
}

/** `self.runner.run_test_restart()`: the test itself is a method of another object, which is not known. */
function isTestElsewhere({ tree }: Checker, callee: Node): boolean {
  if (callee === NO_NODE || tree.kind(callee) !== K_ATTRIBUTE) return false
  if (/^(?:self|cls)$/.test(tree.spelled(tree.child(callee, F_OBJECT)))) return false
  return /^_*(?:run_)?tests?_[a-z]/.test(tree.spelled(tree.child(callee, F_ATTRIBUTE)))
}

/** Code that is run elsewhere and asserts there. */
const ASSERTING_CODE = /\n\s*(?:assert\s|self\.assert\w+\()/

const EXPECTATION = /^(?:expect\w*|check_\w+|assert\w*|should_\w+|status|status_codes?)$/

/** True for `self`: what gets hold of the test case may call its assertions. */
function isTestCase(checker: Checker, value: Node): boolean {
  return checker.tree.kind(value) === K_IDENTIFIER && receiverOf(checker.facts, value) !== undefined
}

/** Test runners that take a returned promise or deferred wait for what it says. */
function returnsValue(checker: Checker, statement: Node): boolean {
  const value = checker.tree.namedChildren(statement)[0]
  if (value === undefined || checker.tree.kind(value) === K_NONE) return false
  // `return total == 3`: the comparison was meant to be asserted, and nobody looks at it.
  return checker.tree.kind(value) !== K_COMPARISON_OPERATOR
}

const PLAIN_BASE =
  /^(?:unittest\.(?:TestCase|IsolatedAsyncioTestCase|case\.TestCase)|builtins\.object)$/

/** True for a base class that is neither of this file nor a plain test case. */
function hasForeignBase(checker: Checker, bases: readonly Node[]): boolean {
  return bases.some((base) => {
    const name = checker.facts.qualifiedName(base)
    return name === undefined || !(name.startsWith('.') || PLAIN_BASE.test(name))
  })
}
