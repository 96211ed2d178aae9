// All tables that rules share or make of the project, one line each.
export {
  assertingMethods,
  assertingNames,
  lateSetters,
  outsideBound,
  outsideComputed,
  outsideNames,
  outsideOpen,
  statesByPath,
} from '../gather/tables.ts'
export { coroutineNames } from '../matching/coroutines.ts'
export { lockKinds, nestedTakes, nestedTakesByPath } from '../matching/lock-graph.ts'
export { columnNames } from '../matching/model-columns.ts'
export { enumColumns } from '../matching/state-columns.ts'
export { definedNames } from './api-contract/unknown-keyword-argument.ts'
export { timeColumns } from './datetime/aware-naive-mix.ts'
export { cycles } from './maintainability/cyclic-import.ts'
export { clonesByPath } from './maintainability/duplicate-code.ts'
export { unawaitedTests } from './test-quality/async-test-not-run.ts'
export { uncollectedByPath } from './test-quality/test-not-discovered.ts'
