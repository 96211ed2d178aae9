// The shell's side of the window: what the preload script puts on `window`, and typed calls of it.

import { AppError, type ErrorData } from '../../electron/api/errors.ts'
import type { HostInput, HostMethod, HostOutput } from '../../electron/api/host-contract.ts'

declare global {
  interface Window {
    readonly lectern: {
      /** Asks for a port to the backend; it comes as a message of the window to itself. */
      requestPort(): void
      /** JSON text in; JSON text of `{ output }` or `{ error }` out, checked by the shell. */
      host(method: string, inputJson: string): Promise<string>
      /** Absolute path of a file or folder that the user dropped on the window. */
      pathOf(file: File): string
    }
  }
}

const PORT_MESSAGE = 'lectern-port'

/**
 * Asks for a port to the backend and calls back with it, and again with each new one: the shell
 * sends a new port when the backend had to be started again.
 */
export function receivePorts(onPort: (port: MessagePort) => void) {
  window.addEventListener('message', ({ source, data, ports: [port] }: MessageEvent<unknown>) => {
    if (source === window && data === PORT_MESSAGE && port) {
      onPort(port)
    }
  })
  window.lectern.requestPort()
}

type Answer = { readonly output: unknown } | { readonly error: ErrorData }

/** Asks the shell; rejects with an AppError that can be shown. */
export async function askHost<M extends HostMethod>(
  method: M,
  input: HostInput<M>,
): Promise<HostOutput<M>> {
  // The shell validates what it sends with the contract that these types are taken from.
  const answer = JSON.parse(await window.lectern.host(method, JSON.stringify(input))) as Answer
  if ('error' in answer) {
    throw new AppError(answer.error.code, answer.error.message, answer.error.nextStep)
  }
  return answer.output as HostOutput<M>
}
