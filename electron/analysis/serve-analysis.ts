// The analysis process behind whatever channel it was given.
import { createAnalyzer, type FileSummary, printExpression } from '../../analyzer/index.ts'
import type { Channel } from './channel.ts'
import { conduct } from './conduct.ts'
import { KeptCache } from './kept-cache.ts'
import type { FunctionOutline, InspectRequest, RunRequest } from './messages.ts'
import { createThreads } from './pool.ts'
import { programVersion } from './program-version.ts'

export interface AnalysisProgram {
  /** What each worker thread runs. */
  readonly workerFile: URL
  /** Absolute path of the compiled parser, where there is one. */
  readonly addon: string | undefined
}

/** Conducts runs, one after the other, and inspects texts. */
export function serveAnalysis({ post, listen }: Channel, program: AnalysisProgram): void {
  let isCancelled = false
  let ownVersion: string | undefined
  /** Read once: the code in memory stays as it is when its files are replaced. */
  const version = () => {
    ownVersion ??= programVersion(program.workerFile, program.addon)
    return ownVersion
  }
  const kept = new KeptCache()
  const threads = createThreads(program.workerFile, (reason) => {
    console.error(reason)
    process.exit(70)
  })
  listen((message) => {
    if (message.kind === 'cancel') isCancelled = true
    else if (message.kind === 'prepare') threads.prepare()
    else if (message.kind === 'inspect') inspect(message)
    else void run(message)
  })

  function inspect({ id, path, bytes }: InspectRequest): void {
    const analyzer = createAnalyzer({ parser: { addon: program.addon } })
    const { record, module } = analyzer.summarize({ path, bytes, sha256: '' })
    post({ kind: 'inspected', id, record, functions: outlinesOf(module) })
  }

  async function run(request: RunRequest): Promise<void> {
    isCancelled = false
    try {
      await conduct({
        request,
        post,
        addon: program.addon,
        version,
        kept,
        open: threads.open,
        isCancelled: () => isCancelled,
      })
    } catch (error) {
      console.error(error)
      post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  }
}

function outlinesOf(module: FileSummary['module']): readonly FunctionOutline[] {
  return (module?.functions ?? []).map(({ symbol, at, endLine, isAsync, parameters }) => ({
    symbol,
    startLine: at.line,
    endLine,
    isAsync,
    parameters: parameters.map(({ name, kind, annotation, default: given }) => ({
      name,
      kind,
      annotation: annotation === undefined ? '' : printExpression(annotation),
      hasDefault: given !== undefined,
    })),
  }))
}
