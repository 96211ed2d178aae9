// Where a name or an attribute chain comes from, as a dotted path.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'
import type { Binding, Definition } from './scopes.ts'

/** How many aliases of aliases are followed. */
const MAX_ALIASES = 8

/** Resolves names of one file; remembers what it found. */
export class QualifiedNames {
  readonly #facts: FileFacts
  readonly #origins = new Map<number, string | undefined>()

  constructor(facts: FileFacts) {
    this.#facts = facts
  }

  /** See `FileFacts.qualifiedName`. */
  of(node: Node, aliases = 0): string | undefined {
    const { tree } = this.#facts
    let root = node
    while (tree.kind(root) === k.K_ATTRIBUTE) root = tree.child(root, k.F_OBJECT)
    if (root === NO_NODE || tree.kind(root) !== k.K_IDENTIFIER) return undefined
    const origin = this.#origin(root, aliases)
    if (origin === undefined || root === node) return origin
    return origin + attributePath(tree, root, node)
  }

  #origin(root: Node, aliases: number): string | undefined {
    const binding = this.#facts.resolve(root)
    if (binding === undefined) return this.#starOrigin(root)
    if (binding.scope === undefined) return `builtins.${binding.name}`
    const definitions = candidates(this.#facts, binding)
    const only = definitions.length === 1 ? definitions[0] : undefined
    if (only === undefined) {
      const chosen = choose(this.#facts, binding, definitions, root)
      return chosen === undefined ? undefined : this.#definitionOrigin(binding, chosen, aliases)
    }
    if (this.#origins.has(binding.id)) return this.#origins.get(binding.id)
    const origin = this.#definitionOrigin(binding, only, aliases)
    this.#origins.set(binding.id, origin)
    return origin
  }

  #starOrigin(root: Node): string | undefined {
    const stars = this.#facts.imports.filter((one) => one.form === 'star')
    const target = stars.length === 1 ? stars[0]?.target : undefined
    return target === undefined ? undefined : `${target}.${this.#facts.name(root)}`
  }

  #definitionOrigin(binding: Binding, definition: Definition, aliases: number): string | undefined {
    const facts = this.#facts
    switch (definition.kind) {
      case 'import':
        return facts.importAt(definition.node)?.target
      case 'function':
      case 'class':
        return this.#own(binding)
      case 'parameter':
      case 'comprehension':
      case 'type-parameter':
        return undefined
      case 'assignment': {
        const value = assignedValue(facts.tree, definition.node)
        if (value !== NO_NODE && aliases < MAX_ALIASES && binding.definitions.length === 1) {
          const origin = this.of(value, aliases + 1)
          if (origin !== undefined) return origin
        }
        return this.#ownVariable(binding)
      }
      default:
        return this.#ownVariable(binding)
    }
  }

  #ownVariable(binding: Binding): string | undefined {
    const kind = binding.scope?.kind
    return kind === 'module' || kind === 'class' ? this.#own(binding) : undefined
  }

  #own(binding: Binding): string | undefined {
    return binding.scope && `.${this.#facts.symbolIn(binding.scope, binding.name)}`
  }
}

/** Definitions that can be what a reader means: no `del`, no bare annotation, no `= None` stand-in. */
function candidates(facts: FileFacts, binding: Binding): readonly Definition[] {
  const { definitions } = binding
  if (definitions.length === 1) return definitions
  const values = definitions.filter(({ kind }) => kind !== 'delete' && kind !== 'annotation')
  if (!values.some(({ kind }) => kind === 'import')) return values
  return values.filter(({ kind, node }) => {
    if (kind !== 'assignment') return true
    const value = assignedValue(facts.tree, node)
    return value === NO_NODE || facts.tree.kind(value) !== k.K_NONE
  })
}

/**
 * Among several definitions: an import under `try` or `if` stands for what the others replace;
 * else the last one before a use in the same scope, the last of all for a use from elsewhere.
 */
function choose(
  facts: FileFacts,
  binding: Binding,
  definitions: readonly Definition[],
  use: Node,
): Definition | undefined {
  const imported = definitions.filter(({ kind }) => kind === 'import')
  const others = definitions.length - imported.length
  if (imported.length > 0 && others > 0) {
    const guarded = imported.findLast(({ node }) => isConditional(facts.tree, node))
    if (guarded !== undefined) return guarded
  }
  const isLocal = facts.scopeOf(use) === binding.scope
  const before = isLocal ? definitions.findLast(({ node }) => node <= use) : undefined
  return before ?? definitions.at(-1)
}

/** True for a statement under `if` or `try` of its own scope. */
function isConditional(tree: SyntaxTree, node: Node): boolean {
  for (let at = tree.parent(node); at !== NO_NODE; at = tree.parent(at)) {
    switch (tree.kind(at)) {
      case k.K_IF_STATEMENT:
      case k.K_TRY_STATEMENT:
        return true
      case k.K_FUNCTION_DEFINITION:
      case k.K_CLASS_DEFINITION:
        return false
    }
  }
  return false
}

/** The value of `name = value` and `a = name = value`; NO_NODE where a tuple is unpacked. */
export function assignedValue(tree: SyntaxTree, target: Node): Node {
  const assignment = tree.parent(target)
  if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) return NO_NODE
  if (tree.fieldOf(target) !== k.F_LEFT) return NO_NODE
  let value = tree.child(assignment, k.F_RIGHT)
  while (value !== NO_NODE && tree.kind(value) === k.K_ASSIGNMENT) {
    value = tree.child(value, k.F_RIGHT)
  }
  return value
}

/** `.b.c` for the chain `a.b.c` from its root `a`. */
function attributePath(tree: SyntaxTree, root: Node, chain: Node): string {
  let path = ''
  for (let at = root; at !== chain; ) {
    at = tree.parent(at)
    const name = tree.child(at, k.F_ATTRIBUTE)
    path += `.${name === NO_NODE ? '' : tree.text(name)}`
  }
  return path
}
