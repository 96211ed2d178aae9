// Asks the backend through a port and hands on its events.
import type { EventData, EventName, Input, Method, Output } from '../../electron/api/contract.ts'
import { AppError, type ErrorData } from '../../electron/api/errors.ts'

export interface Client {
  call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>>
  /** Calls back on every such event until the returned function is called. */
  on<E extends EventName>(name: E, listener: (data: EventData<E>) => void): () => void
}

type Message =
  | { readonly kind: 'result'; readonly id: number; readonly output: string }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorData }
  | { readonly kind: 'event'; readonly name: string; readonly data: string }

interface Waiting {
  readonly resolve: (output: never) => void
  readonly reject: (error: Error) => void
}

/** A client on a port that is served by the backend. */
export function connectPort(port: MessagePort): Client {
  const waiting = new Map<number, Waiting>()
  const listeners = new Map<string, Set<(data: never) => void>>()
  let lastId = 0

  port.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'event') {
      for (const listener of listeners.get(data.name) ?? []) {
        listener(JSON.parse(data.data) as never)
      }
      return
    }
    const call = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.kind === 'error') {
      call?.reject(new AppError(data.error.code, data.error.message, data.error.nextStep))
      return
    }
    // The type was fixed by the method when the call was made.
    call?.resolve(JSON.parse(data.output) as never)
  }
  port.addEventListener('close', () => {
    for (const call of waiting.values()) {
      call.reject(new AppError('backend-lost', 'The backend stopped.', 'Repeat the action.'))
    }
    waiting.clear()
  })

  return {
    call: (method, input) =>
      new Promise((resolve, reject) => {
        lastId += 1
        waiting.set(lastId, { resolve, reject })
        port.postMessage({ kind: 'request', id: lastId, method, input: JSON.stringify(input) })
      }),
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener))
      return () => set.delete(listener)
    },
  }
}
