// Whether the text that a fix leads to is still Python, and which function stands at a line. Parsed in an analysis process, because text
// that a person pastes can be as hostile to a native parser as any file.
import { lineEnd, lineStarts } from '../analysis/fix-regions.ts'
import type { AnalysisHost, AnalysisProcess } from '../analysis/host.ts'
import { readAnalysisMessage } from '../analysis/message-schemas.ts'
import type { FromAnalysis, FunctionOutline } from '../analysis/messages.ts'
import type { StoredFix } from '../store/fixes.ts'
import type { ReviewStore } from '../store/review-store.ts'
import { analysedText } from './text-lines.ts'

/** A process that nobody asks is given back after this time, in milliseconds. */
const IDLE = 30_000
/** Longest time for an answer, in milliseconds. */
const PATIENCE = 10_000

type Inspected = Extract<FromAnalysis, { kind: 'inspected' }>

interface Inspector {
  readonly process: AnalysisProcess
  readonly waiting: Map<number, (answer: Inspected | undefined) => void>
}

export function createFixCheck(host: AnalysisHost) {
  let inspector: Inspector | undefined
  let lastId = 0
  let idle: NodeJS.Timeout | undefined

  function kill(): void {
    clearTimeout(idle)
    inspector?.process.kill()
    inspector = undefined
  }

  /** Nobody has asked for a while. */
  function rest(): void {
    if (inspector?.process.release === undefined) kill()
    else inspector.process.release()
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
          waiting.get(message.id)?.(message)
        },
        onExit() {
          if (inspector === started) inspector = undefined
          for (const answer of waiting.values()) answer(undefined)
        },
      }),
    }
    return started
  }

  function inspect(path: string, text: string): Promise<Inspected | undefined> {
    inspector ??= start()
    const { process, waiting } = inspector
    clearTimeout(idle)
    idle = setTimeout(rest, IDLE)
    idle.unref()
    lastId += 1
    const id = lastId
    return new Promise((resolve) => {
      const timer = setTimeout(kill, PATIENCE)
      waiting.set(id, (answer) => {
        clearTimeout(timer)
        waiting.delete(id)
        resolve(answer)
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
      const { state, detail } = after.record
      if (state === 'analysed' || before?.record.detail === detail) return []
      return [`The file does not parse with this fix. ${detail ?? ''}`.trim()]
    },
    /** The innermost function around a line of an analysed text. */
    async functionAt(
      store: ReviewStore,
      path: string,
      line: number,
    ): Promise<FunctionOutline | undefined> {
      const sha256 = store.findings.textOf(path)
      const text = sha256 === undefined ? undefined : analysedText(store, path, sha256)
      if (text === undefined) return undefined
      const inspected = await inspect(path, text)
      return inspected?.functions
        .filter(({ startLine, endLine }) => startLine <= line && line <= endLine)
        .at(-1)
    },
    close: kill,
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
