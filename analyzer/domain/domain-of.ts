// The domain tables of the project that a rule runs in.
import type { Project } from '../engine/project.ts'
import type { DomainIndex } from './domain.ts'

/** The tables, linked once for the project. */
export function domainOf(project: Project): DomainIndex {
  return project.domain
}
