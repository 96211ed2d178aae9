// All tables that rules share or make of the project, one line each.
export {
  addedBuiltins,
  assertingMethods,
  assertingNames,
  lateSetters,
  oftenUnresolved,
  outsideBound,
  outsideComputed,
  outsideNames,
  outsideOpen,
  statesByPath,
  taskMakerKeys,
  taskMakerNames,
} from '../gather/tables.ts'
export { functionsThatWait } from '../matching/blocking-methods.ts'
export { coroutineNames } from '../matching/coroutines.ts'
export { decoratedBy } from '../matching/decorated-by.ts'
export { isAtomicByDefault, isAtomicForSure } from '../matching/django-transactions.ts'
export { namedTasks } from '../matching/dotted-names.ts'
export { ownEntries } from '../matching/exposure.ts'
export {
  constructedFields,
  convertedByUrls,
  inputFields,
  inputParameters,
  inputReturns,
  inputSessions,
} from '../matching/input-flows.ts'
export { lostBases } from '../matching/known-classes.ts'
export { limitedViews } from '../matching/limited-views.ts'
export { nestedTakes, nestedTakesByLock, nestedTakesByPath } from '../matching/lock-graph.ts'
export { columnNames } from '../matching/model-columns.ts'
export { applications, loginMiddleware } from '../matching/open-routes.ts'
export { definedNames } from '../matching/own-callees.ts'
export { passwordHashers } from '../matching/password-hashing.ts'
export { hasPackages, topNames } from '../matching/project-layout.ts'
export { linkNames } from '../matching/related-origins.ts'
export { relationshipNames } from '../matching/relationships.ts'
export { routeDependencies } from '../matching/route-places.ts'
export { versionedModels } from '../matching/row-values.ts'
export { productionSettings } from '../matching/settings-places.ts'
export { keptClasses, singletons } from '../matching/singletons.ts'
export { changers } from '../matching/size-changers.ts'
export { softLinks } from '../matching/soft-links.ts'
export { standIns } from '../matching/stand-ins.ts'
export { enumColumns } from '../matching/state-columns.ts'
export { namesCalledAtHome, takenModules, takenNames } from '../matching/taken-names.ts'
export { uniqueColumnNames } from '../matching/unique-updates.ts'
export { namesOfLoaders } from '../matching/unknown-names.ts'
export { listingDependencies } from './api-contract/missing-pagination-bounds.ts'
export { properties } from './async-blocking/blocking-call-via-helper.ts'
export { coroutineMethods, spawnedFunctions } from './async-correctness/async-without-await.ts'
export { timeColumns } from './datetime/aware-naive-mix.ts'
export { integrityHandler } from './db-transaction/integrity-error-unhandled.ts'
export { takenVariables } from './db-transaction/session-global.ts'
export { ownManagers } from './db-transaction/unordered-pagination.ts'
export { cycles } from './maintainability/cyclic-import.ts'
export { clonesByPath } from './maintainability/duplicate-code.ts'
export { importedNames } from './maintainability/unused-code.ts'
export { rateLimits } from './security/missing-rate-limit.ts'
export { unawaitedTests } from './test-quality/async-test-not-run.ts'
export { testRunner, uncollectedByPath } from './test-quality/test-not-discovered.ts'
export { importedFiles } from './thread-safety/import-time-side-effect.ts'
export { changesFromElsewhere } from './thread-safety/module-level-mutable-state.ts'
