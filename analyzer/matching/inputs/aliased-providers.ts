// Parameters that a framework fills with what a function gives, where the annotation is an alias for
// it: `CurrentUser = Annotated[User, Depends(read_user)]` of any module, `def show(user: CurrentUser)`.
import { readParameterDependency } from '../../domain/routes/dependency-syntax.ts'
import type { Project } from '../../engine/project.ts'
import { defineTable } from '../../engine/table.ts'
import { type Expression, originOf, type Place } from '../../facts/expression.ts'
import type { ProjectFunction } from '../../project/values.ts'

export interface AliasedProvider {
  readonly targets: readonly ProjectFunction[]
  /** Where the function of the parameter is defined. */
  readonly at: Place
}

/** What provides it, by path and symbol of the function and the name of the parameter, separated by spaces. */
export const aliasedProviders = defineTable({
  id: 'parameters that an alias of a dependency fills',
  make(project): ReadonlyMap<string, AliasedProvider> {
    const found = new Map<string, AliasedProvider>()
    const aliases = namesOfAliases(project)
    if (aliases.size === 0) return found
    const { index, domain } = project
    for (const { module, summary } of index.functions) {
      for (const parameter of summary.parameters) {
        if (!namesOf(parameter.annotation).some((name) => aliases.has(name))) continue
        const written = readParameterDependency(domain.meanings, module, parameter)
        if (written === undefined) continue
        const provider = domain.meanings.value(written.from, written.given)
        const key = `${module.summary.path} ${summary.symbol} ${parameter.name}`
        found.set(key, { targets: index.callTargets(provider), at: summary.at })
      }
    }
    return found
  },
})

/** Names that modules give to types with metadata. */
function namesOfAliases({ index }: Project): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { summary } of index.graph.modules) {
    for (const { name, value } of summary.variables) {
      if (value?.kind === 'subscript' && lastPart(value.value) === 'Annotated') found.add(name)
    }
  }
  return found
}

/** The names in an annotation: one, or those of a union. */
function namesOf(annotation: Expression | undefined): readonly string[] {
  if (annotation?.kind === 'union') return annotation.items.flatMap(namesOf)
  return annotation?.kind === 'name' ? [lastPart(annotation)] : []
}

const lastPart = (expression: Expression): string => originOf(expression)?.split('.').at(-1) ?? ''
