// Parts of what gatherers put together, by name: most files ask for a few names only.
import { defineTable } from '../engine/table.ts'
import { assertingHelpers } from './asserting-helpers.ts'
import { closedGenerators } from './closed-generators.ts'
import { columnChanges } from './column-changes.ts'
import { installedNames } from './installed-names.ts'
import { lateGlobals } from './late-globals.ts'
import { outsideWrites } from './outside-writes.ts'
import { taskMakers } from './task-makers.ts'
import { unresolvedNames } from './unresolved-names.ts'

export const outsideNames = defineTable({
  id: 'names written from outside',
  make: (project) => project.gathered(outsideWrites).names,
})

export const outsideComputed = defineTable({
  id: 'names computed from outside',
  make: (project) => project.gathered(outsideWrites).computed,
})

export const outsideOpen = defineTable({
  id: 'classes open to the outside',
  make: (project) => project.gathered(outsideWrites).open,
})

export const outsideBound = defineTable({
  id: 'names bound from outside',
  make: (project) => project.gathered(outsideWrites).bound,
})

export const assertingNames = defineTable({
  id: 'asserting functions',
  make: (project) => project.gathered(assertingHelpers).names,
})

export const assertingMethods = defineTable({
  id: 'asserting methods',
  make: (project) => project.gathered(assertingHelpers).methods,
})

export const lateSetters = defineTable({
  id: 'setters of late globals',
  make: (project) => project.gathered(lateGlobals),
})

/** Assignments of states by the file in which they stand. */
export const statesByPath = defineTable({
  id: 'states by path',
  make: (project) => Map.groupBy(project.gathered(columnChanges).states, ({ path }) => path),
})

export const addedBuiltins = defineTable({
  id: 'names added to the builtins',
  make: (project) => project.gathered(installedNames),
})

export const oftenUnresolved = defineTable({
  id: 'names that several files read without a definition',
  make: (project) => project.gathered(unresolvedNames),
})

export const closedByConsumers = defineTable({
  id: 'generators that their consumers close',
  make: (project) => project.gathered(closedGenerators),
})

export const taskMakerNames = defineTable({
  id: 'names of functions that give a new task',
  make: (project) => project.gathered(taskMakers).names,
})

export const taskMakerKeys = defineTable({
  id: 'functions that give a new task',
  make: (project) => project.gathered(taskMakers).keys,
})
