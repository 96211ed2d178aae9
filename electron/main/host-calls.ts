// The window's calls to the shell: checked for who sends them, parsed by the contract, answered as
// JSON text of `{ output }` or `{ error }`.
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import { AppError, type ErrorData } from '../api/errors.ts'
import {
  HOST_METHODS,
  type HostInput,
  type HostMethod,
  type HostOutput,
} from '../api/host-contract.ts'
import { APP_ORIGIN } from './app-protocol.ts'

export type HostHandlers = {
  readonly [M in HostMethod]: (
    input: HostInput<M>,
    sender: WebContents,
  ) => HostOutput<M> | Promise<HostOutput<M>>
}

const MAX_INPUT = 5_000_000

/** Answers the calls of our own windows' main frames; anyone else is refused. */
export function answerHostCalls(ipc: IpcMain, handlers: HostHandlers): void {
  ipc.handle('host', async (event, method: unknown, input: unknown) => {
    try {
      assertOwnWindow(event)
      return JSON.stringify({ output: await answer(handlers, event.sender, method, input) })
    } catch (error) {
      return JSON.stringify({ error: toErrorData(error) })
    }
  })
}

/** True for the main frame of a page that was loaded from the application itself. */
export function isOwnFrame(event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>): boolean {
  const { sender, senderFrame } = event
  return (
    senderFrame !== null &&
    senderFrame !== undefined &&
    senderFrame === sender.mainFrame &&
    senderFrame.url.startsWith(`${APP_ORIGIN}/`)
  )
}

function assertOwnWindow(event: IpcMainInvokeEvent): void {
  if (!isOwnFrame(event)) {
    throw new AppError('invalid-input', 'The call came from a foreign page.', 'Restart Lectern.')
  }
}

async function answer(
  handlers: HostHandlers,
  sender: WebContents,
  method: unknown,
  input: unknown,
): Promise<unknown> {
  if (!isHostMethod(method) || typeof input !== 'string' || input.length > MAX_INPUT) {
    throw new AppError('invalid-input', 'The call is not part of the contract.', 'Restart Lectern.')
  }
  const parsed = HOST_METHODS[method].input.safeParse(JSON.parse(input))
  if (!parsed.success) {
    throw new AppError(
      'invalid-input',
      `${method} was called with an unusable value.`,
      'Restart Lectern.',
    )
  }
  // The handler of a method takes what the schema of that same method has just produced.
  const handler = handlers[method] as (input: unknown, sender: WebContents) => unknown
  return await handler(parsed.data, sender)
}

function isHostMethod(name: unknown): name is HostMethod {
  return typeof name === 'string' && Object.hasOwn(HOST_METHODS, name)
}

function toErrorData(error: unknown): ErrorData {
  if (error instanceof AppError) return error.toData()
  console.error('A call to the shell failed:', error)
  return { code: 'internal', message: 'Something in Lectern failed.', nextStep: 'Try again.' }
}
