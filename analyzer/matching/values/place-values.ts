// What lies in an item of a container or in a field of an object, as far as the function shows it.

import type { Checker } from '../../engine/checker.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { type ReceiverAttribute, receiverAttribute } from '../../facts/receivers.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import { functionKey } from '../../gather/define.ts'
import type { ProjectClass } from '../../project/values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { isEnumMember, isHarmlessField, isHarmlessFieldData } from '../inputs/harmless-values.ts'
import { type InputFlow, inputFields, inputReturns, inputSessions } from '../inputs/input-flows.ts'
import { isRequest } from '../inputs/input-sources.ts'
import { sessionItem } from '../inputs/session-items.ts'
import { ALL_SINKS } from '../inputs/sinks.ts'
import {
  FIXED,
  inputAt,
  joined,
  type Trace,
  type Tracer,
  UNKNOWN,
  without,
} from '../inputs/trace.ts'
import { statementsOf } from '../statements/statements.ts'
import { addedFields, addedValues } from './added-values.ts'
import { classConstant, heldByClass } from './class-constants.ts'
import { constructedField } from './constructed-fields.ts'
import { itemRead } from './held-items.ts'
import { valueBehind } from './named-values.ts'
import { isSharedTable, sharedConstant } from './shared-constants.ts'

/** What `values[key]` gives. */
export function itemTrace(checker: Checker, node: Node, trace: Tracer): Trace {
  const { tree, facts } = checker
  const kept = keptTrace(checker, node)
  if (kept !== undefined) return kept
  const item = itemRead(checker, node)
  if (item !== undefined) return trace(item)
  const base = withoutBrackets(tree, tree.child(node, k.F_VALUE))
  const key = namedConstant(facts, tree.child(node, k.F_SUBSCRIPT))
  if (key !== undefined && tree.kind(base) === k.K_IDENTIFIER) {
    const literal = valueBehind(checker, base)
    const binding = facts.resolve(base)
    if (binding !== undefined && tree.kind(literal) === k.K_DICTIONARY) {
      const pairs = statementsOf(checker.tree, literal).filter(
        (pair) =>
          tree.kind(pair) !== k.K_PAIR ||
          (namedConstant(facts, tree.child(pair, k.F_KEY)) ?? key) === key,
      )
      const values = pairs.map((pair) =>
        trace(tree.kind(pair) === k.K_PAIR ? tree.child(pair, k.F_VALUE) : pair),
      )
      const added = addedValues(checker, binding, node, key).map(trace)
      return joined([...values, ...added])
    }
  }
  const isImported = tree.kind(base) === k.K_IDENTIFIER && facts.resolve(base)?.kind === 'import'
  if (isImported && isSharedTable(checker, base)) return FIXED
  return trace(base)
}

/** What was put into the session of the visitor by an earlier request. */
export function keptTrace(checker: Checker, read: Node): Trace | undefined {
  const key = sessionItem(checker, read)
  const flow = key === undefined ? undefined : checker.project.at(inputSessions, key)
  return flow && { ...inputAt(read), input: flow.bits }
}

/** What `object.field` gives. */
export function attributeTrace(checker: Checker, node: Node, trace: Tracer): Trace {
  const { tree, facts } = checker
  const kept = keptTrace(checker, node)
  if (kept !== undefined) return kept
  const base = tree.child(node, k.F_OBJECT)
  // The server alone decides on these.
  const isKnown = /\.(?:method|scheme|remote_addr|content_length)$/.test(tree.spelled(node))
  if (isRequest(checker, base)) return isKnown ? FIXED : UNKNOWN
  const origin = facts.qualifiedName(node)
  if (origin?.startsWith('.') === true) {
    const binding = classConstant(checker, origin.slice(1))
    if (binding !== NO_NODE) return trace(binding)
  }
  const own = receiverAttribute(facts, node)
  const flow = own === undefined ? providedField(checker, node, base) : inheritedField(checker, own)
  if (flow !== undefined) return { ...inputAt(node), input: flow.bits }
  const held = own === undefined ? NO_NODE : heldByClass(checker, own)
  if (held !== NO_NODE) return trace(held)
  const field = localField(checker, node, base, trace)
  if (field !== undefined) return field
  const name = facts.name(tree.child(node, k.F_ATTRIBUTE))
  const computed = propertyTrace(checker, base, name, trace)
  if (computed !== undefined) return computed
  if (isTemporaryName(checker, node) || isHarmlessFieldData(checker, node)) return FIXED
  const object = trace(base)
  if (object.input === 0 && isEnumMember(checker, base)) return FIXED
  // The names that a model has for its tables and columns.
  if (object.input === 0 && /\._meta\.|\.__table(?:name)?__/.test(tree.spelled(node))) return FIXED
  if (object.input !== 0) return isHarmlessField(checker, node) ? FIXED : object
  if (isNumber(checker, node)) return FIXED
  return sharedConstant(checker, node) === undefined ? UNKNOWN : FIXED
}

/** `pager.page` of a class whose constructor takes it as a number. */
function isNumber(checker: Checker, attribute: Node): boolean {
  const type = checker.analysis.types.typeOf(attribute)
  return (
    type !== undefined &&
    /^(?:builtins\.(?:int|float|bool)|uuid\.UUID|decimal\.Decimal)$/.test(type.name)
  )
}

/** What the field of an own class holds that this class, or one that it derives from, is given. */
function inheritedField(checker: Checker, own: ReceiverAttribute): InputFlow | undefined {
  const { project, path } = checker
  const here = project.at(inputFields, `${path} ${own.class.symbol} ${own.name}`)
  if (here !== undefined || own.class.bases.length === 0) return here
  return fieldOf(checker, project.index.class(path, own.class.symbol), own.name)
}

/** `options.name` of `options: Options = Depends()`: the framework makes the object for each request. */
function providedField(checker: Checker, node: Node, base: Node): InputFlow | undefined {
  const { tree, facts } = checker
  if (tree.kind(base) !== k.K_IDENTIFIER) return undefined
  const binding = facts.resolve(base)
  if (binding?.kind !== 'parameter') return undefined
  const parameter = binding.scope?.function?.parameters.find(({ name }) => name === binding.name)
  const isProvided = [parameter?.default, parameter?.annotation].some(
    (one) => one !== undefined && one !== NO_NODE && /\bDepends\(/.test(tree.spelled(one)),
  )
  const value = isProvided ? checker.valueOf(base) : undefined
  if (value?.kind !== 'instance') return undefined
  return fieldOf(checker, value.class, facts.name(tree.child(node, k.F_ATTRIBUTE)))
}

function fieldOf(
  { project }: Checker,
  owner: ProjectClass | undefined,
  name: string,
): InputFlow | undefined {
  if (owner === undefined) return undefined
  for (const one of project.index.hierarchy.order(owner)) {
    if (typeof one === 'string') continue
    const key = `${one.module.summary.path} ${one.summary.symbol} ${name}`
    const flow = project.at(inputFields, key)
    if (flow !== undefined) return flow
  }
  return undefined
}

/** What a property gives of the fields that the call put in which made its object. */
function propertyTrace(
  checker: Checker,
  base: Node,
  name: string,
  trace: Tracer,
): Trace | undefined {
  const maker = valueBehind(checker, base)
  const made = checker.tree.kind(maker) === k.K_CALL ? checker.valueOf(base) : undefined
  if (made?.kind !== 'instance') return undefined
  const method = checker.project.index.hierarchy.findMethod(made.class, name)
  if (method === undefined || method.summary.decorators.length === 0) return undefined
  const given = checker.project.at(inputReturns, functionKey(method))
  const parts = Object.entries(given?.fields ?? {}).flatMap(([field, kept]) => {
    const value = constructedField(checker, maker, field)
    return value === NO_NODE ? [] : [without(trace(value), ~kept)]
  })
  return parts.length === 0 ? undefined : { ...joined(parts), unknown: ALL_SINKS }
}

/** `file.name` of a temporary file says nothing of what was written into it. */
function isTemporaryName(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  if (facts.name(tree.child(node, k.F_ATTRIBUTE)) !== 'name') return false
  const file = checker.valueOf(tree.child(node, k.F_OBJECT))
  return file?.kind === 'external' && /^tempfile\./.test(file.name)
}

/** A field of a local object that was given here, or by the call that made the object. */
function localField(checker: Checker, node: Node, base: Node, trace: Tracer): Trace | undefined {
  const { tree, facts } = checker
  const name = facts.name(tree.child(node, k.F_ATTRIBUTE))
  const written = addedFields(checker, base, name)
  const maker = valueBehind(checker, base)
  const given = constructedField(checker, maker, name)
  if (given !== NO_NODE) return joined([given, ...written].map(trace))
  if (written.length === 0) return undefined
  const known = joined(written.map(trace))
  // What another function made may hold more.
  const isNew = checker.valueOf(tree.kind(maker) === k.K_CALL ? facts.callee(maker) : maker)
  return isNew?.kind === 'class' ? known : joined([known, trace(base)])
}
