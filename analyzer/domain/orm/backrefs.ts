// `backref=` of a relationship makes an attribute of the model at its other end, which stands nowhere
// in that model's class.
import type { OrmModel, OrmRelationship } from './model.ts'

/** The models with the relationships that others make for them; those of their own stay. */
export function withBackrefs(models: readonly OrmModel[]): readonly OrmModel[] {
  const made = new Map<OrmModel, Map<string, OrmRelationship>>()
  const byId = new Map(models.map((one) => [one.id, one]))
  const byName = Map.groupBy(models, ({ name }) => name)
  for (const model of models) {
    for (const link of model.relationships.values()) {
      const target = link.backref && targetOf(byId, byName, model, link)
      if (link.backref === undefined || target === undefined) continue
      const { name, lazy } = link.backref
      if (target.relationships.has(name) || target.columns.has(name)) continue
      const own = made.get(target) ?? new Map<string, OrmRelationship>()
      made.set(target, own)
      // Models that inherit the relationship inherit what it makes.
      if (own.has(name)) continue
      own.set(name, {
        path: link.path,
        at: link.at,
        name,
        target: model.name,
        model: model.id,
        cascade: [],
        backPopulates: link.name,
        ...(lazy !== undefined && { lazy }),
        // The other end of several rows is one; the other end of one may be either.
        isList: link.isList === true ? false : undefined,
        isPassiveDelete: false,
      })
    }
  }
  return models.map((model) => {
    const own = made.get(model)
    return own === undefined
      ? model
      : { ...model, relationships: new Map([...model.relationships, ...own]) }
  })
}

function targetOf(
  byId: ReadonlyMap<string, OrmModel>,
  byName: ReadonlyMap<string, readonly OrmModel[]>,
  of: OrmModel,
  { model, target }: OrmRelationship,
): OrmModel | undefined {
  if (model !== undefined) return byId.get(model)
  const named = byName.get(target ?? '') ?? []
  return named.find(({ path }) => path === of.path) ?? (named.length === 1 ? named[0] : undefined)
}
