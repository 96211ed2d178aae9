// Values that may be None and are used although nothing asks: where the client, the caller or the
// environment decides whether there is one.

import { domainOf } from '../../../domain/domain-of.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { assignedValue, onlyAssignment, onlyValue } from '../../../facts/assigned-value.ts'
import { constantOf, keywordOf } from '../../../facts/expression.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { stringValue } from '../../../facts/strings.ts'
import {
  calleeName,
  positionalArgument,
  withoutParentheses,
} from '../../../matching/calls/calls.ts'
import { routesHere } from '../../../matching/routes/route-places.ts'
import { columnNames } from '../../../matching/rows/model-columns.ts'
import { isCaught, isChosen, isFirstUse, isGivenKey } from '../../../matching/rows/unasked-rows.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import type { AttributeSummary } from '../../../project/summary.ts'
import type { ProjectClass } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { isOptional, type OptionalSource, optionalSource } from './optional-sources.ts'

export interface UnaskedOptional {
  /** `match.group`, `order.lines[0]`. */
  readonly use: Node
  /** What may be None: a name, or the call itself. */
  readonly value: Node
  readonly source: OptionalSource
  /** The client names what is looked for. */
  readonly isRequest: boolean
}

const COMMAND = /(?:^|\.)(?:command|callback)$/

/** The first use of each such value. */
export function unaskedOptionals(checker: Checker): readonly UnaskedOptional[] {
  const { facts, tree } = checker
  const handlers = new Set(routesHere(checker).flatMap(({ owner }) => owner ?? []))
  for (const one of facts.functions) {
    const isCommand = one.decorators.some((decorator) => {
      const callee = tree.kind(decorator) === k.K_CALL ? facts.callee(decorator) : decorator
      return COMMAND.test(tree.text(callee))
    })
    if (isCommand) handlers.add(one)
  }
  const sources = new Map<Node, OptionalSource | undefined>()
  const found: UnaskedOptional[] = []
  for (const kind of [k.K_ATTRIBUTE, k.K_SUBSCRIPT, k.K_FOR_STATEMENT]) {
    for (const use of facts.nodesOfKind(kind)) {
      const value = usedIn(use, kind)
      if (value !== NO_NODE) see(use, value)
    }
  }
  return found.toSorted((a, b) => a.use - b.use)

  function usedIn(use: Node, kind: number): Node {
    if (kind === k.K_ATTRIBUTE) return tree.child(use, k.F_OBJECT)
    if (kind === k.K_SUBSCRIPT) return facts.isWrite(use) ? NO_NODE : tree.child(use, k.F_VALUE)
    return tree.child(use, k.F_RIGHT)
  }

  function see(use: Node, written: Node): void {
    const value = withoutParentheses(tree, written)
    const kind = tree.kind(value)
    if (kind !== k.K_IDENTIFIER && kind !== k.K_CALL && kind !== k.K_AWAIT) return
    const owner = facts.enclosingFunction(use)
    const made = kind === k.K_IDENTIFIER ? givenTo(value, owner) : value
    if (made === NO_NODE) return
    const source = sourceOf(made)
    if (source === undefined || !isFirstUse(checker, value)) return
    const isRequest = owner !== undefined && (handlers.has(owner) || source.kind === 'field')
    if (!isOpen(source, owner, isRequest)) return
    if (isCaught(checker, use) || isGuarded(checker, use, made) || isAsked(checker, source)) return
    if (found.some((one) => one.source.call === source.call)) return
    found.push({ use, value, source, isRequest })
  }

  /** Of one value there are many uses. */
  function sourceOf(made: Node): OptionalSource | undefined {
    if (!sources.has(made)) sources.set(made, optionalSource(checker, made))
    return sources.get(made)
  }

  /** The one value of a local name. */
  function givenTo(name: Node, owner: FunctionFacts | undefined): Node {
    const binding = facts.resolve(name)
    if (binding?.definitionCount !== 1 || binding.scope?.function !== owner) return NO_NODE
    const target = onlyAssignment(facts, name)
    return target === NO_NODE || target > name ? NO_NODE : assignedValue(tree, target)
  }

  /** True if what is asked for is up to somebody else. */
  function isOpen(
    { kind, keys, call }: OptionalSource,
    owner: FunctionFacts | undefined,
    isRequest: boolean,
  ): boolean {
    if (kind === 'environment') return true
    if (owner === undefined || owner.isLambda) return false
    if (kind === 'field') return true
    if (isRequest)
      return keys.some((key) => isChosen(checker, owner, key) && !isKnown(owner, key, call))
    if (kind === 'match') {
      return keys.some(
        (key) => (isParameter(owner, key) || isItem(key)) && !isKnown(owner, key, call),
      )
    }
    if (kind !== 'function') return false
    return keys.some(
      (key) =>
        isGivenKey(checker, owner, key) || (isParameter(owner, key) && !isKnown(owner, key, call)),
    )
  }

  /** One of many texts: the target of a loop. */
  function isItem(key: Node): boolean {
    if (tree.kind(key) !== k.K_IDENTIFIER) return false
    const binding = facts.resolve(key)
    const [only] = binding?.definitions ?? []
    if (binding?.definitionCount !== 1 || only === undefined) return false
    return tree.kind(tree.parent(only.node)) === k.K_FOR_STATEMENT
  }

  /** What the caller gives, as it is. */
  function isParameter(owner: FunctionFacts, key: Node): boolean {
    if (tree.kind(key) !== k.K_IDENTIFIER || /^(?:self|cls)$/.test(facts.name(key))) return false
    const binding = facts.resolve(key)
    return (
      binding?.definitionCount === 1 &&
      owner.parameters.some(({ nameNode }) => nameNode === binding.definitions[0]?.node)
    )
  }

  /** True if something was done with the key before: it may have been asked for. */
  function isKnown(owner: FunctionFacts, key: Node, call: Node): boolean {
    for (let node = key; node < tree.endOfSubtree(key); node += 1) {
      if (tree.kind(node) !== k.K_IDENTIFIER) continue
      const binding = facts.resolve(node)
      if (binding?.scope?.function !== owner) continue
      const isEarlier = binding.references.some(
        (one) => one > owner.body && one < call && sameRead(one, node),
      )
      if (isEarlier) return true
    }
    return false
  }

  /** `data.order_id` beside `data.order_id`; `data.name` says nothing of it. */
  function sameRead(one: Node, other: Node): boolean {
    const [first, second] = [tree.parent(one), tree.parent(other)]
    const areParts = tree.kind(first) === k.K_ATTRIBUTE && tree.kind(second) === k.K_ATTRIBUTE
    return !areParts || tree.text(first) === tree.text(second)
  }
}

const CHOICES: ReadonlySet<number> = new Set([
  k.K_IF_STATEMENT,
  k.K_ELIF_CLAUSE,
  k.K_WHILE_STATEMENT,
  k.K_CONDITIONAL_EXPRESSION,
  k.K_BOOLEAN_OPERATOR,
  k.K_IF_CLAUSE,
  k.K_CASE_CLAUSE,
  k.K_EXCEPT_CLAUSE,
  k.K_LAMBDA,
])

/** True if the use depends on something that is asked for after the value was found. */
function isGuarded({ tree }: Checker, use: Node, made: Node): boolean {
  for (let at = tree.parent(use); at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if ((kind === k.K_BLOCK || kind === k.K_MODULE) && tree.contains(at, made)) return false
    if (CHOICES.has(kind) && !tree.contains(asked(at), use)) return true
  }
  return false

  /** What of a choice is evaluated in any case. */
  function asked(choice: Node): Node {
    switch (tree.kind(choice)) {
      case k.K_IF_STATEMENT:
      case k.K_WHILE_STATEMENT:
        return conditionOf(tree, choice)
      case k.K_CONDITIONAL_EXPRESSION:
        return tree.namedChildren(choice)[1] ?? choice
      case k.K_BOOLEAN_OPERATOR:
        return tree.child(choice, k.F_LEFT)
      default:
        return choice + 1
    }
  }
}

/** True if the name of what is looked for stands in the file once more: it may be asked for, or set. */
function isAsked({ tree, facts }: Checker, { kind, keys, call }: OptionalSource): boolean {
  const [key] = keys
  if (key === undefined || (kind !== 'environment' && kind !== 'field')) return false
  const name = stringValue(tree, key)
  if (name === undefined || name === '') return true
  const owner = facts.enclosingFunction(call)
  const around = kind === 'environment' || owner === undefined ? 0 : owner.node
  const text = tree.text(around)
  return text.split(`'${name}'`).length + text.split(`"${name}"`).length > 3
}

export interface UnaskedColumn {
  readonly use: Node
  readonly column: string
  readonly model: string
  readonly at: { readonly path: string; readonly line: number; readonly column: number }
}

/** `score.composer.upper()` of a column that says that it may be empty, where nothing asks for it. */
export function unaskedColumns(checker: Checker): readonly UnaskedColumn[] {
  const { facts, tree, project } = checker
  if (domainOf(project).orm.models.length === 0) return []
  const found: UnaskedColumn[] = []
  for (const use of facts.nodesOfKind(k.K_ATTRIBUTE)) {
    const read = tree.child(use, k.F_OBJECT)
    if (read === NO_NODE || tree.kind(read) !== k.K_ATTRIBUTE) continue
    const object = tree.child(read, k.F_OBJECT)
    if (tree.kind(object) !== k.K_IDENTIFIER || /^(?:self|cls)$/.test(facts.name(object))) continue
    const owner = facts.enclosingFunction(use)
    if (owner === undefined || owner.isLambda) continue
    const name = facts.name(tree.child(read, k.F_ATTRIBUTE))
    if (!project.has(columnNames, name)) continue
    // Any other word of the column in the function may ask for it, or choose rows that have it.
    const mentions = tree
      .text(owner.node)
      .split(new RegExp(`(?<![a-zA-Z0-9])${name}(?![a-zA-Z0-9])`))
    if (mentions.length !== 2) continue
    const row = rowClass(checker, object)
    const attribute = row?.attributes.get(name)?.[0]
    if (row === undefined || attribute === undefined || !isNullable(attribute)) continue
    if (isCaught(checker, use) || isGuarded(checker, use, owner.body)) continue
    const path = row.module.summary.path
    found.push({ use, column: name, model: row.summary.name, at: { path, ...attribute.at } })
  }
  return found
}

/** The model of a row, by what the name holds or by the query that found it. */
function rowClass(checker: Checker, object: Node): ProjectClass | undefined {
  const { orm } = domainOf(checker.project)
  const value = checker.analysis.types.valueOf(object)
  if (value?.kind === 'instance') return orm.of(value.class)?.class
  const [rows, other] = sqlOf(checker).rows(object)
  if (rows !== undefined) return other === undefined ? rows.query.model?.class : undefined
  // `score = db.get_or_404(Score, key)`
  const call = onlyValue(checker.facts, object)
  if (call === NO_NODE || checker.tree.kind(call) !== k.K_CALL) return undefined
  if (!/^get_(?:object_)?or_404$/.test(calleeName(checker.tree, call))) return undefined
  const model = positionalArgument(checker.tree, call, 0)
  const named = model === NO_NODE ? undefined : checker.valueOf(model)
  return named?.kind === 'class' ? orm.of(named.class)?.class : undefined
}

/** Said in so many words: `Mapped[str | None]`, `nullable=True`. */
function isNullable({ annotation, value }: AttributeSummary): boolean {
  if (constantOf(keywordOf(value, 'nullable')) === true) return true
  if (annotation?.kind !== 'subscript') return false
  return annotation.items.some(isOptional)
}
