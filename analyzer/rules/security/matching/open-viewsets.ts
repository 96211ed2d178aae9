// Generic views of Django REST framework that give every signed-in caller all rows of a table whose
// rows have owners.
import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import { limitedViews } from '../../../matching/rows/limited-views.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { type RowOwner, rowOwner } from './row-owners.ts'

/** Bases that find one row by the number in the path. */
const FINDING =
  /^rest_framework\.(?:viewsets|generics|mixins)\.(?:ModelViewSet|ReadOnlyModelViewSet|\w*(?:Retrieve|Update|Destroy)\w*(?:APIView|Mixin))$/
const CHANGING = /ModelViewSet$|Update|Destroy/
/** What narrows the rows or looks at each of them. */
const NARROWING = [
  'get_object',
  'filter_queryset',
  'get_permissions',
  'check_object_permissions',
  'check_permissions',
  'initial',
  'dispatch',
]
const SIGNED_IN = /^(?:IsAuthenticated|IsAuthenticatedOrReadOnly)$/
const PLAIN_FILTER = /^(?:DjangoFilterBackend|SearchFilter|OrderingFilter)$/
const SCOPED = /request|\buser\b|self\.(?!model\b|queryset\b)|for_user|visible|owned/

export interface OpenViewset {
  readonly name: string
  /** The query over all rows. */
  readonly node: Node
  readonly model: OrmModel
  readonly owner: string
}

/** Those of a file, in the order of lines. */
export function openViewsets(checker: Checker): readonly OpenViewset[] {
  if (!checker.facts.imports.some(({ target }) => target?.startsWith('rest_framework'))) return []
  return checker.facts.classes.flatMap((one) => openViewset(checker, one) ?? [])
}

function openViewset(checker: Checker, own: ClassFacts): OpenViewset | undefined {
  const { facts, project, path } = checker
  const known = project.index.class(path, own.symbol)
  if (known === undefined) return undefined
  const { hierarchy } = project.index
  const bases = hierarchy.order(known).filter((one) => typeof one === 'string')
  if (!bases.every((one) => one === '' || /^(?:rest_framework|builtins)\./.test(one)))
    return undefined
  if (bases.includes('') || !bases.some((one) => FINDING.test(one))) return undefined
  if (NARROWING.some((name) => hierarchy.findMethod(known, name) !== undefined)) return undefined
  if (!isForAnybody(checker, own)) return undefined
  const query = queryOf(checker, own, hierarchy.findMethod(known, 'get_queryset') !== undefined)
  if (query === undefined || SCOPED.test(checker.tree.spelled(query))) return undefined
  const orm = domainOf(project).orm
  const named = /^(?:\w+\.)*?(\w+)\.(?:objects|_default_manager)\b/.exec(
    checker.tree.text(query),
  )?.[1]
  const identifier = [...facts.identifiersNamed(named ?? '')].find(
    (node) => node >= query && node < checker.tree.endOfSubtree(query),
  )
  // `models.Order.objects`
  const isMember = identifier !== undefined && checker.tree.fieldOf(identifier) === k.F_ATTRIBUTE
  const written = isMember ? checker.tree.parent(identifier) : identifier
  const model = written === undefined ? undefined : orm.ofValue(checker.valueOf(written))
  const owner = model && (rowOwner(orm, model) ?? ownerByView(checker, model))
  if (model === undefined || owner === undefined) return undefined
  if (!owner.isPersonal && !bases.some((one) => CHANGING.test(one) && !/ReadOnly/.test(one))) {
    return undefined
  }
  return { name: own.name, node: query, model, owner: owner.column }
}

/** The key to rows that another view gives to nobody but those whose they are. */
function ownerByView({ project }: Checker, model: OrmModel): RowOwner | undefined {
  const orm = domainOf(project).orm
  const limited = new Set(project.table(limitedViews).values())
  for (const column of model.columns.values()) {
    const target = column.foreignKey && orm.targetOf(model, column.foreignKey)
    if (target !== undefined && target !== model && limited.has(target.name)) {
      return { column: column.name, isPersonal: true }
    }
  }
  return undefined
}

/** `permission_classes` of its own that ask for nothing but a signed-in caller. */
function isForAnybody(checker: Checker, own: ClassFacts): boolean {
  const { tree } = checker
  const assigned = (name: string) =>
    own.attributes.find((one) => one.name === name)?.value ?? NO_NODE
  const namesOf = (list: Node) =>
    tree.namedChildren(list).map((one) => tree.text(one).split('.').at(-1) ?? '')
  const permissions = assigned('permission_classes')
  if (permissions === NO_NODE) return isForAnybodyByDefault(checker, own)
  const names = namesOf(permissions)
  if (names.length === 0 || !names.every((one) => SIGNED_IN.test(one))) return false
  const filters = assigned('filter_backends')
  return filters === NO_NODE || namesOf(filters).every((one) => PLAIN_FILTER.test(one))
}

/** The settings ask for a signed-in caller, and nothing else does. */
function isForAnybodyByDefault({ project, path }: Checker, own: ClassFacts): boolean {
  const routes = domainOf(project)
    .routes.near(path)
    .filter(({ handlerClass }) => {
      const at = handlerClass?.module.summary.path
      return at === path && handlerClass?.summary.symbol === own.symbol
    })
  return (
    routes.length > 0 &&
    routes.every(({ auth }) => auth.strength === 'user' && auth.certainty === 'known') &&
    !own.attributes.some(({ name }) => name === 'permission_classes' || name === 'filter_backends')
  )
}

/** The query over the rows: `queryset = ...`, or what the one `return` of `get_queryset` gives. */
function queryOf({ tree, facts }: Checker, own: ClassFacts, isComputed: boolean): Node | undefined {
  if (!isComputed) return own.attributes.find(({ name }) => name === 'queryset')?.value
  const method = own.methods.find(({ name }) => name === 'get_queryset')
  if (method === undefined) return undefined
  const returns = [...facts.nodesOfKind(k.K_RETURN_STATEMENT)].filter(
    (node) => facts.enclosingFunction(node) === method,
  )
  const [only, second] = returns
  const body = tree.text(tree.child(method.node, k.F_BODY))
  if (only === undefined || second !== undefined || /request|\buser\b/.test(body)) return undefined
  return tree.namedChildren(only)[0]
}
