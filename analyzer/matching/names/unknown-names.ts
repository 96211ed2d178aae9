// Names that nothing explains: reading one raises a NameError.
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { outsideWrites } from '../../gather/outside-writes.ts'
import { addedBuiltins } from '../../gather/tables.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { caughtTypes } from '../errors/handlers.ts'

/** What a tool puts into the scripts that it runs, and `gettext` into every module. */
const INSTALLED =
  /^(?:_|N_|__\w+|\w*gettext|get_ipython|display|get_config|[a-z]|spark|dbutils|sc|sqlContext|snakemake|Import|Export|Environment|SConscript|env|ctx|config|request|session|db|auth|response|cache|cython|IN|OUT)$/

/** Functions by which code can give itself names, or look for them. */
const NAMING = ['exec', 'execfile', 'globals', 'vars', 'locals', 'eval']

/** Names that files which load modules by name give to something: `engine.languages = ...`. */
export const namesOfLoaders = defineTable({
  id: 'names that loaders of modules give',
  make(project): ReadonlySet<string> {
    const { namesByPath } = project.gathered(outsideWrites)
    return new Set(
      project.index.graph.modules.flatMap(({ summary }) =>
        summary.imports.some(({ target }) => LOADING.test(target ?? ''))
          ? (namesByPath.get(summary.path) ?? [])
          : [],
      ),
    )
  },
})

const LOADING = /^(?:importlib(?:\.(?:util|machinery))?|imp)(?:\.|$)/

/** The places of a file where a name is read that nothing defines, one for each name and function. */
export function unknownNames({ tree, facts, project }: Checker): readonly Node[] {
  const { unresolvedNames } = facts
  if (unresolvedNames.length === 0 || !isPlain(facts)) return []
  const names = unresolvedNames.filter((node) => {
    const name = facts.name(node)
    if (INSTALLED.test(name) || !isRead(tree, node) || project.has(addedBuiltins, name))
      return false
    return !project.has(namesOfLoaders, name)
  })
  // A module that fails as a whole cannot be imported: who runs it gives it the names.
  if (names.some((node) => facts.scopeOf(node).kind === 'module')) return []
  const told = new Set<string>()
  return names.filter((node) => {
    const name = facts.name(node)
    const key = `${name} ${facts.enclosingSymbol(node)}`
    if (told.has(key)) return false
    told.add(key)
    return true
  })
}

/** Nothing gives the module names that its text does not show. */
function isPlain(facts: FileFacts): boolean {
  if (facts.nodesOfKind(k.K_ERROR).length > 0) return false
  if (facts.imports.some(({ form }) => form === 'star')) return false
  // `setattr(sys.modules[__name__], ...)`, and an enumeration whose members become names of the module.
  if (/\bsys\.modules\[__name__\]|\bglobal_enum\b/.test(facts.tree.source)) return false
  return !NAMING.some((name) => facts.callsTo(`builtins.${name}`).length > 0)
}

/** What decides between versions of the language, and between programs that a file is made for. */
const CHOOSING = /PY_?[23]|version|python|builtin|\bdir\(|TYPE_CHECKING|hasattr|__name__|platform/i

/** Constants of other languages. */
const FOREIGN = /^(?:true|false|null|nil|undefined)$/

/** An annotation need not be evaluated, and who catches the `NameError` has asked. */
function isRead(tree: SyntaxTree, node: Node): boolean {
  for (let child = node, at = tree.parent(node); at !== NO_NODE; child = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_TYPE || kind === k.K_DELETE_STATEMENT) return false
    if (kind === k.K_TRY_STATEMENT && tree.fieldOf(child) === k.F_BODY && asks(tree, at, node))
      return false
    if (kind !== k.K_IF_STATEMENT && kind !== k.K_CONDITIONAL_EXPRESSION) continue
    const end = kind === k.K_IF_STATEMENT ? tree.child(at, k.F_CONSEQUENCE) : NO_NODE
    const condition = tree.source.slice(
      tree.start(at),
      end === NO_NODE ? tree.end(at) : tree.start(end),
    )
    if (CHOOSING.test(condition)) return false
  }
  return true
}

function asks(tree: SyntaxTree, statement: Node, node: Node): boolean {
  return tree.namedChildren(statement).some((clause) => {
    if (tree.kind(clause) !== k.K_EXCEPT_CLAUSE) return false
    const caught = caughtTypes(tree, clause).map((type) => tree.text(type))
    if (caught.includes('NameError')) return true
    // Whoever writes `null` means no name that may be missing.
    const isForeign = FOREIGN.test(tree.spelled(node))
    return (
      !isForeign &&
      (caught.length === 0 || caught.some((name) => /^(?:Exception|BaseException)$/.test(name)))
    )
  })
}
