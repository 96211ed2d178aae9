// What the model of a request lets a client send.
import { domainOf } from '../../domain/domain-of.ts'
import type { Spot } from '../../domain/meanings.ts'
import type { Checker } from '../../engine/checker.ts'
import { constantOf, type Expression, keywordOf } from '../../facts/expression.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import type { ProjectClass } from '../../project/values.ts'

export interface RequestModel {
  readonly fields: ReadonlySet<string>
  /** True if it keeps what it does not name: `extra='allow'`. */
  readonly isOpen: boolean
  /** Where it says so. */
  readonly opened?: Spot
  /** Where each of its fields is declared. */
  readonly spots: ReadonlyMap<string, Spot>
}

const PYDANTIC = /^(?:pydantic|sqlmodel|ninja|pydantic_settings)\b/

/** The Pydantic model that annotates a parameter; undefined where it is not wholly known. */
export function requestModel(
  checker: Checker,
  owner: FunctionFacts | undefined,
  parameter: Parameter,
): RequestModel | undefined {
  const { index, meanings } = domainOf(checker.project)
  const own = owner && index.function(checker.path, owner.symbol)
  const annotation = own?.summary.parameters.find(({ name }) => name === parameter.name)?.annotation
  const model = own && meanings.class(own.module, plainType(annotation))
  return model && fieldsOf(checker, model)
}

/** `UserIn` of `Annotated[UserIn, Body()]` and `UserIn | None`. */
function plainType(annotation: Expression | undefined): Expression | undefined {
  if (annotation?.kind === 'subscript' || annotation?.kind === 'union') return annotation.items[0]
  return annotation
}

/** The fields of a Pydantic model; undefined for other classes, and where a base is not known. */
export function fieldsOf({ project }: Checker, model: ProjectClass): RequestModel | undefined {
  const fields = new Set<string>()
  let isOpen = false
  let isPydantic = false
  let opened: Spot | undefined
  const spots = new Map<string, Spot>()
  for (const one of domainOf(project).index.hierarchy.order(model)) {
    if (typeof one === 'string') {
      isPydantic ||= PYDANTIC.test(one)
      if (!PYDANTIC.test(one) && !/^(?:builtins|typing|abc)\b|^(?:object|ABC|Generic)$/.test(one)) {
        return undefined
      }
      continue
    }
    const { path } = one.module.summary
    for (const { name, annotation, value, at } of one.summary.attributes) {
      if (annotation !== undefined) fields.add(name)
      if (annotation !== undefined && !spots.has(name)) spots.set(name, { path, at })
      if (name !== 'model_config' || !allowsExtra(value)) continue
      isOpen = true
      opened = { path, at }
    }
    isOpen ||= [...one.nested.values()].some(({ summary }) =>
      summary.attributes.some(
        ({ name, value }) => name === 'extra' && /allow/.test(JSON.stringify(value ?? null)),
      ),
    )
  }
  return isPydantic ? { fields, isOpen, spots, ...(opened && { opened }) } : undefined
}

function allowsExtra(config: Expression | undefined): boolean {
  const named = constantOf(keywordOf(config, 'extra'))
  if (config?.kind !== 'dict') return named === 'allow'
  return config.entries.some(
    ({ key, value }) => constantOf(key) === 'extra' && constantOf(value) === 'allow',
  )
}
