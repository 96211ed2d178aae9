// Classes of a summary.
import { assignedValue } from '../facts/assigned-value.ts'
import type { ClassFacts } from '../facts/classes.ts'
import type { Expression } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { importContext } from '../facts/import-context.ts'
import { readAnnotation, readExpression } from '../facts/read-expression.ts'
import { receiverAttribute, receiverOf } from '../facts/receivers.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { AttributeSummary, ClassSummary } from './summary.ts'

/** Methods that answer for attributes which nobody wrote down. */
const DYNAMIC = new Set(['__getattr__', '__getattribute__'])

export function summarizeClasses(facts: FileFacts): readonly ClassSummary[] {
  const assigned = instanceAttributes(facts)
  const dynamic = classesWithSetattr(facts)
  return facts.classes.map((one) => ({
    name: one.name,
    symbol: one.symbol,
    at: facts.tree.position(facts.tree.start(one.nameNode === NO_NODE ? one.node : one.nameNode)),
    endLine: facts.tree.position(facts.tree.end(one.node)).line,
    bases: one.bases.map((node) => readExpression(facts, node)),
    ...typeVariablesOf(facts, one),
    keywords: one.keywords.map(({ name = '', value }) => ({
      name,
      value: readExpression(facts, value),
    })),
    decorators: one.decorators.map((node) => readExpression(facts, node)),
    attributes: one.attributes.map((attribute): AttributeSummary => {
      const { name, node, annotation, value } = attribute
      return attributeSummary(facts, { name, node, annotation, value })
    }),
    instanceAttributes: assigned.get(one) ?? [],
    isDynamic:
      dynamic.has(one) ||
      one.methods.some(({ name }) => DYNAMIC.has(name)) ||
      one.methods.some((method) => furnishes(facts, method)) ||
      // It stands in for what the program puts there.
      importContext(facts, one.node).isTypeChecking,
  }))
}

/** `__init_subclass__` that hands the new class to a function: members come from there. */
function furnishes({ tree }: FileFacts, { name, node }: FunctionFacts): boolean {
  return name === '__init_subclass__' && /(?:setattr|\b\w+)\(\s*cls\s*,/.test(tree.spelled(node))
}

function typeVariablesOf(facts: FileFacts, { node }: ClassFacts): Partial<ClassSummary> {
  const { tree } = facts
  const list = tree.child(node, k.F_TYPE_PARAMETERS)
  if (list === NO_NODE) return {}
  const names = tree
    .namedChildren(list)
    .flatMap((one) => /^\*{0,2}(\w+)/.exec(tree.text(one))?.[1] ?? [])
  return { typeVariables: names }
}

function instanceAttributes(
  facts: FileFacts,
): ReadonlyMap<ClassFacts, readonly AttributeSummary[]> {
  const found = new Map<ClassFacts, AttributeSummary[]>()
  const { tree } = facts
  for (const node of facts.nodesOfKind(k.K_ATTRIBUTE)) {
    if (facts.roleOf(node) <= 1) continue
    const own = receiverAttribute(facts, node)
    if (own === undefined) continue
    const parent = tree.parent(node)
    const isAssignment = tree.kind(parent) === k.K_ASSIGNMENT
    const annotation = isAssignment ? tree.child(parent, k.F_TYPE) : NO_NODE
    const value = assignedValue(tree, node)
    const method = own.method.name
    const one = attributeSummary(facts, {
      name: own.name,
      node,
      annotation,
      value,
      method,
    })
    const known = found.get(own.class)
    if (known === undefined) found.set(own.class, [one])
    else known.push(one)
  }
  return found
}

function attributeSummary(
  facts: FileFacts,
  from: {
    readonly name: string
    readonly node: Node
    readonly annotation: Node
    readonly value: Node
    readonly method?: string
  },
): AttributeSummary {
  const { name, node, annotation, value, method } = from
  return {
    name,
    at: facts.tree.position(facts.tree.start(node)),
    annotation: annotation === NO_NODE ? undefined : readAnnotation(facts, annotation),
    value: method === undefined || isTelling(facts, value) ? readValue(facts, value) : undefined,
    reference: annotation === NO_NODE ? facts.references.of(value) : undefined,
    method,
  }
}

function readValue(facts: FileFacts, value: Node): Expression | undefined {
  return value === NO_NODE ? undefined : readExpression(facts, value)
}

/** Of what methods assign, only calls, constants and displays say something by themselves. */
function isTelling(facts: FileFacts, value: Node): boolean {
  switch (value === NO_NODE ? -1 : facts.tree.kind(value)) {
    case k.K_CALL:
    case k.K_NONE:
    case k.K_TRUE:
    case k.K_FALSE:
    case k.K_INTEGER:
    case k.K_FLOAT:
    case k.K_STRING:
    case k.K_LIST:
    case k.K_DICTIONARY:
    case k.K_SET:
      return true
    default:
      return false
  }
}

/** Classes whose methods call `setattr(self, ...)` or write to `self.__dict__`. */
function classesWithSetattr(facts: FileFacts): ReadonlySet<ClassFacts> {
  const found = new Set<ClassFacts>()
  for (const call of facts.callsTo('builtins.setattr')) {
    const [object, name] = facts.arguments(call)
    const isComputed = name !== undefined && facts.tree.kind(name.value) !== k.K_STRING
    const receiver = object && isComputed && receiverOf(facts, object.value)
    if (receiver) found.add(receiver.class)
  }
  for (const node of facts.identifiersNamed('__dict__')) {
    const own = receiverAttribute(facts, facts.tree.parent(node))
    if (own !== undefined) found.add(own.class)
  }
  return found
}
