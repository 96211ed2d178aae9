// Names in annotations that nothing explains: who evaluates the annotation gets a NameError.
import type { Checker } from '../../engine/checker.ts'
import { BUILTINS } from '../../facts/builtins.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { parseType } from '../../facts/parse-type.ts'
import { stringValue } from '../../facts/strings.ts'
import { oftenUnresolved } from '../../gather/tables.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { isAskedFor, isInstalled, isPlain, isPutOff } from './unknown-names.ts'

/** A name of an annotation: where the annotation says it, and its first part. */
export interface UnknownType {
  readonly node: Node
  readonly name: string
}

/** The names in annotations that nothing defines: those put off, and those written as text. */
export function unknownTypes(checker: Checker): readonly UnknownType[] {
  const { facts, project } = checker
  if (facts.nodesOfKind(k.K_TYPE).length === 0 || !isPlain(facts)) return []
  const written = facts.unresolvedNames.flatMap((node) =>
    isPutOff(checker, node) ? [{ node, name: facts.name(node) }] : [],
  )
  const told = new Set<string>()
  return [...written, ...quotedNames(facts)].filter(({ node, name }) => {
    if (isInstalled(checker, name) || project.has(oftenUnresolved, name)) return false
    if (told.has(name) || isAskedFor(checker, node)) return false
    told.add(name)
    return true
  })
}

/** The unknown first names of types that are written as text. */
function quotedNames(facts: FileFacts): readonly UnknownType[] {
  const found: UnknownType[] = []
  let defined: ReadonlySet<string> | undefined
  for (const node of facts.nodesOfKind(k.K_STRING)) {
    const text = isType(facts, node) ? stringValue(facts.tree, node) : undefined
    if (text === undefined) continue
    const names: string[] = []
    const type = parseType(text, (path) => {
      names.push(path)
      return undefined
    })
    if (type.kind === 'other') continue
    for (const path of names) {
      const name = path.split('.', 1)[0] as string
      // `x: "seconds"` tells the reader something, and is no type.
      if (name === path && !/^_?[A-Z]/.test(name)) continue
      if (BUILTINS.has(name) || facts.lookup(facts.scopeOf(node), name) !== undefined) continue
      defined ??= definedNames(facts)
      if (!defined.has(name)) found.push({ node, name })
    }
  }
  return found
}

/** Whatever some scope of the file defines: the type of a nested class is understood by people. */
function definedNames(facts: FileFacts): ReadonlySet<string> {
  const found = new Set<string>()
  for (const binding of facts.bindings()) {
    if (binding.definitionCount > 0) found.add(binding.name)
  }
  return found
}

/** A text that stands for a type, in an annotation of which the outer parts are types as well. */
function isType(facts: FileFacts, text: Node): boolean {
  const { tree } = facts
  for (let child = text, at = tree.parent(text); at !== NO_NODE; child = at, at = tree.parent(at)) {
    switch (tree.kind(at)) {
      case k.K_TYPE:
        if (tree.kind(tree.parent(at)) !== k.K_TYPE_PARAMETER) return isAnnotation(facts, at)
        break
      case k.K_GENERIC_TYPE:
      case k.K_SUBSCRIPT:
        if (!isGeneric(facts, at, child)) return false
        break
      case k.K_TYPE_PARAMETER:
      case k.K_BINARY_OPERATOR:
      case k.K_UNION_TYPE:
      case k.K_TUPLE:
      case k.K_LIST:
      case k.K_PARENTHESIZED_EXPRESSION:
        break
      default:
        return false
    }
  }
  return false
}

function isAnnotation({ tree }: FileFacts, type: Node): boolean {
  const owner = tree.kind(tree.parent(type))
  return owner !== k.K_TYPE_ALIAS_STATEMENT
}

/** `list['Order']`: of other people's generics nobody knows what their texts mean. */
function isGeneric(facts: FileFacts, generic: Node, child: Node): boolean {
  const { tree } = facts
  const head = tree.firstChild(generic)
  if (head === child || head === NO_NODE) return false
  const origin = facts.qualifiedName(head) ?? ''
  if (/\.(?:Literal|Annotated)$/.test(origin)) return false
  return /^(?:typing(?:_extensions)?|builtins|collections(?:\.abc)?)\./.test(origin)
}
