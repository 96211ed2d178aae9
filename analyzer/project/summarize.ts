// From the facts of one file to what the others need of it.
import { assignedValue } from '../facts/assigned-value.ts'
import type { Place } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { importContext } from '../facts/import-context.ts'
import { readAnnotation, readExpression } from '../facts/read-expression.ts'
import type { Binding } from '../facts/scopes.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { readCallTable } from './call-sites.ts'
import { summarizeClasses } from './summarize-class.ts'
import { summarizeFunctions } from './summarize-function.ts'
import {
  type ImportSummary,
  type ModuleName,
  type ModuleSummary,
  SUMMARY_VERSION,
  type VariableSummary,
} from './summary.ts'

/** Adds its own part to a summary, as plain data. */
export type DomainExtractor = (facts: FileFacts) => unknown

/**
 * Summarizes one file. `domains` are further extractors by key; what they return must be plain
 * data, undefined is left out.
 */
export function summarize(
  facts: FileFacts,
  domains: Readonly<Record<string, DomainExtractor>> = {},
): ModuleSummary {
  const { names, variables } = readNames(facts)
  const functions = summarizeFunctions(facts)
  const extra: Record<string, unknown> = {}
  for (const [key, extract] of Object.entries(domains)) {
    const value = extract(facts)
    if (value !== undefined) extra[key] = value
  }
  const { exports } = facts
  return {
    version: SUMMARY_VERSION,
    path: facts.path,
    moduleName: facts.moduleName,
    isPackage: facts.isPackage,
    imports: readImports(facts),
    ...(exports && { exports }),
    names,
    functions,
    classes: summarizeClasses(facts),
    variables,
    statements: readStatements(facts),
    calls: readCallTable(facts),
    isDynamic: isDynamic(facts),
    isScript: isScript(facts),
    domains: extra,
  }
}

/** Line and column of a node, both 1-based. */
export function placeOf(facts: FileFacts, node: Node): Place {
  return facts.tree.position(facts.tree.start(node))
}

function readImports(facts: FileFacts): readonly ImportSummary[] {
  return facts.imports.map((one) => {
    const { isTypeChecking, isGuarded, isLate } = importContext(facts, one.statement)
    const { form, level, module, name, bound, target } = one
    const at = placeOf(facts, one.node)
    return { form, level, module, name, bound, target, at, isTypeChecking, isGuarded, isLate }
  })
}

function readNames(facts: FileFacts): {
  names: readonly ModuleName[]
  variables: readonly VariableSummary[]
} {
  const names: ModuleName[] = []
  const variables: VariableSummary[] = []
  const module = facts.scopes[0]
  for (const binding of module === undefined ? [] : facts.bindingsOf(module)) {
    if (binding.definitionCount === 0) continue
    const { name } = binding
    const kind = binding.kind
    if (kind === 'import') {
      names.push({ name, kind, targets: facts.originsOf(binding) })
    } else if (kind === 'function' || kind === 'class') names.push({ name, kind })
    else {
      names.push({ name, kind: 'variable' })
      variables.push(readVariable(facts, binding))
    }
  }
  return { names, variables }
}

function readVariable(facts: FileFacts, binding: Binding): VariableSummary {
  const { tree } = facts
  let annotation = NO_NODE
  let value = NO_NODE
  let writes = 0
  for (const { kind, node } of binding.definitions) {
    if (kind !== 'annotation' && kind !== 'delete') writes += 1
    if (kind === 'type-alias') return readAlias(facts, binding.name, node)
    if (kind !== 'annotation' && kind !== 'assignment') continue
    const found = assignedValue(tree, node)
    const type = tree.child(tree.parent(node), k.F_TYPE)
    if (annotation === NO_NODE) annotation = type
    if (found !== NO_NODE && (value === NO_NODE || tree.kind(value) === k.K_NONE)) value = found
  }
  const first = binding.definitions[0]
  if (annotation !== NO_NODE && value !== NO_NODE && isAliasMark(facts, annotation)) {
    return aliasOf(facts, binding.name, first?.node ?? 0, value)
  }
  return {
    name: binding.name,
    at: placeOf(facts, first?.node ?? 0),
    annotation: annotation === NO_NODE ? undefined : readAnnotation(facts, annotation),
    value: value === NO_NODE ? undefined : readExpression(facts, value),
    reference: facts.references.ofVariable(binding),
    writes,
  }
}

/** `type Name = ...`: as a variable that is given the type once. */
function readAlias(facts: FileFacts, name: string, node: Node): VariableSummary {
  const { tree } = facts
  const type = tree.child(tree.ancestor(node, k.K_TYPE_ALIAS_STATEMENT), k.F_RIGHT)
  return aliasOf(facts, name, node, type)
}

/** `Name: TypeAlias = ...`: the annotation says what kind of thing it is, not what its value is. */
function isAliasMark(facts: FileFacts, annotation: Node): boolean {
  const type = readAnnotation(facts, annotation)
  return type.kind === 'name' && /(?:^|\.)TypeAlias$/.test(type.origin ?? type.text)
}

function aliasOf(facts: FileFacts, name: string, node: Node, type: Node): VariableSummary {
  return {
    name,
    at: placeOf(facts, node),
    annotation: undefined,
    value: readAnnotation(facts, type),
    reference: undefined,
    writes: 1,
  }
}

/** Calls that are statements of the module or of a class body, outside of functions. */
function readStatements(facts: FileFacts): ModuleSummary['statements'] {
  const { tree } = facts
  const found = []
  for (const statement of facts.nodesOfKind(k.K_EXPRESSION_STATEMENT)) {
    const value = statement + 1
    if (value >= tree.endOfSubtree(statement) || tree.kind(value) !== k.K_CALL) continue
    if (facts.enclosingFunction(statement) === undefined) found.push(readExpression(facts, value))
  }
  return found
}

function isDynamic(facts: FileFacts): boolean {
  if (facts.callsTo('builtins.globals').length > 0) return true
  // `sys.modules[__name__] = Lazy()`, `vars()[name] = value`, members of an enum.
  if (/\bsys\.modules\b|\b(?:vars|locals|exec|_convert_?)\(/.test(facts.tree.source)) return true
  const module = facts.scopes[0]
  const own = module && facts.lookup(module, '__getattr__')
  return own?.scope === module
}

/** `if __name__ == '__main__':` */
function isScript(facts: FileFacts): boolean {
  if (facts.path.endsWith('__main__.py')) return true
  const { tree } = facts
  return facts.nodesOfKind(k.K_IF_STATEMENT).some((node) => {
    if (tree.parent(node) !== 0) return false
    const condition = tree.child(node, k.F_CONDITION)
    return (
      condition !== NO_NODE && /__name__.*__main__|__main__.*__name__/.test(tree.spelled(condition))
    )
  })
}
