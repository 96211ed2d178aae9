// Import statements: what each one loads and which names it binds.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

/** One name of one import statement. */
export interface ImportFacts {
  /** The whole statement. */
  readonly statement: Node
  /** The identifier that is bound; the `*` node for a star import. */
  readonly node: Node
  readonly form: 'import' | 'from' | 'star' | 'future'
  /** Number of leading dots. */
  readonly level: number
  /** The module as written, without dots; '' for `from . import x`. */
  readonly module: string
  /** The name taken out of the module by `from`; '' for the other forms. */
  readonly name: string
  /** The name that the file uses from then on; '' for a star import. */
  readonly bound: string
  /** True for `as`. */
  readonly isAliased: boolean
  /**
   * Dotted path from the analysed root or the library that the bound name stands for (`os.path`,
   * `app.models.User`); for a star import the module. Undefined if the dots lead out of the root.
   */
  readonly target: string | undefined
}

/** Where a file stands, for relative imports. */
export interface ModulePlace {
  /** Dotted path from the analysed root. */
  readonly moduleName: string
  /** True for `__init__.py`. */
  readonly isPackage: boolean
}

/** Reads an `import`, `from` or `__future__` statement. */
export function readImport(tree: SyntaxTree, statement: Node, place: ModulePlace): ImportFacts[] {
  switch (tree.kind(statement)) {
    case k.K_IMPORT_STATEMENT:
      return readPlain(tree, statement)
    case k.K_FUTURE_IMPORT_STATEMENT:
      return readNames(tree, statement, 'future', 0, '__future__', '__future__')
    default: {
      const from = tree.child(statement, k.F_MODULE_NAME)
      if (from === NO_NODE) return []
      const isRelative = tree.kind(from) === k.K_RELATIVE_IMPORT
      const name = isRelative ? tree.childOfKind(from, k.K_DOTTED_NAME) : from
      const module = name === NO_NODE ? '' : dotted(tree, name)
      const level = isRelative ? dots(tree, from) : 0
      const base = isRelative ? resolveRelative(place, level, module) : module
      return readNames(tree, statement, 'from', level, module, base)
    }
  }
}

/**
 * The absolute path of `from <level dots><module>`; '' is the analysed root itself, undefined a
 * place outside of it.
 */
export function resolveRelative(
  place: ModulePlace,
  level: number,
  module: string,
): string | undefined {
  const parts = place.moduleName === '' ? [] : place.moduleName.split('.')
  const up = place.isPackage ? level - 1 : level
  if (up > parts.length) return undefined
  const base = parts.slice(0, parts.length - up)
  if (module !== '') base.push(module)
  return base.join('.')
}

function readPlain(tree: SyntaxTree, statement: Node): ImportFacts[] {
  const found: ImportFacts[] = []
  for (const child of tree.childrenOf(statement, k.F_NAME)) {
    const isAliased = tree.kind(child) === k.K_ALIASED_IMPORT
    const path = isAliased ? tree.child(child, k.F_NAME) : child
    const node = isAliased ? tree.child(child, k.F_ALIAS) : tree.firstChild(child)
    if (path === NO_NODE || node === NO_NODE) continue
    const module = dotted(tree, path)
    const bound = tree.text(node)
    const target = isAliased ? module : bound
    found.push({
      statement,
      node,
      form: 'import',
      level: 0,
      module,
      name: '',
      bound,
      isAliased,
      target,
    })
  }
  return found
}

function readNames(
  tree: SyntaxTree,
  statement: Node,
  form: 'from' | 'future',
  level: number,
  module: string,
  base: string | undefined,
): ImportFacts[] {
  const common = { statement, level, module }
  const star = tree.childOfKind(statement, k.K_WILDCARD_IMPORT)
  if (star !== NO_NODE) {
    const rest = { name: '', bound: '', isAliased: false, target: base }
    return [{ ...common, ...rest, node: star, form: 'star' }]
  }
  const found: ImportFacts[] = []
  for (const child of tree.childrenOf(statement, k.F_NAME)) {
    const isAliased = tree.kind(child) === k.K_ALIASED_IMPORT
    const path = isAliased ? tree.child(child, k.F_NAME) : child
    const node = isAliased ? tree.child(child, k.F_ALIAS) : tree.firstChild(child)
    if (path === NO_NODE || node === NO_NODE) continue
    const name = dotted(tree, path)
    const target = base === undefined ? undefined : base === '' ? name : `${base}.${name}`
    found.push({ ...common, node, form, name, bound: tree.text(node), isAliased, target })
  }
  return found
}

/** A dotted name without the white space that may stand around its dots. */
function dotted(tree: SyntaxTree, node: Node): string {
  const text = tree.text(node)
  return /^[\w.]*$/.test(text) ? text : text.replace(/[\s\\]+/g, '')
}

function dots(tree: SyntaxTree, relative: Node): number {
  const prefix = tree.childOfKind(relative, k.K_IMPORT_PREFIX)
  if (prefix === NO_NODE) return 0
  return tree.text(prefix).replace(/[^.]/g, '').length
}
