// Runs the whole analyzer over sources in memory, the way a worker does.
import { createHash } from 'node:crypto'
import {
  type AnalyzerOptions,
  createAnalyzer,
  finishReview,
  isConfigFile,
  type ReviewResult,
  type SourceFile,
} from '../../../analyzer/index.ts'

export function sourceFile(path: string, content: string | Uint8Array): SourceFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return { path, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** Analyses files given by path with one analyzer; those that set up tools are passed as such. */
export function analyze(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: AnalyzerOptions = {},
): ReviewResult {
  const all = Object.entries(files)
  const configs = all
    .filter(([path]) => isConfigFile(path))
    .map(([path, content]) => ({ path, text: content.toString() }))
  const sources = all.filter(([path]) => !isConfigFile(path))
  const analyzer = createAnalyzer({ configs, ...options })
  const summaries = sources.map(([path, content]) => analyzer.summarize(sourceFile(path, content)))
  analyzer.link(summaries)
  return finishReview(sources.map(([path]) => analyzer.check(path)))
}
