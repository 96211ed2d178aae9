// Fields of serializers that take the number of any row, of a table whose rows a view limits to the caller.
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import { comparedMembers } from '../../../gather/compared-members.ts'
import { keywordArgument } from '../../../matching/calls/calls.ts'
import { limitedViews } from '../../../matching/rows/limited-views.ts'
import { K_CALL } from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'

export interface OpenRelatedField {
  readonly call: Node
  readonly model: string
  readonly field: string
}

const RELATED = /^rest_framework\.(?:serializers|relations)\.(?:PrimaryKey|Slug)RelatedField$/
/** Methods in which a serializer narrows its fields or looks at what it was given. */
const LOOKS = ['__init__', 'get_fields', 'validate', 'get_extra_kwargs', 'to_internal_value']

/** Those of a file, in the order of lines. */
export function openRelatedFields(checker: Checker): readonly OpenRelatedField[] {
  const { facts, project } = checker
  if (facts.identifiersNamed('queryset').length === 0) return []
  if (!facts.imports.some(({ target }) => target?.startsWith('rest_framework'))) return []
  return facts.classes.flatMap((own) => {
    const fields = own.attributes.flatMap(
      ({ name, value }) => readField(checker, name, value) ?? [],
    )
    if (fields.length === 0) return []
    const limited = new Set(project.table(limitedViews).values())
    return fields.filter((one) => limited.has(one.model) && !isLooked(checker, own, one.field))
  })
}

function readField(checker: Checker, field: string, value: Node): OpenRelatedField | undefined {
  const { tree, facts } = checker
  if (tree.kind(value) !== K_CALL || !RELATED.test(facts.calleeName(value) ?? '')) return undefined
  const query = keywordArgument(tree, value, 'queryset')
  const model = /^(?:\w+\.)*(\w+)\.objects(?:\.all\(\))?$/.exec(tree.text(query))?.[1]
  return model === undefined ? undefined : { call: value, model, field }
}

/** Looked at by the serializer, or compared by somebody who is handed the row. */
function isLooked({ project, path }: Checker, own: ClassFacts, field: string): boolean {
  const known = project.index.class(path, own.symbol)
  if (known === undefined) return true
  const { hierarchy } = project.index
  const bases = hierarchy.order(known)
  if (bases.some((one) => one === '')) return true
  if ([...LOOKS, `validate_${field}`].some((name) => hierarchy.findMethod(known, name))) return true
  return [...project.gathered(comparedMembers)].some((one) => one.startsWith(`${field}.`))
}
