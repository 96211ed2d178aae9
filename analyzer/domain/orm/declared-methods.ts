// Methods that stand for attributes of a mapped class: `@declared_attr def tenant_id(cls): ...`.

import { firstNamed } from '../../facts/definitions.ts'
import type { Expression, Place } from '../../facts/expression.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { readAnnotation, readExpression } from '../../facts/read-expression.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'

export interface DeclaredMethod {
  /** Symbol of the class. */
  readonly class: string
  readonly name: string
  readonly at: Place
  /** What it returns, `other` where it has several returns. */
  readonly value: Expression
  /** `Mapped[...]` behind the arrow. */
  readonly annotation?: Expression
}

/** The declaring methods of a file; none where nothing of that name is used. */
export function readDeclaredMethods(facts: FileFacts): readonly DeclaredMethod[] {
  if (facts.identifiersNamed('declared_attr').length === 0) return []
  const { tree } = facts
  const found: DeclaredMethod[] = []
  for (const one of facts.functions) {
    if (one.class === undefined) continue
    const isDeclaring = one.decorators.some((node) => /\bdeclared_attr\b/.test(tree.spelled(node)))
    if (!isDeclaring) continue
    const returns = [...facts.nodesOfKind(k.K_RETURN_STATEMENT)].filter(
      (node) => tree.contains(one.node, node) && facts.enclosingFunction(node) === one,
    )
    const value = returns.length === 1 ? firstNamed(tree, returns[0] as number) : NO_NODE
    found.push({
      class: one.class.symbol,
      name: one.name,
      at: tree.position(tree.start(one.nameNode)),
      value: readExpression(facts, value),
      ...(one.returns !== NO_NODE && { annotation: readAnnotation(facts, one.returns) }),
    })
  }
  return found
}
