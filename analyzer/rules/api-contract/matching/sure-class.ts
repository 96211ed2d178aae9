// The class of an expression where there is no doubt: by annotations, constructors and results that
// are declared. What merely is likely (`given or Default()`) is no ground for saying that something
// does not exist.

import { domainOf } from '../../../domain/domain-of.ts'
import type { Checker } from '../../../engine/checker.ts'
import { receiverOf } from '../../../facts/receivers.ts'
import type { Reference } from '../../../facts/reference.ts'
import { withoutBrackets } from '../../../facts/strings.ts'
import { type WrittenValue, writtenValue } from '../../../flow/written-value.ts'
import { outsideNames } from '../../../gather/tables.ts'
import { hasOwnMethod, knownClass } from '../../../matching/names/known-classes.ts'
import { standIns } from '../../../matching/names/stand-ins.ts'
import { callNature } from '../../../project/call-results.ts'
import type { ModuleEntry } from '../../../project/module-graph.ts'
import type { AttributeSummary } from '../../../project/summary.ts'
import type { ProjectClass, ProjectFunction, Value } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { containerBehind } from './declared-containers.ts'

const MAX_DEPTH = 12
const MAX_GUESSES = 6
const RECEIVER = /^_?(?:self|cls|klass|this)$/

export interface SureClass {
  readonly class: ProjectClass
  /** True for the class itself, false for an instance. */
  readonly isClass: boolean
  /** True for `self`, `cls` and what `cls()` makes, which classes below may be. */
  readonly isReceiver: boolean
}

/** The class that an expression seems to be of; members of enums are instances of the enum. */
export function likelyClassOf(
  checker: Checker,
  expression: Node,
): Extract<Value, { kind: 'class' | 'instance' }> | undefined {
  const { tree, facts } = checker
  const node = withoutBrackets(tree, expression)
  if (tree.kind(node) === k.K_ATTRIBUTE) {
    const owner = checker.analysis.types.valueOf(tree.child(node, k.F_OBJECT))
    const found =
      owner?.kind === 'class' ? domainOf(checker.project).enums.of(owner.class) : undefined
    if (found !== undefined) {
      const name = facts.name(tree.child(node, k.F_ATTRIBUTE))
      const isMember = found.members.some((member) => member.name === name)
      return isMember ? { kind: 'instance', class: found.class } : undefined
    }
  }
  const value = checker.analysis.types.valueOf(node)
  if (value?.kind !== 'instance' && value?.kind !== 'class') return undefined
  // A descriptor gives something else than itself.
  const isDescriptor =
    value.kind === 'instance' &&
    checker.project.index.hierarchy.findMethod(value.class, '__get__') !== undefined
  return isDescriptor ? undefined : value
}

/** Undefined where the class is not certain. */
export function sureClassOf(checker: Checker, expression: Node): SureClass | undefined {
  const value = likelyClassOf(checker, expression)
  if (value === undefined || !isSure(checker, expression, 0)) return undefined
  const { module, summary } = value.class
  if (checker.project.has(standIns, `${module.summary.path} ${summary.symbol}`)) return undefined
  const node = withoutBrackets(checker.tree, expression)
  const isReceiver = isReceiverLike(checker, node, 0)
  return { class: value.class, isClass: value.kind === 'class', isReceiver }
}

/** `self`, `cls`, and a new object of whatever class they are: `cls()`, `type(self)()`. */
function isReceiverLike(checker: Checker, node: Node, depth: number): boolean {
  const { tree, facts } = checker
  if (tree.kind(node) === k.K_CALL) {
    const callee = facts.callee(node)
    const isType = /^(?:type\((?:self|cls)\)|self\.__class__)$/.test(tree.text(callee))
    return isType || (tree.kind(callee) === k.K_IDENTIFIER && isReceiverLike(checker, callee, 2))
  }
  if (tree.kind(node) !== k.K_IDENTIFIER) return false
  if (receiverOf(facts, node) !== undefined) return true
  const definitions = depth > 0 ? [] : (facts.resolve(node)?.definitions ?? [])
  return definitions.some((one) => {
    const written = writtenValue(tree, one.node)
    return written?.kind === 'whole' && isReceiverLike(checker, written.node, depth + 1)
  })
}

/**
 * False only where `isSure` is false as well. Asks bindings alone, not the flow of the function, so
 * that the many expressions of which nothing is declared cost next to nothing.
 */
export function mayBeSure(checker: Checker, expression: Node): boolean {
  return maySo(checker, expression, 0)
}

function maySo(checker: Checker, expression: Node, depth: number): boolean {
  if (expression === NO_NODE) return false
  if (depth > MAX_GUESSES) return true
  const { facts, tree } = checker
  const node = withoutBrackets(tree, expression)
  switch (tree.kind(node)) {
    case k.K_IDENTIFIER:
      return mayBeSureName(checker, node, depth)
    case k.K_ATTRIBUTE:
      return maySo(checker, tree.child(node, k.F_OBJECT), depth + 1)
    case k.K_CALL: {
      const callee = facts.callee(node)
      if (!maySo(checker, callee, depth + 1)) return false
      const kind = tree.kind(callee) === k.K_IDENTIFIER ? facts.resolve(callee)?.kind : undefined
      const isDefinition = kind === 'function' || kind === 'class' || kind === 'import'
      return !isDefinition || isSureResult(checker, checker.analysis.types.valueOf(callee))
    }
    case k.K_AWAIT:
      return maySo(checker, tree.namedChildren(node)[0] ?? NO_NODE, depth + 1)
    case k.K_SUBSCRIPT:
      return maySo(checker, tree.child(node, k.F_VALUE), depth + 1)
    default:
      return false
  }
}

function mayBeSureName(checker: Checker, identifier: Node, depth: number): boolean {
  const { facts, tree } = checker
  const binding = facts.resolve(identifier)
  if (binding?.scope === undefined) return false
  if (receiverOf(facts, identifier) !== undefined) return RECEIVER.test(facts.name(identifier))
  if (binding.kind === 'import') {
    return (
      binding.definitionCount === 1 && mayBeSureOrigin(checker, facts.qualifiedName(identifier))
    )
  }
  if (binding.kind === 'function' || binding.kind === 'class') return binding.definitionCount === 1
  const names = checker.once(NAMES, () => new Map<typeof binding, boolean>())
  const known = names.get(binding)
  if (known !== undefined) return known
  // A name that depends on itself gets no surer by that.
  names.set(binding, false)
  const parameters = binding.scope.function?.parameters ?? []
  const may = binding.definitions.some(({ node }) => {
    const parameter = parameters.find((one) => one.nameNode === node)
    if (parameter !== undefined) return parameter.annotation !== NO_NODE
    const written = writtenValue(tree, node)
    if (written === undefined) return false
    return annotationOf(checker, node) !== NO_NODE || maySo(checker, written.node, depth + 1)
  })
  names.set(binding, may)
  return may
}

/** What is not of the project is never sure. */
function mayBeSureOrigin({ project, path }: Checker, origin: string | undefined): boolean {
  const from = project.index.module(path)
  const value = origin && from && project.index.resolveName(from, origin)
  return value !== undefined && value !== '' && value.kind !== 'external'
}

const ANSWERS = {}
const NAMES = {}

/** True if what an expression is does not depend on what cannot be seen. */
export function isSure(checker: Checker, expression: Node, depth: number): boolean {
  if (expression === NO_NODE || depth > MAX_DEPTH) return false
  const answers = checker.once(ANSWERS, () => new Map<Node, boolean>())
  const known = answers.get(expression)
  if (known !== undefined) return known
  // What is asked again while it is being answered depends on itself.
  answers.set(expression, false)
  const read = () => readSure(checker, expression, depth)
  // Every rule that needs to be certain asks for the same expressions.
  const answer = depth === 0 ? checker.project.makeShared(read) : read()
  answers.set(expression, answer)
  return answer
}

function readSure(checker: Checker, expression: Node, depth: number): boolean {
  const { tree } = checker
  const node = withoutBrackets(tree, expression)
  switch (tree.kind(node)) {
    case k.K_IDENTIFIER:
      return isSureName(checker, node, depth)
    case k.K_ATTRIBUTE:
      return isSureAttribute(checker, node, depth)
    case k.K_CALL: {
      const callee = checker.facts.callee(node)
      const held = containerBehind(checker, node)
      if (held !== NO_NODE) return isSure(checker, held, depth + 1)
      const value = checker.analysis.types.valueOf(callee)
      return isSureResult(checker, value) && isSure(checker, callee, depth + 1)
    }
    case k.K_AWAIT:
      return isSure(checker, tree.namedChildren(node)[0] ?? NO_NODE, depth + 1)
    case k.K_SUBSCRIPT: {
      const of = tree.child(node, k.F_VALUE)
      const isAlias = checker.analysis.types.valueOf(of)?.kind === 'class'
      return !isAlias && isSure(checker, of, depth + 1)
    }
    default:
      return false
  }
}

function isSureName(checker: Checker, identifier: Node, depth: number): boolean {
  const { facts } = checker
  const binding = facts.resolve(identifier)
  if (binding === undefined || binding.scope === undefined) return false
  // A decorator may call a method with something else, and then its parameter has another name.
  if (receiverOf(facts, identifier) !== undefined) return RECEIVER.test(facts.name(identifier))
  if (binding.kind === 'import' || binding.kind === 'function' || binding.kind === 'class') {
    if (binding.definitionCount !== 1) return false
    if (binding.kind !== 'import') return true
    return isSureOrigin(checker, facts.qualifiedName(identifier))
  }
  const [only] = binding.definitions
  if (only !== undefined && binding.definitionCount === 1 && binding.scope.kind === 'function') {
    return isSureDefinition(checker, only.node, depth + 1)
  }
  const defUse = checker.flow.defUse(checker.flow.around(identifier))
  const value = defUse.valueOf(identifier)
  const writes = value === undefined ? [] : defUse.writesOf(value)
  const targets = writes.flatMap((one) => (one >= 0 ? [defUse.graph.eventNode(one)] : []))
  const isComplete = writes.length > 0 && targets.length === writes.length
  const nodes = isComplete ? targets : binding.definitions.map(({ node }) => node)
  if (binding.scope.kind === 'module' && binding.scope !== facts.scopeOf(identifier)) {
    if (binding.definitionCount !== 1) return false
  }
  return nodes.length > 0 && nodes.every((node) => isSureDefinition(checker, node, depth + 1))
}

function isSureDefinition(checker: Checker, target: Node, depth: number): boolean {
  const { facts, tree } = checker
  const owner = facts.resolve(target)?.scope?.function
  const parameter = owner?.parameters.find((one) => one.nameNode === target)
  if (parameter !== undefined) return parameter.annotation !== NO_NODE
  const written = writtenValue(tree, target)
  if (written === undefined) return false
  if (annotationOf(checker, target) !== NO_NODE) return true
  if (written.kind === 'whole') {
    return tree.kind(written.node) === k.K_NONE || isSure(checker, written.node, depth)
  }
  if (written.kind === 'element-part') {
    // `for key, row in table.items()`
    const held = containerBehind(checker, written.node)
    return held !== NO_NODE && isSure(checker, held, depth)
  }
  return isSureKind(written) && isSure(checker, written.node, depth)
}

function isSureKind({ kind }: WrittenValue): boolean {
  return kind === 'element' || kind === 'entered'
}

function annotationOf({ tree }: Checker, target: Node): Node {
  const parent = tree.parent(target)
  return tree.kind(parent) === k.K_ASSIGNMENT ? tree.child(parent, k.F_TYPE) : NO_NODE
}

/** A name of another module: a definition, or a variable that has one value. */
function isSureOrigin(checker: Checker, origin: string | undefined): boolean {
  const { index } = checker.project
  const from = index.module(checker.path)
  if (origin === undefined || from === undefined) return false
  const dot = origin.lastIndexOf('.')
  const home = dot <= 0 ? undefined : index.resolveName(from, origin.slice(0, dot))
  if (home?.kind !== 'module' || home.entry.kind !== 'module') {
    const value = index.resolveName(from, origin)
    return value?.kind === 'class' || value?.kind === 'function' || value?.kind === 'module'
  }
  const name = origin.slice(dot + 1)
  const symbols = index.symbols(home.entry)
  // What the package calls so and its part of that name: which one is met is a matter of time.
  if (symbols.names.get(name) !== undefined && index.graph.child(home.entry, name) !== undefined)
    return false
  const variable = symbols.variables.get(name)
  if (variable !== undefined) {
    if (variable.annotation !== undefined) return true
    return variable.writes === 1 && isSureValue(checker, home.entry, variable)
  }
  const value = index.member(home.entry, name)
  return value?.kind === 'class' || value?.kind === 'function' || value?.kind === 'module'
}

function isSureAttribute(checker: Checker, node: Node, depth: number): boolean {
  const { facts, tree } = checker
  const object = tree.child(node, k.F_OBJECT)
  const name = tree.child(node, k.F_ATTRIBUTE)
  if (object === NO_NODE || name === NO_NODE) return false
  const owner = checker.analysis.types.valueOf(object)
  if (owner?.kind === 'module') return isSureOrigin(checker, facts.qualifiedName(node))
  if (owner?.kind !== 'instance' && owner?.kind !== 'class') return false
  const member = facts.name(name)
  const { project } = checker
  if (knownClass(project, owner.class) === undefined) {
    return hasOwnMethod(project, owner.class, member) && isSure(checker, object, depth + 1)
  }
  if (!isSure(checker, object, depth + 1)) return false
  return isSureMember(checker, owner.class, member)
}

/** What an attribute of a class holds, by its declaration or by all assignments to it. */
function isSureMember(checker: Checker, owner: ProjectClass, name: string): boolean {
  const { index } = checker.project
  const assigned: { readonly of: ProjectClass; readonly one: AttributeSummary }[] = []
  for (const ancestor of index.hierarchy.order(owner)) {
    if (typeof ancestor === 'string') continue
    const method = ancestor.methods.get(name)
    if (method !== undefined) {
      return callNature(method) !== 'property' || method.summary.returns !== undefined
    }
    if (ancestor.nested.has(name)) return true
    for (const one of ancestor.attributes.get(name) ?? []) assigned.push({ of: ancestor, one })
  }
  const declared = assigned.find(({ one }) => one.annotation !== undefined)
  if (declared !== undefined) {
    // What a class below assigns is nearer, and only one of the things that the declaration allows.
    if (assigned[0]?.of !== declared.of) return false
    return index.typeValue(declared.of.module, declared.one.annotation) !== undefined
  }
  if (domainOf(checker.project).enums.of(owner) !== undefined) return true
  if (checker.project.has(outsideNames, name)) return false
  for (const below of index.hierarchy.subclasses(owner)) {
    if (below.attributes.has(name) || below.methods.has(name)) return false
  }
  let found: ProjectClass | undefined
  for (const { of, one } of assigned) {
    if (one.value?.kind === 'constant' && one.value.value === null) continue
    if (!isSureValue(checker, of.module, one)) return false
    const value = index.resolve(of.module, one.reference)
    if (value?.kind !== 'instance' && value?.kind !== 'class') return false
    if (found !== undefined && found !== value.class) return false
    found = value.class
  }
  return found !== undefined
}

/** Of `given or Default()` the reference names the class, but the value is no plain call. */
function isSureValue(
  checker: Checker,
  from: ModuleEntry,
  { reference, value }: Pick<AttributeSummary, 'reference' | 'value'>,
): boolean {
  if (reference?.kind === 'call' && value?.kind !== 'call') return false
  return isSureReference(checker, from, reference)
}

function isSureReference(
  checker: Checker,
  from: ModuleEntry,
  reference: Reference | undefined,
  depth = 0,
): boolean {
  const { index } = checker.project
  switch (reference?.kind) {
    case 'origin': {
      const value = index.resolveName(from, reference.name)
      return value?.kind === 'class' || value?.kind === 'function'
    }
    case 'receiver':
    case 'instance':
      return true
    case 'call':
      return (
        isSureReference(checker, from, reference.of, depth) &&
        isSureResult(checker, index.resolve(from, reference.of), depth)
      )
    case 'await':
      return isSureReference(checker, from, reference.of, depth)
    default:
      return false
  }
}

/** True if what a call gives is declared: the constructor of a class, an annotated result; or plain to see. */
function isSureResult(checker: Checker, callee: Value | undefined, depth = 0): boolean {
  switch (callee?.kind) {
    case 'class':
      return !hasOwnMaking(checker, callee.class)
    case 'function':
    case 'method':
      return isDeclared(callee.function) || givesOwn(checker, callee.function, depth + 1)
    default:
      return false
  }
}

function isDeclared(of: ProjectFunction): boolean {
  if (of.summary.returns === undefined) return false
  const nature = callNature(of)
  return nature !== 'unknown' && nature !== 'property'
}

/** `return self`, `return cls(...)` and `return Store(...)`, where nothing overrides it. */
function givesOwn(checker: Checker, of: ProjectFunction, depth: number): boolean {
  // A function may give what a call of itself gives.
  if (depth > MAX_DEPTH) return false
  const { returned, returns, name } = of.summary
  if (returned === undefined || returns !== undefined || callNature(of) !== 'plain') return false
  const { hierarchy } = checker.project.index
  if (of.class !== undefined && hierarchy.overrides(of.class, name).length > 0) return false
  if (returned.kind === 'receiver') return true
  if (returned.kind !== 'call') return false
  if (returned.of.kind === 'receiver') {
    return returned.of.isClass && of.class !== undefined && !hasOwnMaking(checker, of.class)
  }
  return returned.of.kind === 'origin' && isSureReference(checker, of.module, returned, depth)
}

/** `__new__` or a metaclass may make something else. */
function hasOwnMaking({ project }: Checker, of: ProjectClass): boolean {
  return project.index.hierarchy
    .order(of)
    .some(
      (one) =>
        typeof one !== 'string' &&
        (one.methods.has('__new__') ||
          one.summary.keywords.some(({ name }) => name === 'metaclass')),
    )
}
