// Runs the whole analyzer over sources in memory, the way a worker does.
import { createHash } from 'node:crypto'
import {
  type AnalyzerOptions,
  createAnalyzer,
  finishReview,
  type ReviewResult,
  type SourceFile,
} from '../../../analyzer/index.ts'

export function sourceFile(path: string, content: string | Uint8Array): SourceFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return { path, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** Analyses files given by path with one analyzer. */
export function analyze(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: AnalyzerOptions = {},
): ReviewResult {
  const analyzer = createAnalyzer(options)
  const summaries = Object.entries(files).map(([path, content]) =>
    analyzer.summarize(sourceFile(path, content)),
  )
  analyzer.link(summaries)
  return finishReview(Object.keys(files).map((path) => analyzer.check(path)))
}
