// The life of the backend process: start, talk, start again when it dies. On its behalf the shell
// also starts and kills analysis processes, because only the shell can.
import { join } from 'node:path'
import {
  MessageChannelMain,
  type MessagePortMain,
  type UtilityProcess,
  utilityProcess,
} from 'electron'
import {
  type ControlAnswer,
  type ControlRequest,
  type PageToPrint,
  type ToBackend,
  type ToShell,
  ToShellSchema,
} from '../api/control.ts'
import { AppError } from '../api/errors.ts'
import { createPrinter } from './print-page.ts'

export interface BackendOptions {
  /** Folder with backend.js and analysis.js. */
  readonly programFolder: string
  readonly arguments: readonly string[]
  /** Told after the backend died and a new one runs; windows then need a new port. */
  readonly onRestart: () => void
}

/** Restarts within this time count as one series; a longer quiet spell starts a new one. */
const SERIES_MILLISECONDS = 60_000
const MAX_RESTARTS_IN_SERIES = 5

export class BackendProcess {
  readonly #options: BackendOptions
  readonly #calls = new Map<number, (answer: ControlAnswer) => void>()
  readonly #analyses = new Map<number, UtilityProcess>()
  readonly #printer = createPrinter()
  readonly #printing = new Map<number, AbortController>()
  #process: UtilityProcess
  #lastCall = 0
  #restarts: number[] = []
  #closing: (() => void) | undefined

  constructor(options: BackendOptions) {
    this.#options = options
    this.#process = this.#start()
  }

  /** Gives a window's port to the backend and returns the window's end. */
  openPort(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain()
    this.#send({ kind: 'window' }, [port1])
    return port2
  }

  /** Asks the backend. Rejects with an AppError when it answers one or dies before it answers. */
  async ask<A extends ControlRequest['ask']>(
    request: ControlRequest & { ask: A },
  ): Promise<ControlAnswer & { answer: A }> {
    this.#lastCall += 1
    const id = this.#lastCall
    const answer = await new Promise<ControlAnswer>((resolve) => {
      this.#calls.set(id, resolve)
      this.#send({ kind: 'request', id, request })
    })
    if (answer.answer === 'error') {
      throw new AppError(answer.error.code, answer.error.message, answer.error.nextStep)
    }
    if (!isAnswerTo(request.ask, answer)) {
      throw new Error(`The backend answered ${answer.answer} to ${request.ask}.`)
    }
    return answer
  }

  /** Lets the backend finish what it writes, at most for `milliseconds`, then ends it. */
  async close(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#closing = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#send({ kind: 'close' })
    })
    for (const analysis of this.#analyses.values()) analysis.kill()
    this.#process.kill()
  }

  #start(): UtilityProcess {
    const { programFolder, arguments: args } = this.#options
    const child = utilityProcess.fork(join(programFolder, 'backend.js'), [...args], {
      serviceName: 'Lectern backend',
    })
    child.on('message', (message: unknown) => this.#receive(message))
    child.on('exit', () => this.#ended(child))
    return child
  }

  #send(message: ToBackend, ports: MessagePortMain[] = []): void {
    this.#process.postMessage(message, ports)
  }

  #receive(raw: unknown): void {
    const message: ToShell = ToShellSchema.parse(raw)
    switch (message.kind) {
      case 'ready':
        break
      case 'response':
        this.#calls.get(message.id)?.(message.response)
        this.#calls.delete(message.id)
        break
      case 'fork-analysis':
        this.#forkAnalysis(message.id)
        break
      case 'kill-analysis':
        this.#analyses.get(message.id)?.kill()
        break
      case 'print':
        void this.#print(message.id, message.page)
        break
      case 'stop-print':
        this.#printing.get(message.id)?.abort()
        break
      case 'closed':
        this.#closing?.()
        break
    }
  }

  async #print(id: number, page: PageToPrint): Promise<void> {
    const stop = new AbortController()
    this.#printing.set(id, stop)
    try {
      const pdf = new Uint8Array(await this.#printer(page, stop.signal))
      this.#send({ kind: 'printed', id, pdf })
    } catch (error) {
      const problem = error instanceof Error ? error.message.slice(0, 2_000) : 'unknown'
      this.#send({ kind: 'printed', id, problem })
    } finally {
      this.#printing.delete(id)
    }
  }

  #forkAnalysis(id: number): void {
    const child = utilityProcess.fork(join(this.#options.programFolder, 'analysis.js'), [], {
      serviceName: 'Lectern analysis',
    })
    const { port1, port2 } = new MessageChannelMain()
    this.#analyses.set(id, child)
    child.on('exit', (code) => {
      this.#analyses.delete(id)
      this.#send({ kind: 'analysis-ended', id, code })
    })
    child.postMessage({ kind: 'port' }, [port1])
    this.#send({ kind: 'analysis', id }, [port2])
  }

  #ended(child: UtilityProcess): void {
    if (child !== this.#process) return
    if (this.#closing !== undefined) {
      this.#closing()
      return
    }
    for (const analysis of this.#analyses.values()) analysis.kill()
    this.#analyses.clear()
    for (const stop of this.#printing.values()) stop.abort()
    for (const answer of this.#calls.values()) {
      answer({
        answer: 'error',
        error: {
          code: 'backend-lost',
          message: 'The part of Lectern that stores reviews stopped.',
          nextStep: 'Try again. What was saved before is safe.',
        },
      })
    }
    this.#calls.clear()
    const now = Date.now()
    this.#restarts = [...this.#restarts.filter((at) => now - at < SERIES_MILLISECONDS), now]
    if (this.#restarts.length > MAX_RESTARTS_IN_SERIES) {
      throw new Error('The backend process cannot be kept alive.')
    }
    this.#process = this.#start()
    this.#options.onRestart()
  }
}

function isAnswerTo<A extends ControlRequest['ask']>(
  ask: A,
  answer: ControlAnswer,
): answer is ControlAnswer & { answer: A } {
  return answer.answer === ask
}
