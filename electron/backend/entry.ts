// The backend process under Electron: the shell's messages in, ports to windows, one backend behind.
import { parseArgs } from 'node:util'
import type { AnalysisEvents, AnalysisHost, AnalysisProcess } from '../analysis/host.ts'
import type { FromAnalysis, ToAnalysis } from '../analysis/messages.ts'
import { warmHost } from '../analysis/warm-host.ts'
import type { EventData, EventName, Handlers } from '../api/contract.ts'
import {
  type ControlAnswer,
  type ControlRequest,
  type PageToPrint,
  ToBackendSchema,
  type ToShell,
} from '../api/control.ts'
import { AppError, type ErrorData } from '../api/errors.ts'
import { type Port, type Service, serve } from '../api/serve.ts'
import { type Backend, createBackend } from './backend.ts'
import { cacheFolderOf } from './data-folder.ts'

/** When the parts that no first frame needs are loaded, in milliseconds after the start. */
const PREPARE_AFTER = 2_000

/** The ends of Electron's channels as this process sees them. */
interface ShellPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
  start(): void
  close(): void
}

interface ParentPort {
  postMessage(message: ToShell): void
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly ShellPort[] }) => void,
  ): void
}

// Electron puts the port on `process`; Node's typings do not know it.
const parentPort = (process as { readonly parentPort?: ParentPort }).parentPort
if (parentPort === undefined) {
  throw new Error('The backend process is started by the shell.')
}
run(parentPort)

function run(shell: ParentPort): void {
  const { values } = parseArgs({
    options: {
      'data-dir': { type: 'string' },
      version: { type: 'string' },
      runtime: { type: 'string' },
      'sqlite-binding': { type: 'string' },
    },
  })
  const services = new Set<Service>()
  const emit = <E extends EventName>(name: E, data: EventData<E>) => {
    for (const service of services) service.emit(name, data)
  }
  const analyses = shellHost(shell)
  const dataFolder = values['data-dir'] ?? ''
  const printer = shellPrinter(shell)
  const started = start(() =>
    createBackend({
      dataFolder,
      cacheFolder: cacheFolderOf(dataFolder, process.env),
      version: values.version ?? '',
      runtime: values.runtime ?? '',
      nativeBinding: values['sqlite-binding'],
      analysisHost: warmHost(analyses.host),
      printPage: printer.print,
      emit,
    }),
  )
  const handlers = 'handlers' in started ? started.handlers : refusing(started.error)

  shell.on('message', ({ data, ports: [port] }) => {
    const message = ToBackendSchema.parse(data)
    switch (message.kind) {
      case 'window': {
        if (port === undefined) return
        const end = portOf(port)
        const service = serve(end, handlers, { onBug })
        services.add(service)
        end.onClose(() => services.delete(service))
        break
      }
      case 'request':
        void answer(started, message.request, emit).then((response) =>
          shell.postMessage({ kind: 'response', id: message.id, response }),
        )
        break
      case 'analysis':
        if (port !== undefined) analyses.connect(message.id, port)
        break
      case 'analysis-ended':
        analyses.ended(message.id, message.code)
        break
      case 'printed':
        printer.printed(message.id, message.pdf, message.problem)
        break
      case 'close':
        void ('handlers' in started ? started.close() : Promise.resolve()).then(() =>
          shell.postMessage({ kind: 'closed' }),
        )
        break
    }
  })
  shell.postMessage({ kind: 'ready' })
  if (!('handlers' in started)) return
  const { prepare } = started
  setTimeout(() => {
    prepare().catch((error: unknown) => onBug('preparing', error))
  }, PREPARE_AFTER)
}

/** The backend, or why there is none: the window is told by every answer. */
function start(create: () => Backend): Backend | { readonly error: AppError } {
  try {
    return create()
  } catch (error) {
    if (error instanceof AppError) return { error }
    throw error
  }
}

function refusing(error: AppError): Handlers {
  // Every method answers the same, so the names do not matter.
  return new Proxy({} as Handlers, {
    get: () => () => {
      throw error
    },
  })
}

async function answer(
  backend: Backend | { readonly error: AppError },
  request: ControlRequest,
  emit: <E extends EventName>(name: E, data: EventData<E>) => void,
): Promise<ControlAnswer> {
  try {
    if (!('handlers' in backend)) throw backend.error
    switch (request.ask) {
      case 'open-path': {
        const { reviewId } = backend.openPath(request.path)
        if (request.announce) emit('review.opened', { reviewId })
        return { answer: 'open-path', reviewId }
      }
      case 'grant-target':
        return { answer: 'grant-target', ...backend.grantTarget(request.folder) }
      case 'grant-source':
        return { answer: 'grant-source', ...backend.grantSource(request.path) }
      case 'import-file':
        return {
          answer: 'import-file',
          result: await backend.importFile(request.reviewId, request.path),
        }
      case 'write-table':
        await backend.writeTable(request.reviewId, request.findingIds, request.path)
        return { answer: 'write-table' }
      case 'attachment-name': {
        const { reviewId, attachmentId } = request
        return { answer: 'attachment-name', name: backend.attachmentName(reviewId, attachmentId) }
      }
      case 'write-attachment':
        await backend.writeAttachment(request.reviewId, request.attachmentId, request.path)
        return { answer: 'write-attachment' }
      case 'write-walkthrough':
        await backend.writeWalkthrough(request.reviewId, request.format, request.path)
        return { answer: 'write-walkthrough' }
      case 'locate':
        backend.locate(request.reviewId, request.folder)
        return { answer: 'locate' }
      case 'packet-folder':
        return { answer: 'packet-folder', folder: backend.packetFolder(request.reviewId) }
    }
  } catch (error) {
    return { answer: 'error', error: asData(error) }
  }
}

function asData(error: unknown): ErrorData {
  if (error instanceof AppError) return error.toData()
  onBug('shell request', error)
  return {
    code: 'internal',
    message: 'Something in Lectern failed.',
    nextStep: 'Try again. What was saved before is safe.',
  }
}

function onBug(what: string, error: unknown): void {
  console.error(what, error)
}

function portOf(port: ShellPort): Port {
  const closed: (() => void)[] = []
  port.on('close', () => {
    for (const listener of closed) listener()
  })
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', ({ data }) => listener(data))
      port.start()
    },
    onClose: (listener) => closed.push(listener),
    close: () => port.close(),
  }
}

/** Pages that the shell prints on our behalf. */
function shellPrinter(shell: ParentPort) {
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array>>()
  let lastId = 0
  return {
    print(page: PageToPrint, signal?: AbortSignal): Promise<Uint8Array> {
      lastId += 1
      const id = lastId
      const answer = Promise.withResolvers<Uint8Array>()
      waiting.set(id, answer)
      shell.postMessage({ kind: 'print', id, page })
      const stop = (): void => shell.postMessage({ kind: 'stop-print', id })
      signal?.addEventListener('abort', stop, { once: true })
      return answer.promise.finally(() => signal?.removeEventListener('abort', stop))
    },
    printed(id: number, pdf: Uint8Array | undefined, problem: string | undefined): void {
      const answer = waiting.get(id)
      waiting.delete(id)
      if (pdf === undefined) answer?.reject(new Error(problem ?? 'The page was not printed.'))
      else answer?.resolve(pdf)
    },
  }
}

/** Analysis processes that the shell starts and ends on our behalf. */
function shellHost(shell: ParentPort) {
  interface Running extends AnalysisEvents {
    port: ShellPort | undefined
    readonly waiting: ToAnalysis[]
  }
  const running = new Map<number, Running>()
  let lastId = 0
  const host: AnalysisHost = {
    start(events): AnalysisProcess {
      lastId += 1
      const id = lastId
      const process: Running = { ...events, port: undefined, waiting: [] }
      running.set(id, process)
      shell.postMessage({ kind: 'fork-analysis', id })
      return {
        send: (message) => {
          if (process.port === undefined) process.waiting.push(message)
          else process.port.postMessage(message)
        },
        kill: () => shell.postMessage({ kind: 'kill-analysis', id }),
      }
    },
  }
  return {
    host,
    connect(id: number, port: ShellPort): void {
      const process = running.get(id)
      if (process === undefined) {
        port.close()
        return
      }
      process.port = port
      // Checked by the run against the schema of these messages.
      port.on('message', ({ data }) => process.onMessage(data as FromAnalysis))
      port.start()
      for (const message of process.waiting.splice(0)) port.postMessage(message)
    },
    ended(id: number, code: number): void {
      const process = running.get(id)
      running.delete(id)
      process?.port?.close()
      process?.onExit(`The analysis process ended with ${code}.`)
    },
  }
}
