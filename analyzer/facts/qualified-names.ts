// Where a name or an attribute chain comes from, as a dotted path.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { withoutStar } from './access-path.ts'
import { assignedValue } from './assigned-value.ts'
import { BUILTINS } from './builtins.ts'
import { computedName } from './computed-names.ts'
import type { FileFacts } from './file-facts.ts'
import { publicName } from './public-names.ts'
import { isOfPython2 } from './python2-modules.ts'
import type { Binding, Definition } from './scopes.ts'

/** How many aliases of aliases are followed. */
const MAX_ALIASES = 8

/** Resolves names of one file; remembers what it found. */
export class QualifiedNames {
  readonly #facts: FileFacts
  readonly #origins = new Map<number, string | undefined>()
  readonly #paths = new Map<string, Map<string, string>>()
  readonly #choices = new Map<number, Choices>()
  /** By node the place of its name in `#found`, counted from one. */
  #places: Int32Array | undefined
  readonly #found: (string | undefined)[] = []
  #stars: { readonly target: string | undefined } | undefined

  constructor(facts: FileFacts) {
    this.#facts = facts
  }

  /** See `FileFacts.originsOf`. */
  ofBinding(binding: Binding): readonly string[] {
    if (binding.definitionCount === 1) {
      const only = this.#singleOrigin(binding, 0)
      return only === undefined ? [] : [only]
    }
    const { definitions, guarded } = this.#choicesOf(binding)
    const found = new Set<string>()
    for (const one of [guarded, ...definitions.toReversed()]) {
      const origin = one && this.#definitionOrigin(binding, one, 0)
      if (origin !== undefined) found.add(origin)
    }
    return [...found]
  }

  /** See `FileFacts.qualifiedName`: an expression is asked for ten times as a rule. */
  known(node: Node): string | undefined {
    this.#places ??= new Int32Array(this.#facts.tree.count)
    const place = this.#places[node] as number
    if (place > 0) return this.#found[place - 1]
    const name = this.of(node)
    this.#places[node] = this.#found.push(name)
    return name
  }

  /** The same worked out anew, as far as `aliases` of aliases leave room. */
  of(node: Node, aliases = 0): string | undefined {
    const { tree } = this.#facts
    let root = node
    while (root !== NO_NODE && tree.kind(root) === k.K_ATTRIBUTE) {
      root = withoutStar(tree, tree.child(root, k.F_OBJECT))
    }
    if (root === NO_NODE || aliases > MAX_ALIASES) return undefined
    const kind = tree.kind(root)
    let path: string | undefined
    if (kind === k.K_IDENTIFIER) path = this.#origin(root, aliases)
    else if (kind === k.K_CALL) {
      path = computedName(this.#facts, root, (one) => this.of(one, aliases + 1))
    }
    if (path === undefined) return undefined
    for (let at = root; at !== node && path !== undefined; ) {
      at = tree.parent(at)
      if (tree.kind(at) !== k.K_ATTRIBUTE) continue
      const name = tree.child(at, k.F_ATTRIBUTE)
      path = this.#extended(path, name === NO_NODE ? '' : this.#facts.name(name))
    }
    return path
  }

  /** `path.name`, the same string each time: strings that are made anew are slow to look up. */
  #extended(path: string, name: string): string {
    let known = this.#paths.get(path)
    if (known === undefined) {
      known = new Map()
      this.#paths.set(path, known)
    }
    let extended = known.get(name)
    if (extended === undefined) {
      extended = `${path}.${name}`
      known.set(name, extended)
    }
    return extended
  }

  /** See `FileFacts.qualifiedPath`. */
  ofPath(place: Node, path: string): string | undefined {
    const dot = path.indexOf('.')
    const first = dot === -1 ? path : path.slice(0, dot)
    const scope = this.#facts.scopeOf(place)
    const binding = this.#facts.lookup(scope, first)
    if (binding === undefined && BUILTINS.has(first)) return `builtins.${path}`
    const origin = this.#bindingOrigin(binding, first, place, 0)
    return origin === undefined || dot === -1 ? origin : origin + path.slice(dot)
  }

  #origin(root: Node, aliases: number): string | undefined {
    const binding = this.#facts.resolve(root)
    return this.#bindingOrigin(binding, this.#facts.name(root), root, aliases)
  }

  #bindingOrigin(
    binding: Binding | undefined,
    name: string,
    root: Node,
    aliases: number,
  ): string | undefined {
    if (binding === undefined) return this.#starOrigin(name)
    if (binding.scope === undefined) return `builtins.${binding.name}`
    if (this.#isStillBuiltin(binding, root)) return `builtins.${binding.name}`
    if (binding.definitionCount > 1) {
      const chosen = this.#choose(binding, root)
      return chosen && this.#definitionOrigin(binding, chosen, aliases)
    }
    return this.#singleOrigin(binding, aliases)
  }

  /** `_open = open` above the function `open` of the module. */
  #isStillBuiltin(binding: Binding, use: Node): boolean {
    if (!BUILTINS.has(binding.name) || this.#facts.scopeOf(use) !== binding.scope) return false
    if (binding.scope.kind !== 'module' && binding.scope.kind !== 'class') return false
    return binding.definitions.every(({ node }) => node > use)
  }

  #singleOrigin(binding: Binding, aliases: number): string | undefined {
    if (this.#origins.has(binding.id)) return this.#origins.get(binding.id)
    const only = binding.definitions[0]
    const origin = only && this.#definitionOrigin(binding, only, aliases)
    this.#origins.set(binding.id, origin)
    return origin
  }

  #starOrigin(name: string): string | undefined {
    if (this.#stars === undefined) {
      const stars = this.#facts.imports.filter((one) => one.form === 'star')
      this.#stars = { target: stars.length === 1 ? stars[0]?.target : undefined }
    }
    const { target } = this.#stars
    return target === undefined ? undefined : `${target}.${name}`
  }

  /**
   * Among several definitions: an import under `try` or `if` stands for what the others replace;
   * else the last one before a use in the same scope, the last of all for a use from elsewhere.
   */
  #choose(binding: Binding, use: Node): Definition | undefined {
    const { definitions, guarded } = this.#choicesOf(binding)
    if (guarded !== undefined) return guarded
    if (this.#facts.scopeOf(use) !== binding.scope) return definitions.at(-1)
    let low = 0
    let high = definitions.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((definitions[middle] as Definition).node <= use) low = middle + 1
      else high = middle
    }
    return definitions[low - 1] ?? definitions.at(-1)
  }

  #choicesOf(binding: Binding): Choices {
    let choices = this.#choices.get(binding.id)
    if (choices === undefined) {
      choices = choicesOf(this.#facts, binding)
      this.#choices.set(binding.id, choices)
    }
    return choices
  }

  #definitionOrigin(binding: Binding, definition: Definition, aliases: number): string | undefined {
    const facts = this.#facts
    switch (definition.kind) {
      case 'import':
        return this.#imported(definition)
      case 'function':
      case 'class':
        return this.#own(binding)
      case 'parameter':
      case 'comprehension':
      case 'type-parameter':
        return undefined
      case 'assignment': {
        const value = assignedValue(facts.tree, definition.node)
        if (value !== NO_NODE && aliases < MAX_ALIASES && binding.definitionCount === 1) {
          const origin = this.of(value, aliases + 1)
          if (origin !== undefined) return origin
        }
        return this.#ownVariable(binding)
      }
      default:
        return this.#ownVariable(binding)
    }
  }

  #imported(definition: Definition): string | undefined {
    const target = this.#facts.importAt(definition.node)?.target
    return target && publicName(target)
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
  const values = withoutFormer(
    facts,
    definitions.filter(({ kind }) => kind !== 'delete' && kind !== 'annotation'),
  )
  if (!values.some(({ kind }) => kind === 'import')) return values
  return values.filter(({ kind, node }) => {
    if (kind !== 'assignment') return true
    const value = assignedValue(facts.tree, node)
    return value === NO_NODE || facts.tree.kind(value) !== k.K_NONE
  })
}

/** `from urllib2 import urlopen` beside `from urllib.request import urlopen`: Python 3 takes the latter. */
function withoutFormer(
  facts: FileFacts,
  definitions: readonly Definition[],
): readonly Definition[] {
  const isFormer = ({ kind, node }: Definition) =>
    kind === 'import' && isOfPython2(facts.importAt(node)?.target ?? '')
  const others = definitions.filter((one) => !isFormer(one))
  return others.some(({ kind }) => kind === 'import') ? others : definitions
}

/** Definitions of a binding that can be meant, and the one that stands for all of them. */
interface Choices {
  readonly definitions: readonly Definition[]
  readonly guarded: Definition | undefined
}

function choicesOf(facts: FileFacts, binding: Binding): Choices {
  const definitions = candidates(facts, binding)
  const imported = definitions.filter(({ kind }) => kind === 'import')
  const isMixed = imported.length > 0 && imported.length < definitions.length
  const guarded = isMixed
    ? imported.findLast(({ node }) => isConditional(facts.tree, node))
    : undefined
  return { definitions, guarded }
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
