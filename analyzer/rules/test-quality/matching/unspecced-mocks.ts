// Mocks without a specification in a test file: which class each stands in for, and what it is given.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import type { Binding } from '../../../facts/scopes.ts'
import { argumentsOf, hasUnpacking, positionalArgument } from '../../../matching/calls/calls.ts'
import { parentOf, statementsOf } from '../../../matching/statements/statements.ts'
import { isFixture } from '../../../matching/tests/collected-tests.ts'
import type { ProjectClass, Value } from '../../../project/values.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  F_TYPE,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_IDENTIFIER,
  K_RETURN_STATEMENT,
  K_YIELD,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { type PatchedClass, patchedClasses } from './patched-classes.ts'

/** A mock, by the place that holds it: a variable, an attribute of the test case, a fixture. */
export interface UnspeccedMock {
  readonly name: string
  /** The call that makes it. */
  readonly made: Node
  /** The class of the project for which it is used. */
  readonly class: ProjectClass | undefined
  /** Where that is said. */
  readonly use: Node
  /** Attributes that the test sets on it or asserts on, the first place of each. */
  readonly supplied: ReadonlyMap<string, Node>
}

interface Draft {
  readonly name: string
  readonly made: Node
  class: ProjectClass | undefined
  use: Node
  readonly supplied: Map<string, Node>
}

const MOCK =
  /^(?:(?:unittest\.)?mock\.(?:mock\.)?(?:Mock|MagicMock|AsyncMock|NonCallableMock|NonCallableMagicMock)|asynctest\.(?:Mock|MagicMock|CoroutineMock))$/
const NAMESPACE = /^types\.SimpleNamespace$/
const MOCKER = /(?:^|\.)(?:Mock|MagicMock|AsyncMock)$/
/** In every file that has one of them, whatever it is called there. */
const MAKES = /Mock|SimpleNamespace|patch/
/** What every mock has. */
const OWN =
  /^(?:return_value|side_effect|assert_\w+|called|call_\w+|await_\w+|awaited|method_calls|mock_\w+|configure_mock|reset_mock|attach_mock|_\w+|name)$/

/** All of a file, in the order in which they are made. */
export function unspeccedMocks(checker: Checker): readonly UnspeccedMock[] {
  return new Reader(checker).read()
}

class Reader {
  readonly #checker: Checker
  readonly #drafts = new Map<string, Draft>()
  /** Variables that hold the mock of a class or what it gives, with the key of its draft. */
  readonly #patched = new Map<Binding, string>()
  /** Fixtures of the file by name. */
  readonly #fixtures: ReadonlyMap<string, FunctionFacts>

  constructor(checker: Checker) {
    this.#checker = checker
    const fixtures = checker.facts.functions.filter((one) => isFixture(checker, one))
    this.#fixtures = new Map(fixtures.map((one) => [one.name, one]))
  }

  read(): readonly UnspeccedMock[] {
    const { facts, tree } = this.#checker
    if (!MAKES.test(tree.source)) return []
    for (const call of facts.calls) if (isUnspecced(this.#checker, call)) this.#add(call)
    for (const patched of patchedClasses(this.#checker)) this.#addPatched(patched)
    if (this.#drafts.size === 0) return []
    for (const node of facts.nodesOfKind(K_ATTRIBUTE)) this.#readSupply(node)
    for (const call of facts.calls) this.#readArguments(call)
    return [...this.#drafts.values()].toSorted((a, b) => a.made - b.made)
  }

  #add(call: Node): void {
    const { tree } = this.#checker
    const holder = this.#holderOf(call)
    if (holder === undefined || this.#drafts.has(holder.key)) return
    const supplied = new Map<string, Node>()
    for (const { name, node } of argumentsOf(tree, call)) {
      if (
        name !== undefined &&
        name !== '**' &&
        !OWN.test(name) &&
        !/^(?:wraps|unsafe|parent)$/.test(name)
      ) {
        supplied.set(name, node)
      }
    }
    const replaced = this.#replacedClass(call)
    const type =
      replaced ??
      (holder.annotation === NO_NODE ? undefined : this.#classOfAnnotation(holder.annotation))
    const use = type === undefined ? NO_NODE : replaced === undefined ? holder.annotation : call
    this.#drafts.set(holder.key, { name: holder.name, made: call, class: type, use, supplied })
  }

  /** The mock of a class; what it gives when it is called stands in for an instance. */
  #addPatched({ holder, made, class: replaced }: PatchedClass): void {
    const { tree, facts } = this.#checker
    const binding = facts.resolve(holder)
    if (binding === undefined || binding.definitionCount !== 1) return
    const key = `b:${binding.id}`
    if (this.#drafts.has(key)) return
    const name = facts.name(holder)
    this.#drafts.set(key, { name, made, class: replaced, use: made, supplied: new Map() })
    this.#patched.set(binding, key)
    // `store = Store.return_value`
    for (const reference of binding.references) {
      const instance = this.#instanceAt(reference)
      const assignment = parentOf(tree, instance)
      if (tree.kind(assignment) !== K_ASSIGNMENT || tree.fieldOf(instance) !== F_RIGHT) continue
      const target = tree.child(assignment, F_LEFT)
      const alias = tree.kind(target) === K_IDENTIFIER ? facts.resolve(target) : undefined
      if (alias?.definitionCount === 1) this.#patched.set(alias, key)
    }
  }

  /** `Store.return_value` or `Store()` around a reference to the mock of a class, else the reference. */
  #instanceAt(reference: Node): Node {
    const { tree, facts } = this.#checker
    const parent = tree.parent(reference)
    const isCalled = tree.kind(parent) === K_CALL && facts.callee(parent) === reference
    const isResult =
      tree.kind(parent) === K_ATTRIBUTE &&
      tree.child(parent, F_OBJECT) === reference &&
      tree.text(tree.child(parent, F_ATTRIBUTE)) === 'return_value'
    return isCalled || isResult ? parent : reference
  }

  /** What the call is bound to. */
  #holderOf(call: Node): { key: string; name: string; annotation: Node } | undefined {
    const { tree, facts } = this.#checker
    const parent = parentOf(tree, call)
    const kind = tree.kind(parent)
    const owner = facts.enclosingFunction(call)
    if (kind === K_RETURN_STATEMENT || kind === K_YIELD) {
      if (owner === undefined || this.#fixtures.get(owner.name) !== owner) return undefined
      return { key: `f:${owner.name}`, name: owner.name, annotation: owner.returns }
    }
    if (kind !== K_ASSIGNMENT || tree.child(parent, F_RIGHT) !== call) return undefined
    const target = tree.child(parent, F_LEFT)
    const key = this.#keyOf(target)
    if (key === undefined) return undefined
    const own = tree.child(parent, F_TYPE)
    const annotation = own === NO_NODE && key.startsWith('f:') ? (owner?.returns ?? NO_NODE) : own
    return { key, name: tree.text(target), annotation }
  }

  /** `service.orders = Mock()`: the class of what the service has there by itself. */
  #replacedClass(call: Node): ProjectClass | undefined {
    const { tree, facts, project } = this.#checker
    const target = tree.child(parentOf(tree, call), F_LEFT)
    if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) return undefined
    if (receiverAttribute(facts, target) !== undefined) return undefined
    const owner = this.#checker.valueOf(tree.child(target, F_OBJECT))
    if (owner?.kind !== 'instance') return undefined
    const name = tree.text(tree.child(target, F_ATTRIBUTE))
    return this.#classOf(project.index.attribute(owner, name))
  }

  /** The key of what an expression names; undefined for what holds no mock. */
  #keyOf(expression: Node): string | undefined {
    const { tree, facts } = this.#checker
    const root = this.#rootOf(expression)
    const patched = root === NO_NODE ? undefined : facts.resolve(root)
    const known = patched && this.#patched.get(patched)
    if (known !== undefined) return known
    if (tree.kind(expression) === K_ATTRIBUTE) {
      const attribute = receiverAttribute(facts, expression)
      if (attribute !== undefined) return `s:${attribute.class.symbol}.${attribute.name}`
      // `service.orders` of a local `service`.
      const object = tree.child(expression, F_OBJECT)
      const holder = tree.kind(object) === K_IDENTIFIER ? facts.resolve(object) : undefined
      if (holder?.definitionCount !== 1) return undefined
      return `a:${holder.id}.${tree.text(tree.child(expression, F_ATTRIBUTE))}`
    }
    if (tree.kind(expression) !== K_IDENTIFIER) return undefined
    const binding = facts.resolve(expression)
    if (binding === undefined) return undefined
    if (binding.kind === 'parameter') {
      return this.#fixtures.has(binding.name) ? `f:${binding.name}` : undefined
    }
    if (binding.definitionCount !== 1) return undefined
    // The variable that a fixture returns is the fixture's value.
    const owner = facts.enclosingFunction(expression)
    if (owner !== undefined && this.#fixtures.get(owner.name) === owner) {
      const isReturned = binding.references.some((node) => {
        const kind = tree.kind(parentOf(tree, node))
        return kind === K_RETURN_STATEMENT || kind === K_YIELD
      })
      if (isReturned) return `f:${owner.name}`
    }
    return `b:${binding.id}`
  }

  /** The name in `Store`, `Store.return_value` and `Store()`. */
  #rootOf(expression: Node): Node {
    const { tree, facts } = this.#checker
    if (tree.kind(expression) === K_IDENTIFIER) return expression
    const inner =
      tree.kind(expression) === K_CALL
        ? facts.callee(expression)
        : tree.kind(expression) === K_ATTRIBUTE
          ? tree.child(expression, F_OBJECT)
          : NO_NODE
    const isName = inner !== NO_NODE && tree.kind(inner) === K_IDENTIFIER
    return isName && this.#instanceAt(inner) === expression ? inner : NO_NODE
  }

  /** `mock.name = ...`, `mock.name.return_value = ...`, `mock.name.assert_called_once()`. */
  #readSupply(node: Node): void {
    const { tree, facts } = this.#checker
    const key = this.#keyOf(tree.child(node, F_OBJECT))
    const draft = key === undefined ? undefined : this.#drafts.get(key)
    if (draft === undefined) return
    const name = tree.text(tree.child(node, F_ATTRIBUTE))
    if (OWN.test(name) || draft.supplied.has(name)) return
    let at = node
    for (;;) {
      if (facts.isWrite(at) && tree.kind(at) === K_ATTRIBUTE) {
        draft.supplied.set(name, node)
        return
      }
      const parent = tree.parent(at)
      if (tree.kind(parent) !== K_ATTRIBUTE || tree.child(parent, F_OBJECT) !== at) return
      const next = tree.text(tree.child(parent, F_ATTRIBUTE))
      if (/^assert_/.test(next)) {
        draft.supplied.set(name, node)
        return
      }
      if (!OWN.test(next)) return
      at = parent
    }
  }

  /** Learns from the parameter that a mock is passed for which class it stands in for. */
  #readArguments(call: Node): void {
    const { tree, facts } = this.#checker
    for (const [position, argument] of argumentsOf(tree, call).entries()) {
      if (argument.isUnpacked) return
      const key = this.#keyOf(argument.value)
      const draft = key === undefined ? undefined : this.#drafts.get(key)
      if (draft === undefined || draft.class !== undefined) continue
      const callee = this.#checker.valueOf(facts.callee(call))
      const type = this.#parameterClass(callee, argument.name ?? position)
      if (type === undefined) continue
      draft.class = type
      draft.use = argument.node
    }
  }

  #parameterClass(callee: Value | undefined, which: string | number): ProjectClass | undefined {
    const { index } = this.#checker.project
    const [target] = index.callTargets(callee)
    if (target === undefined) {
      if (callee?.kind !== 'class' || typeof which !== 'string') return undefined
      const [field] = callee.class.attributes.get(which) ?? []
      return this.#classOf(index.typeValue(callee.class.module, field?.annotation))
    }
    const skipped =
      callee?.kind === 'class' || callee?.kind === 'instance' || callee?.kind === 'method' ? 1 : 0
    const { parameters } = target.summary
    const parameter =
      typeof which === 'string'
        ? parameters.find(({ name }) => name === which)
        : parameters[which + skipped]
    if (parameter === undefined || parameter.kind === 'rest' || parameter.kind === 'keywords') {
      return undefined
    }
    return this.#classOf(index.typeValue(target.module, parameter.annotation))
  }

  #classOfAnnotation(annotation: Node): ProjectClass | undefined {
    const { tree } = this.#checker
    const inner = statementsOf(tree, annotation)[0]
    const value = inner === undefined ? undefined : this.#checker.valueOf(inner)
    return value?.kind === 'class' ? value.class : undefined
  }

  #classOf(value: Value | undefined): ProjectClass | undefined {
    return value?.kind === 'instance' ? value.class : undefined
  }
}

/** True for the making of a mock that answers for every name. */
function isUnspecced(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const name = facts.calleeName(call) ?? ''
  if (NAMESPACE.test(name)) return !hasUnpacking(tree, call)
  if (!MOCK.test(name.replace(/^unittest\.mock/, 'mock'))) {
    const callee = facts.callee(call)
    if (!/^mocker\./.test(tree.spelled(callee)) || !MOCKER.test(tree.spelled(callee))) return false
  }
  if (positionalArgument(tree, call, 0) !== NO_NODE || hasUnpacking(tree, call)) return false
  return !argumentsOf(tree, call).some(({ name: key }) =>
    /^(?:spec|spec_set|wraps)$/.test(key ?? ''),
  )
}
