// What a rule makes of the whole project, as a value that two runs can compare: where it is the same,
// the files that asked for it need no new check.
//
// A rule reads one with `project.table(x)`, or only what stands in it under a name with
// `project.has(x, name)` and `project.at(x, name)`: then other parts of it may change. Each stands in
// ../rules/tables.ts; a file that asks for one that does not is checked again whenever any other file
// tells something new.
import type { Project } from './project.ts'

export interface Table<Whole> {
  readonly id: string
  /** Plain data, maps and sets of it, and symbols of the project. */
  readonly make: (project: Project) => Whole
}

export function defineTable<Whole>(table: Table<Whole>): Table<Whole> {
  return table
}
