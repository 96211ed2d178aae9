// The domain tables of the project that a rule runs in.
import type { Project } from '../engine/project.ts'
import { type DomainIndex, linkDomain } from './domain.ts'

const KEY = {}

/** The tables, linked once for the project. */
export function domainOf(project: Project): DomainIndex {
  return project.once(KEY, ({ index, configs, makeShared }) =>
    linkDomain(index, configs, makeShared),
  )
}
