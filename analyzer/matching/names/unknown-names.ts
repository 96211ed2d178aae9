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

/** Functions by which code can give itself names. */
const NAMING = ['exec', 'execfile']
/** Where its names can be had as a dictionary, which may be written to. */
const NAMESPACES = ['globals', 'vars']
/** Functions that read of a dictionary what is there. */
const READERS =
  /^(?:get|find|list|filter|search|collect|select|read|lookup|iter|sorted|dict|set|len|tuple|print|format|any|all|eval)(?:_|$)|_(?:names|symbols|members)$/

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
export function unknownNames(checker: Checker): readonly Node[] {
  const { facts } = checker
  const { unresolvedNames } = facts
  if (unresolvedNames.length === 0 || !isPlain(facts)) return []
  const names = unresolvedNames.filter(
    (node) => !isInstalled(checker, facts.name(node)) && isRead(checker, node),
  )
  // A module that fails as a whole cannot be imported: who runs it gives it the names.
  const isWhole = names.some((node) => facts.scopeOf(node).kind === 'module')
  if (isWhole && !isImported(checker)) return []
  const told = new Set<string>()
  return names.filter((node) => {
    const name = facts.name(node)
    const key = `${name} ${facts.enclosingSymbol(node)}`
    if (told.has(key)) return false
    told.add(key)
    return true
  })
}

/** True for names that something outside of the file is known to give to modules. */
export function isInstalled({ project }: Checker, name: string): boolean {
  if (INSTALLED.test(name) || project.has(addedBuiltins, name)) return true
  return project.has(namesOfLoaders, name)
}

/** Nothing gives the module names that its text does not show. */
export function isPlain(facts: FileFacts): boolean {
  if (facts.nodesOfKind(k.K_ERROR).length > 0) return false
  if (facts.imports.some(({ form }) => form === 'star')) return false
  // `setattr(sys.modules[__name__], ...)`, and an enumeration whose members become names of the module.
  if (OWN_MODULE.test(facts.tree.source)) return false
  if (NAMING.some((name) => facts.callsTo(`builtins.${name}`).length > 0)) return false
  return NAMESPACES.every((name) =>
    facts.callsTo(`builtins.${name}`).every((call) => isOnlyRead(facts, call)),
  )
}

/** The module as an object, but for what finds the tests in it. */
const OWN_MODULE =
  /(?<!\b(?:findTestCases|loadTestsFromModule|getmembers)\(\s*)\bsys\.modules\[__name__\]|\bglobal_enum\b/

/** `globals()["name"]`, `globals().get("name")`, `names_of(globals())`; `vars(thing)` is of another thing. */
function isOnlyRead(facts: FileFacts, call: Node): boolean {
  const { tree } = facts
  if (facts.arguments(call).length > 0) return true
  const parent = tree.parent(call)
  switch (tree.kind(parent)) {
    case k.K_SUBSCRIPT:
      return !facts.isWrite(parent) && tree.kind(tree.parent(parent)) !== k.K_DELETE_STATEMENT
    case k.K_ATTRIBUTE:
      return /^(?:get|items|keys|values|copy)$/.test(facts.name(tree.child(parent, k.F_ATTRIBUTE)))
    case k.K_ARGUMENT_LIST:
      return READERS.test(/\w+$/.exec(tree.text(tree.callee(tree.parent(parent))))?.[0] ?? '')
    case k.K_COMPARISON_OPERATOR:
    case k.K_FOR_STATEMENT:
    case k.K_FOR_IN_CLAUSE:
      return true
    default:
      return false
  }
}

/** True for a module that others import, or that a test runner imports, with nothing put into it. */
function isImported({ project, path }: Checker): boolean {
  if (/(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(path)) return true
  return project.has(importedPaths, path)
}

export const importedPaths = defineTable({
  id: 'paths of modules that other modules import',
  make({ index }): ReadonlySet<string> {
    const found = new Set<string>()
    for (const { summary } of index.graph.modules) {
      for (const { target } of summary.imports) {
        const value = target === undefined ? undefined : index.graph.find(target, summary)
        const home = value ?? ownerOf(target, (name) => index.graph.find(name, summary))
        if (home?.kind === 'module' && home.summary.path !== summary.path)
          found.add(home.summary.path)
      }
    }
    return found
  },
})

/** The module of `shop.store.load`. */
function ownerOf<T>(target: string | undefined, find: (name: string) => T): T | undefined {
  const dot = target?.lastIndexOf('.') ?? -1
  return target === undefined || dot <= 0 ? undefined : find(target.slice(0, dot))
}

/** What decides between versions of the language, and between programs that a file is made for. */
const CHOOSING = /PY_?[23]|version|python|builtin|\bdir\(|TYPE_CHECKING|hasattr|__name__|platform/i

/** Constants of other languages. */
const FOREIGN = /^(?:true|false|null|nil|undefined)$/

/** An annotation need not be evaluated, and who catches the `NameError` has asked. */
function isRead(checker: Checker, node: Node): boolean {
  return !isPutOff(checker, node) && !isAskedFor(checker, node)
}

/** True in an annotation that nothing evaluates while the program runs. */
export function isPutOff(checker: Checker, node: Node): boolean {
  const { tree } = checker
  for (let at = tree.parent(node); at !== NO_NODE; at = tree.parent(at)) {
    if (tree.kind(at) === k.K_TYPE && !isEvaluated(checker, at)) return true
  }
  return false
}

/** True where the code looks whether there is such a name, or what runs it. */
export function isAskedFor({ tree }: Checker, node: Node): boolean {
  for (let child = node, at = tree.parent(node); at !== NO_NODE; child = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_DELETE_STATEMENT) return true
    if (kind === k.K_TRY_STATEMENT && tree.fieldOf(child) === k.F_BODY && asks(tree, at, node))
      return true
    if (kind !== k.K_IF_STATEMENT && kind !== k.K_CONDITIONAL_EXPRESSION) continue
    const end = kind === k.K_IF_STATEMENT ? tree.child(at, k.F_CONSEQUENCE) : NO_NODE
    const condition = tree.source.slice(
      tree.start(at),
      end === NO_NODE ? tree.end(at) : tree.start(end),
    )
    if (CHOOSING.test(condition)) return true
  }
  return false
}

/** An annotation of a parameter, a result or a class that no `from __future__ import annotations` puts off. */
function isEvaluated({ tree, facts }: Checker, type: Node): boolean {
  if (facts.imports.some(({ form, name }) => form === 'future' && name === 'annotations'))
    return false
  const parent = tree.kind(tree.parent(type))
  if (parent === k.K_ASSIGNMENT) return facts.scopeOf(tree.parent(type)).kind !== 'function'
  return (
    parent === k.K_TYPED_PARAMETER ||
    parent === k.K_TYPED_DEFAULT_PARAMETER ||
    parent === k.K_FUNCTION_DEFINITION
  )
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
