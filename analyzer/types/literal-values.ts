// Literals, displays and comprehensions.
import { isString } from '../facts/strings.ts'
import { external, type Value } from '../project/values.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { Evaluator } from './file-types.ts'

export function literalValue(evaluator: Evaluator, node: Node): Value | undefined {
  const { tree } = evaluator.facts
  switch (tree.kind(node)) {
    case k.K_STRING:
    case k.K_CONCATENATED_STRING: {
      if (!isString(tree, node)) return undefined
      const isBytes = /^[rR]?[bB]/.test(tree.source.slice(tree.start(node), tree.start(node) + 2))
      return external(isBytes ? 'builtins.bytes()' : 'builtins.str()')
    }
    case k.K_INTEGER:
      return external('builtins.int()')
    case k.K_FLOAT:
      return external('builtins.float()')
    case k.K_TRUE:
    case k.K_FALSE:
    case k.K_COMPARISON_OPERATOR:
    case k.K_NOT_OPERATOR:
      return external('builtins.bool()')
    case k.K_LIST:
      return container(evaluator, 'builtins.list', firstItem(evaluator, node))
    case k.K_SET:
      return container(evaluator, 'builtins.set', firstItem(evaluator, node))
    case k.K_TUPLE:
    case k.K_EXPRESSION_LIST:
      return container(evaluator, 'builtins.tuple', firstItem(evaluator, node))
    case k.K_DICTIONARY: {
      const pair = tree.childOfKind(node, k.K_PAIR)
      const value = pair === NO_NODE ? NO_NODE : tree.child(pair, k.F_VALUE)
      return container(evaluator, 'builtins.dict', value)
    }
    case k.K_LIST_COMPREHENSION:
      return container(evaluator, 'builtins.list', tree.child(node, k.F_BODY))
    case k.K_SET_COMPREHENSION:
      return container(evaluator, 'builtins.set', tree.child(node, k.F_BODY))
    case k.K_GENERATOR_EXPRESSION:
      return container(evaluator, 'typing.Generator', tree.child(node, k.F_BODY))
    case k.K_DICTIONARY_COMPREHENSION: {
      const pair = tree.child(node, k.F_BODY)
      const value = pair === NO_NODE ? NO_NODE : tree.child(pair, k.F_VALUE)
      return container(evaluator, 'builtins.dict', value)
    }
    default:
      return undefined
  }
}

function container(evaluator: Evaluator, name: string, item: Node): Value {
  return { kind: 'container', name, item: evaluator.valueOf(item) }
}

/** The first item speaks for all: displays of mixed types are rare where types matter. */
function firstItem({ facts: { tree } }: Evaluator, node: Node): Node {
  const first = tree.namedChildren(node).find((child) => tree.kind(child) !== k.K_COMMENT)
  return first === undefined || tree.kind(first) === k.K_LIST_SPLAT ? NO_NODE : first
}
