// Asks the backend through a port and hands on its events. The port may be replaced: the backend
// lives in a process that can die and be started again.
import type { EventData, EventName, Input, Method, Output } from '../../electron/api/contract.ts'
import { AppError, type ErrorData } from '../../electron/api/errors.ts'

export interface Client {
  call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>>
  /** Calls back on every such event until the returned function is called. */
  on<E extends EventName>(name: E, listener: (data: EventData<E>) => void): () => void
  /**
   * Speaks through this port from now on. Calls that still wait for the last one are rejected as
   * `backend-lost`; calls that wait for the first one are sent now.
   */
  attach(port: MessagePort): void
  /** Whether a call waits for its answer. */
  isBusy(): boolean
  /** Resolves when no call waits for its answer. */
  whenIdle(): Promise<void>
}

type Message =
  | { readonly kind: 'result'; readonly id: number; readonly output: string }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorData }
  | { readonly kind: 'event'; readonly name: string; readonly data: string }

interface Call {
  readonly request: unknown
  readonly resolve: (output: never) => void
  readonly reject: (error: Error) => void
}

/** A client without a port: calls wait until one is attached. */
export function createClient(): Client {
  const calls = new Map<number, Call>()
  const listeners = new Map<string, Set<(data: never) => void>>()
  let onIdle: (() => void)[] = []
  let port: MessagePort | undefined
  let lastId = 0

  const noteEnd = () => {
    if (calls.size === 0) {
      for (const resolve of onIdle) {
        resolve()
      }
      onIdle = []
    }
  }
  const receive = ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'event') {
      for (const listener of listeners.get(data.name) ?? []) {
        listener(JSON.parse(data.data) as never)
      }
      return
    }
    const call = calls.get(data.id)
    calls.delete(data.id)
    noteEnd()
    if (data.kind === 'error') {
      call?.reject(new AppError(data.error.code, data.error.message, data.error.nextStep))
      return
    }
    // The type was fixed by the method when the call was made.
    call?.resolve(JSON.parse(data.output || 'null') as never)
  }

  return {
    call: (method, input) =>
      new Promise((resolve, reject) => {
        lastId += 1
        const request = { kind: 'request', id: lastId, method, input: JSON.stringify(input) }
        calls.set(lastId, { request, resolve, reject })
        port?.postMessage(request)
      }),
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener))
      return () => set.delete(listener)
    },
    attach: (next) => {
      const waiting = [...calls.values()]
      if (port) {
        port.close()
        calls.clear()
        noteEnd()
        for (const { reject } of waiting) {
          reject(
            new AppError(
              'backend-lost',
              'A part of Lectern had to be started again while it worked on this.',
              'Repeat the action; what was saved is kept.',
            ),
          )
        }
      } else {
        for (const { request } of waiting) {
          next.postMessage(request)
        }
      }
      port = next
      port.onmessage = receive
    },
    isBusy: () => calls.size > 0,
    whenIdle: () =>
      calls.size === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve)),
  }
}
