// Whether the text that a fix leads to is still Python. Parsed in an analysis process, because text
// that a person pastes can be as hostile to a native parser as any file.
import type { FileRecord } from '../../analyzer/model.ts'
import { lineEnd, lineStarts } from '../analysis/fix-regions.ts'
import type { AnalysisHost, AnalysisProcess } from '../analysis/host.ts'
import { readAnalysisMessage } from '../analysis/message-schemas.ts'
import type { StoredFix } from '../store/fixes.ts'
import type { ReviewStore } from '../store/review-store.ts'
import { analysedText } from './sources.ts'

/** A process that nobody asks is ended after this time, in milliseconds. */
const IDLE = 30_000
/** Longest time for an answer, in milliseconds. */
const PATIENCE = 10_000

interface Inspector {
  readonly process: AnalysisProcess
  readonly waiting: Map<number, (record: FileRecord | undefined) => void>
}

export function createFixCheck(host: AnalysisHost) {
  let inspector: Inspector | undefined
  let lastId = 0
  let idle: NodeJS.Timeout | undefined

  function close(): void {
    clearTimeout(idle)
    inspector?.process.kill()
    inspector = undefined
  }

  function start(): Inspector {
    const waiting: Inspector['waiting'] = new Map()
    const started: Inspector = {
      waiting,
      process: host.start({
        onMessage(received) {
          const message = readAnalysisMessage(received)
          if (message?.kind !== 'inspected') return
          waiting.get(message.id)?.(message.record)
        },
        onExit() {
          if (inspector === started) inspector = undefined
          for (const answer of waiting.values()) answer(undefined)
        },
      }),
    }
    return started
  }

  function inspect(path: string, text: string): Promise<FileRecord | undefined> {
    inspector ??= start()
    const { process, waiting } = inspector
    clearTimeout(idle)
    idle = setTimeout(close, IDLE)
    idle.unref()
    lastId += 1
    const id = lastId
    return new Promise((resolve) => {
      const timer = setTimeout(close, PATIENCE)
      waiting.set(id, (record) => {
        clearTimeout(timer)
        waiting.delete(id)
        resolve(record)
      })
      // The mark says UTF-8, whatever encoding the text itself declares.
      process.send({ kind: 'inspect', id, path, bytes: Buffer.from(`\ufeff${text}`, 'utf8') })
    })
  }

  return {
    /** Sentences about what keeps the fix from being applied; none for a good one. */
    async problemsOf(store: ReviewStore, fix: StoredFix): Promise<string[]> {
      const text = analysedText(store, fix.path, fix.textSha256)
      if (text === undefined) return ['The analysed text was not kept, so the fix is not checked.']
      const fixed = applyFix(text, fix)
      if (fixed === undefined)
        return ['The lines before the fix are not those of the analysed text.']
      // The shown text of a notebook has magics in it, which are not Python.
      if (fix.path.toLowerCase().endsWith('.ipynb')) return []
      const [before, after] = [await inspect(fix.path, text), await inspect(fix.path, fixed)]
      if (after === undefined) return ['The text could not be checked in time.']
      if (after.state === 'analysed' || before?.detail === after.detail) return []
      return [`The file does not parse with this fix. ${after.detail ?? ''}`.trim()]
    },
    close,
  }
}

/** The text with the fix in place; undefined where its lines are not there. */
export function applyFix(
  text: string,
  { startLine, endLine, before, after }: StoredFix,
): string | undefined {
  const starts = lineStarts(text)
  const from = starts[startLine - 1]
  if (from === undefined || endLine > starts.length) return undefined
  const to = lineEnd(text, starts, endLine)
  return text.slice(from, to) === before ? text.slice(0, from) + after + text.slice(to) : undefined
}
