// All tables that rules share or make of the project, one line each.
export {
  addedBuiltins,
  assertingMethods,
  assertingNames,
  closedByConsumers,
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
export { functionsThatWait } from '../matching/calls/blocking-methods.ts'
export { coroutineNames } from '../matching/calls/coroutines.ts'
export { definedNames } from '../matching/calls/own-callees.ts'
export { passwordHashers } from '../matching/calls/password-hashing.ts'
export { aliasedProviders } from '../matching/inputs/aliased-providers.ts'
export { ownEntries } from '../matching/inputs/exposure.ts'
export {
  constructedFields,
  convertedByUrls,
  inputFields,
  inputParameters,
  inputReturns,
  inputSessions,
} from '../matching/inputs/input-flows.ts'
export { decoratedBy } from '../matching/names/decorated-by.ts'
export { namedTasks } from '../matching/names/dotted-names.ts'
export { lostBases } from '../matching/names/known-classes.ts'
export { hasPackages, topNames } from '../matching/names/project-layout.ts'
export { standIns } from '../matching/names/stand-ins.ts'
export { namesCalledAtHome, takenModules, takenNames } from '../matching/names/taken-names.ts'
export { importedPaths, namesOfLoaders } from '../matching/names/unknown-names.ts'
export { applications, loginMiddleware } from '../matching/routes/open-routes.ts'
export { routeDependencies } from '../matching/routes/route-places.ts'
export { productionSettings } from '../matching/routes/settings-places.ts'
export { limitedViews } from '../matching/rows/limited-views.ts'
export { columnNames } from '../matching/rows/model-columns.ts'
export { linkNames } from '../matching/rows/related-origins.ts'
export { relationshipNames } from '../matching/rows/relationships.ts'
export { versionedModels } from '../matching/rows/row-values.ts'
export { softLinks } from '../matching/rows/soft-links.ts'
export { enumColumns } from '../matching/rows/state-columns.ts'
export { uniqueColumnNames } from '../matching/rows/unique-updates.ts'
export {
  nestedTakes,
  nestedTakesByLock,
  nestedTakesByPath,
} from '../matching/shared-state/lock-graph.ts'
export { keptClasses, singletons } from '../matching/shared-state/singletons.ts'
export { changers } from '../matching/shared-state/size-changers.ts'
export { isAtomicByDefault, isAtomicForSure } from '../matching/transactions/django-transactions.ts'
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
