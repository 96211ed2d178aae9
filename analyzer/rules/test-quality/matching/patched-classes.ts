// Classes of the project that a test replaces by a mock without a specification: `patch('app.Store')`.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { stringValue } from '../../../facts/strings.ts'
import { argumentsOf, hasUnpacking } from '../../../matching/calls/calls.ts'
import { parentOf } from '../../../matching/statements/statements.ts'
import type { ProjectClass } from '../../../project/values.ts'
import {
  F_LEFT,
  K_AS_PATTERN,
  K_AS_PATTERN_TARGET,
  K_ASSIGNMENT,
  K_CALL,
  K_IDENTIFIER,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface PatchedClass {
  /** The identifier that holds the mock: a variable, or a parameter of the test. */
  readonly holder: Node
  /** The call of `patch`. */
  readonly made: Node
  readonly class: ProjectClass
}

const PATCH = /^(?:(?:unittest\.)?mock\.patch|mocker\.patch)(\.object)?$/

/** All of a file, in the order in which they are made. */
export function patchedClasses(checker: Checker): readonly PatchedClass[] {
  const { tree, facts } = checker
  const found: PatchedClass[] = []
  for (const call of facts.calls) {
    const replaced = replacedBy(checker, call)
    const holder = replaced === undefined ? NO_NODE : holderOf(checker, call)
    if (replaced === undefined || holder === NO_NODE) continue
    found.push({ holder, made: call, class: replaced })
  }
  for (const test of facts.functions) {
    // The decorator next to the function gives the first parameter.
    let position = test.class === undefined ? 0 : 1
    for (const decorator of test.decorators.toReversed()) {
      if (tree.kind(decorator) !== K_CALL || !isPatch(checker, decorator)) continue
      if (isGiven(checker, decorator)) continue
      const replaced = replacedBy(checker, decorator)
      const holder = parameterAt(test, position)
      position += 1
      if (replaced === undefined || holder === undefined) continue
      found.push({ holder, made: decorator, class: replaced })
    }
  }
  return found
}

function parameterAt({ parameters }: FunctionFacts, position: number): Node | undefined {
  const parameter = parameters[position]
  return parameter?.kind === 'positional' ? parameter.nameNode : undefined
}

function isPatch({ tree, facts }: Checker, call: Node): boolean {
  return PATCH.test(facts.calleeName(call) ?? tree.text(facts.callee(call)))
}

/** True where the test says itself what stands in: no mock is handed out, or one with a plan. */
function isGiven({ tree, facts }: Checker, call: Node): boolean {
  const name = facts.calleeName(call) ?? tree.text(facts.callee(call))
  const places = name.endsWith('.object') ? 2 : 1
  const given = argumentsOf(tree, call)
  const positional = given.filter((one) => one.name === undefined)
  return positional.length > places || given.some((one) => one.name === 'new')
}

const PLANNED = /^(?:autospec|spec|spec_set|new|new_callable|wraps|return_value|side_effect)$/

/** The class that a call of `patch` or `patch.object` replaces by a mock that answers for all. */
function replacedBy(checker: Checker, call: Node): ProjectClass | undefined {
  const { tree, facts, project } = checker
  if (!isPatch(checker, call) || hasUnpacking(tree, call) || isGiven(checker, call))
    return undefined
  const given = argumentsOf(tree, call)
  if (given.some(({ name }) => PLANNED.test(name ?? ''))) return undefined
  const [first, second] = given
  const from = project.index.module(checker.path)
  if (first === undefined || from === undefined) return undefined
  const path = stringValue(tree, first.value)
  if (path !== undefined) {
    const value = project.index.resolveName(from, path)
    return value?.kind === 'class' ? value.class : undefined
  }
  const name = second === undefined ? undefined : stringValue(tree, second.value)
  const owner = checker.valueOf(first.value)
  if (name === undefined || owner?.kind !== 'module' || facts.callee(call) === NO_NODE) {
    return undefined
  }
  const value = project.index.attribute(owner, name)
  return value?.kind === 'class' ? value.class : undefined
}

/** `with patch(...) as Store:` and `Store = mocker.patch(...)`. */
function holderOf({ tree }: Checker, call: Node): Node {
  const parent = parentOf(tree, call)
  let target = NO_NODE
  if (tree.kind(parent) === K_ASSIGNMENT) target = tree.child(parent, F_LEFT)
  else if (tree.kind(parent) === K_AS_PATTERN) {
    target = tree.firstChild(tree.childOfKind(parent, K_AS_PATTERN_TARGET))
  }
  return target !== NO_NODE && tree.kind(target) === K_IDENTIFIER ? target : NO_NODE
}
