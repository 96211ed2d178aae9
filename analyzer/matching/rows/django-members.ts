// What a model of Django has besides what its class body says: fields give further names, and so do
// the models that point to it.
import { domainOf } from '../../domain/domain-of.ts'
import type { Project } from '../../engine/project.ts'
import { originOf } from '../../facts/expression.ts'
import type { ProjectClass } from '../../project/values.ts'

/** The one base from outside of which every member is known. */
export const DJANGO_MODEL = 'django.db.models.Model'

/** Members of `Model` itself. */
export const DJANGO_MEMBERS: ReadonlySet<string> = new Set(
  `pk id objects save asave delete adelete save_base refresh_from_db arefresh_from_db full_clean clean
  clean_fields validate_unique validate_constraints unique_error_message date_error_message
  get_constraints serializable_value get_deferred_fields from_db check prepare_database_save
  DoesNotExist MultipleObjectsReturned NotUpdated _meta _state _base_manager _default_manager
  _prefetched_objects_cache _perform_unique_checks _get_unique_checks _do_insert _do_update
  _save_table _save_parents _check`.split(/\s+/),
)

/** Values of a class body that add nothing to it but their own name. */
const PLAIN = /^(?:django|builtins|uuid|datetime|decimal|functools|typing|re|logging)\b/

/**
 * Names that a model's fields and relations add to its objects; undefined where a field of another
 * library or a relation with a computed name may add names that nobody can see.
 */
export function djangoNames(project: Project, of: ProjectClass): ReadonlySet<string> | undefined {
  const { orm } = domainOf(project)
  const found = new Set<string>()
  const lines = project.index.hierarchy.order(of)
  for (const one of lines) {
    if (typeof one === 'string') continue
    const model = orm.of(one)
    const further = one.summary.attributes.filter(({ name }) => !model?.managers.includes(name))
    if (further.some(({ value }) => isForeign(project, one, value))) return undefined
    for (const name of model?.columns.keys() ?? []) addColumnNames(name, found)
  }
  const models = lines.flatMap((one) => (typeof one === 'string' ? [] : (orm.of(one) ?? [])))
  for (const pointing of orm.models) {
    if (pointing.library !== 'django') continue
    for (const link of pointing.relationships.values()) {
      const target = orm.targetOf(pointing, link)
      // A model that is named by its settings, and one that no import leads to, may be this one.
      const isHere = target === undefined ? link.target === undefined : models.includes(target)
      if (!isHere) continue
      if (link.backPopulates?.includes('%') === true) return undefined
      const name = pointing.name.toLowerCase()
      for (const own of [link.backPopulates ?? '', name, `${name}_set`]) found.add(own)
    }
  }
  for (const below of project.index.hierarchy.subclasses(of)) {
    found.add(below.summary.name.toLowerCase())
  }
  return found
}

function addColumnNames(name: string, found: Set<string>): void {
  found.add(`${name}_id`)
  found.add(`get_${name}_display`)
  found.add(`get_next_by_${name}`)
  found.add(`get_previous_by_${name}`)
}

/** A field of a library that is not Django's own. */
function isForeign(project: Project, of: ProjectClass, value: OrmValue): boolean {
  if (value?.kind !== 'call') return false
  const origin = originOf(value.callee)
  if (origin === undefined) return true
  if (PLAIN.test(origin)) return false
  const known = project.index.resolveName(of.module, origin)
  return known === undefined || known.kind === 'external'
}

type OrmValue = ProjectClass['summary']['attributes'][number]['value']
