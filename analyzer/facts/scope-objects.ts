// Makes the objects for scopes, functions and classes from what the pass recorded.
import { ClassFacts } from './classes.ts'
import { FunctionFacts } from './functions.ts'
import {
  CLASS_SCOPE,
  FUNCTION_SCOPE,
  LAMBDA_SCOPE,
  type ScopePass,
  TYPE_PARAMETER_SCOPE,
} from './scope-pass.ts'
import { SCOPE_KINDS, type Scope, type ScopeKind } from './scopes.ts'

export interface ScopeObjects {
  readonly scopes: readonly Scope[]
  readonly functions: readonly FunctionFacts[]
  readonly classes: readonly ClassFacts[]
}

interface OpenScope extends Scope {
  function: FunctionFacts | undefined
  class: ClassFacts | undefined
}

export function buildScopes(pass: ScopePass): ScopeObjects {
  const { tree } = pass
  const scopes: Scope[] = []
  const functions: FunctionFacts[] = []
  const classes: ClassFacts[] = []
  /** What symbols inside of each scope start with. */
  const prefixes: string[] = []
  /** The class in whose body each scope stands directly. */
  const bodyOf: (ClassFacts | undefined)[] = []
  for (let id = 0; id < pass.scopeKind.length; id += 1) {
    const kind = pass.scopeKind.at(id)
    const parent = scopes[pass.scopeParent.at(id)]
    const prefix = parent === undefined ? '' : (prefixes[parent.id] as string)
    const scope: OpenScope = {
      id,
      kind: SCOPE_KINDS[kind] as ScopeKind,
      node: pass.scopeNode.at(id),
      parent,
      function: parent?.function,
      class: parent?.class,
    }
    scopes.push(scope)
    const inBody = parent === undefined ? undefined : bodyOf[parent.id]
    const place = { scope, class: inBody, enclosing: parent?.function, prefix }
    if (kind === FUNCTION_SCOPE || kind === LAMBDA_SCOPE) {
      const isGenerator = pass.scopeYields.at(id) === 1
      const found = new FunctionFacts(tree, { ...place, index: functions.length, isGenerator })
      functions.push(found)
      if (kind === FUNCTION_SCOPE) inBody?.methods.push(found)
      scope.function = found
      prefixes.push(`${found.symbol}.<locals>.`)
      bodyOf.push(undefined)
    } else if (kind === CLASS_SCOPE) {
      const found = new ClassFacts(tree, { ...place, index: classes.length })
      classes.push(found)
      scope.class = found
      // Code of a class body runs in the function around it, but is none of its locals.
      prefixes.push(`${found.symbol}.`)
      bodyOf.push(found)
    } else {
      prefixes.push(prefix)
      bodyOf.push(kind === TYPE_PARAMETER_SCOPE ? inBody : undefined)
    }
  }
  return { scopes, functions, classes }
}
