// What the rest of Lectern may use of the analyzer.
//
// A run, in as many threads as there are:
//   1. in each worker: `const analyzer = createAnalyzer({ settings, readSource })`
//   2. `analyzer.summarize({ path, bytes, sha256 })` for each file, in any worker -> FileSummary
//   3. in every worker that will check: `analyzer.link(summaries)` with those of all files
//   4. `analyzer.check(path)` for each file, best in the worker that summarized it -> FileReport
//   5. once, in the coordinating thread: `finishReview(reports)` -> ReviewResult
// Let the event loop turn (await a message or `setImmediate`) at least once for each megabyte that
// is summarized or read again: only then are the parser's trees freed. A worker that answers one
// message for each file does so by itself.
// Summaries and reports are plain data: they can be cloned between threads and kept as JSON.
// `check` gives the same report in every worker: where the file is no longer kept, it is read again
// through `readSource`. Nothing here throws on account of what a file contains.
export { type ConfigFile, isPytestConfig as isConfigFile } from './domain/tests/pytest-config.ts'
export {
  type Analyzer,
  type AnalyzerOptions,
  createAnalyzer,
} from './engine/analyzer.ts'
export { type FileSuppression, finishReview, type ReviewResult } from './engine/finish.ts'
export type { FileObservations, FileReport, FileSummary, SourceFile } from './engine/phases.ts'
export {
  type AnalyzerSettings,
  DEFAULT_SETTINGS,
  type PathSettings,
} from './engine/settings.ts'
export { printExpression } from './facts/expression.ts'
export { combinePractices, type PracticeResult } from './practices/combine.ts'
export { type ConcurrencyCount, combineConcurrency } from './practices/concurrency-kinds.ts'
export type { Inputs } from './project/reads.ts'
export { SUMMARY_VERSION } from './project/summary.ts'
export { CATALOGUE, type CatalogueEntry } from './rules/catalogue.ts'
export { RULES, ruleById } from './rules/index.ts'
