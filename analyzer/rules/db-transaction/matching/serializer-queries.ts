// Queries in the computed fields of serializers, which run for each row of a list.
import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import { type Expression, keywordOf } from '../../../facts/expression.ts'
import { prefetchedNames } from '../../../gather/prefetched-names.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import type { ProjectClass } from '../../../project/values.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE, K_IDENTIFIER } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface FieldQuery {
  readonly call: Node
  /** `order.lines`. */
  readonly asked: string
  readonly model: OrmModel
  readonly serializer: string
}

/** What is answered from rows that were fetched along. */
const FETCHED = /^(?:all|count|exists)$/
const ASKING =
  /^(?:all|count|exists|filter|exclude|first|last|latest|earliest|get|values|values_list|aggregate|order_by)$/
const LISTING = /(?:^|\.)(?:ModelViewSet|ReadOnlyModelViewSet|ListModelMixin|List\w*APIView)$/

/** In the order of the file. */
export function fieldQueries(checker: Checker): readonly FieldQuery[] {
  const { facts } = checker
  if (!facts.imports.some(({ target }) => /^rest_framework\b/.test(target ?? ''))) return []
  return facts.classes.flatMap((one) => {
    const own = checker.project.index.class(checker.path, one.symbol)
    const model = own === undefined ? undefined : modelOf(checker, one)
    if (own === undefined || model === undefined) return []
    const found = one.attributes.flatMap(({ name, value }) => {
      const isField =
        value !== NO_NODE && facts.calleeName(value)?.endsWith('.SerializerMethodField') === true
      return isField ? queriesOf(checker, one, name, model) : []
    })
    return found.length > 0 && isListed(checker, own) ? found : []
  })
}

/** The model of `Meta`. */
function modelOf(checker: Checker, one: ClassFacts): OrmModel | undefined {
  const meta = checker.facts.classes.find((inner) => inner.class === one && inner.name === 'Meta')
  const model = meta?.attributes.find(({ name }) => name === 'model')?.value ?? NO_NODE
  const value = model === NO_NODE ? undefined : checker.valueOf(model)
  return value?.kind === 'class' ? domainOf(checker.project).orm.of(value.class) : undefined
}

/** `obj.lines.count()` in `get_total(self, obj)`. */
function queriesOf(
  checker: Checker,
  one: ClassFacts,
  field: string,
  model: OrmModel,
): readonly FieldQuery[] {
  const { tree, facts, project } = checker
  const method = one.methods.find(({ name }) => name === `get_${field}`)
  const row = method?.parameters[1]?.name
  if (method === undefined || row === undefined) return []
  return facts.callsOf(method).flatMap((call) => {
    const asked = calleeName(tree, call)
    const manager = ASKING.test(asked) ? receiverOf(tree, call) : NO_NODE
    if (manager === NO_NODE || tree.kind(manager) !== K_ATTRIBUTE) return []
    const object = tree.child(manager, F_OBJECT)
    if (tree.kind(object) !== K_IDENTIFIER || facts.name(object) !== row) return []
    const name = facts.name(tree.child(manager, F_ATTRIBUTE))
    if (domainOf(project).orm.relatedRows(model, name) === undefined) return []
    if (FETCHED.test(asked) && project.gathered(prefetchedNames).has(name)) return []
    return [{ call, asked: tree.text(manager), model, serializer: one.name }]
  })
}

/** True where a view lists rows with the serializer, or another one holds many of it. */
function isListed({ project }: Checker, own: ProjectClass): boolean {
  const { index } = project
  const isOwn = (one: ProjectClass, value: Expression | undefined) => {
    const named = value?.kind === 'call' ? value.callee : value
    if (named?.kind !== 'name' || !named.text.endsWith(own.summary.name)) return false
    const found = named.origin && index.resolveName(one.module, named.origin)
    return typeof found === 'object' && found.kind === 'class' && found.class === own
  }
  return index.classes.some((one) =>
    one.summary.attributes.some(({ name, value }) => {
      if (name === 'serializer_class' && isOwn(one, value)) {
        return index.hierarchy
          .order(one)
          .some((base) => typeof base === 'string' && LISTING.test(base))
      }
      return value?.kind === 'call' && keywordOf(value, 'many') !== undefined && isOwn(one, value)
    }),
  )
}
