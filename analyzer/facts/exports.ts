// `__all__`: the names that a module says it gives away.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { assignedValue } from './assigned-value.ts'
import type { FileFacts } from './file-facts.ts'
import { stringValue } from './strings.ts'

export interface Exports {
  readonly names: readonly string[]
  /** Modules whose `__all__` is added: `__all__ += sub.__all__`, as qualified names of the module. */
  readonly from: readonly string[]
  /** False if a part of `__all__` is computed in a way that cannot be read. */
  readonly isComplete: boolean
}

/** Undefined if the module has no `__all__`. */
export function readExports(facts: FileFacts): Exports | undefined {
  const module = facts.scopes[0]
  const binding = module && facts.lookup(module, '__all__')
  if (binding === undefined || binding.scope === undefined) return undefined
  const found: OpenExports = { names: [], from: [], isComplete: true }
  for (const { kind, node } of binding.definitions) {
    if (kind === 'assignment') add(facts, assignedValue(facts.tree, node), found)
    else if (kind === 'augmented-assignment') {
      add(facts, facts.tree.child(facts.tree.parent(node), k.F_RIGHT), found)
    } else if (kind !== 'annotation') found.isComplete = false
  }
  for (const node of binding.references) addMethod(facts, node, found)
  return found
}

interface OpenExports {
  names: string[]
  from: string[]
  isComplete: boolean
}

/** `__all__.append('x')`, `.extend([...])`, `.remove('x')`. */
function addMethod(facts: FileFacts, node: Node, found: OpenExports): void {
  const { tree } = facts
  const attribute = tree.parent(node)
  const call = attribute === NO_NODE ? NO_NODE : tree.parent(attribute)
  if (call === NO_NODE || tree.kind(attribute) !== k.K_ATTRIBUTE) return
  if (tree.kind(call) !== k.K_CALL || facts.callee(call) !== attribute) return
  const value = facts.arguments(call)[0]?.value ?? NO_NODE
  switch (tree.text(tree.child(attribute, k.F_ATTRIBUTE))) {
    case 'extend':
      add(facts, value, found)
      break
    case 'append': {
      const name = stringValue(tree, value)
      if (name === undefined) found.isComplete = false
      else found.names.push(name)
      break
    }
    case 'remove': {
      const name = stringValue(tree, value)
      found.names = found.names.filter((one) => one !== name)
      break
    }
  }
}

function add(facts: FileFacts, value: Node, found: OpenExports): void {
  const { tree } = facts
  const open = [value]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const kind = at === NO_NODE ? -1 : tree.kind(at)
    switch (kind) {
      case k.K_LIST:
      case k.K_TUPLE:
      case k.K_EXPRESSION_LIST:
      case k.K_SET:
        addItems(tree, at, found, open)
        break
      case k.K_LIST_SPLAT:
      case k.K_PARENTHESIZED_EXPRESSION:
        open.push(...tree.namedChildren(at))
        break
      case k.K_BINARY_OPERATOR:
        open.push(tree.child(at, k.F_RIGHT), tree.child(at, k.F_LEFT))
        break
      case k.K_ATTRIBUTE: {
        const path = facts.qualifiedName(at)
        if (path?.endsWith('.__all__')) found.from.push(path.slice(0, -'.__all__'.length))
        else found.isComplete = false
        break
      }
      case k.K_COMMENT:
        break
      default:
        found.isComplete = false
    }
  }
}

function addItems(tree: SyntaxTree, list: Node, found: OpenExports, open: Node[]): void {
  for (const item of tree.namedChildren(list)) {
    const name = stringValue(tree, item)
    if (name !== undefined) found.names.push(name)
    else open.push(item)
  }
}
