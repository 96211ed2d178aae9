// Serializers of Django REST framework that name what neither their model nor they themselves have.
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import { stringValue } from '../../../facts/strings.ts'
import { outsideNames } from '../../../gather/tables.ts'
import { knownClass } from '../../../matching/names/known-classes.ts'
import type { ProjectClass } from '../../../project/values.ts'
import { K_CALL, K_LIST, K_TUPLE } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface UnknownField {
  readonly node: Node
  readonly message: string
  /** The class that lacks it. */
  readonly of: ProjectClass
}

const LISTS: ReadonlySet<number> = new Set([K_LIST, K_TUPLE])
/** Fields that a serializer adds without being told: the link to the object itself. */
const ADDED = new Set(['url'])

/** In the order of the file. */
export function unknownSerializerFields(checker: Checker): readonly UnknownField[] {
  const { facts } = checker
  if (!facts.imports.some(({ target }) => /^rest_framework\b/.test(target ?? ''))) return []
  return facts.classes.flatMap((one) => {
    const own = checker.project.index.class(checker.path, one.symbol)
    const names = own && ownNames(checker, own)
    if (own === undefined || names === undefined) return []
    return [...methodFields(checker, one, own, names), ...metaFields(checker, one, names)]
  })
}

/** What a serializer declares; undefined for other classes, and where a base cannot be read. */
function ownNames(checker: Checker, own: ProjectClass): ReadonlySet<string> | undefined {
  const order = checker.project.index.hierarchy.order(own)
  const outside = order.filter((one) => typeof one === 'string')
  if (!outside.some((name) => /^rest_framework\.serializers\.\w*Serializer$/.test(name)))
    return undefined
  if (!outside.every((name) => /^(?:rest_framework|builtins)\./.test(name))) return undefined
  return new Set(
    order.flatMap((one) =>
      typeof one === 'string' ? [] : [...one.attributes.keys(), ...one.methods.keys()],
    ),
  )
}

/** `total = SerializerMethodField()` without a method `get_total`. */
function methodFields(
  { tree, facts }: Checker,
  one: ClassFacts,
  own: ProjectClass,
  names: ReadonlySet<string>,
): readonly UnknownField[] {
  return one.attributes.flatMap(({ name, node, value }) => {
    if (value === NO_NODE || tree.kind(value) !== K_CALL) return []
    const isField = facts.calleeName(value)?.endsWith('.SerializerMethodField') === true
    if (!isField || facts.arguments(value).length > 0 || names.has(`get_${name}`)) return []
    const message = `\`${one.name}\` has no method \`get_${name}\`, which this field calls.`
    return [{ node, message, of: own }]
  })
}

/** `fields = ['id', 'totl']` of `Meta`, in a serializer whose model is known to its last member. */
function metaFields(
  checker: Checker,
  one: ClassFacts,
  names: ReadonlySet<string>,
): readonly UnknownField[] {
  const { tree, facts, project } = checker
  const meta = facts.classes.find((inner) => inner.class === one && inner.name === 'Meta')
  const valueNamed = (name: string) => meta?.attributes.find((own) => own.name === name)?.value
  const model = valueNamed('model') ?? NO_NODE
  const value = model === NO_NODE ? undefined : checker.valueOf(model)
  const known = value?.kind === 'class' ? knownClass(project, value.class) : undefined
  const list = valueNamed('fields') ?? NO_NODE
  if (known === undefined || list === NO_NODE || !LISTS.has(tree.kind(list))) return []
  return tree.namedChildren(list).flatMap((node) => {
    const name = stringValue(tree, node)
    if (name === undefined || ADDED.has(name) || names.has(name) || known.members.has(name)) {
      return []
    }
    if (project.has(outsideNames, name)) return []
    const message = `\`${one.name}\` lists \`${name}\`, which neither it nor its model \`${known.class.summary.name}\` has.`
    return [{ node, message, of: known.class }]
  })
}
