// Answers the window's requests on a port. Every message is parsed here and nowhere else: an
// unknown method, a wrong input or too large a payload never reaches a handler.
import {
  EVENTS,
  type EventData,
  type EventName,
  type Handlers,
  METHODS,
  type Method,
  RequestSchema,
} from './contract.ts'
import { AppError, type ErrorData } from './errors.ts'

/** One end of a channel, whatever process it leads to. */
export interface Port {
  postMessage(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

export interface ServeOptions {
  /** Also parse what handlers return and what events carry; for tests and development. */
  readonly checkOutputs?: boolean
  /** Told of a handler that failed unexpectedly; the caller only learns `internal`. */
  readonly onBug: (method: string, error: unknown) => void
}

export interface Service {
  emit<E extends EventName>(name: E, data: EventData<E>): void
}

/** Serves a port until it closes. */
export function serve(port: Port, handlers: Handlers, options: ServeOptions): Service {
  port.onMessage((message) => {
    const request = RequestSchema.safeParse(message)
    if (!request.success) return
    const { id, method, input } = request.data
    answer(handlers, method, input, options).then(
      (output) => port.postMessage({ kind: 'result', id, output }),
      (error: unknown) => {
        port.postMessage({ kind: 'error', id, error: toErrorData(error, method, options) })
      },
    )
  })
  return {
    emit: (name, data) => {
      const checked = options.checkOutputs ? EVENTS[name].parse(data) : data
      port.postMessage({ kind: 'event', name, data: JSON.stringify(checked) })
    },
  }
}

async function answer(
  handlers: Handlers,
  method: string,
  json: string,
  options: ServeOptions,
): Promise<string> {
  if (!isMethod(method)) {
    throw new AppError('invalid-input', `There is no method ${method}.`, 'Restart Lectern.')
  }
  const input = METHODS[method].input.safeParse(parseJson(json))
  if (!input.success) {
    const [issue] = input.error.issues
    const place = issue?.path.join('.') ?? ''
    throw new AppError(
      'invalid-input',
      `${method} was called with an unusable value${place === '' ? '' : ` at ${place}`}: ${issue?.message ?? ''}`,
      'Correct the value and try again.',
    )
  }
  // The handler of a method takes what the schema of that same method has just produced.
  const handler = handlers[method] as (input: unknown) => unknown
  const output = await handler(input.data)
  return JSON.stringify(options.checkOutputs ? METHODS[method].output.parse(output) : output)
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(METHODS, name)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('invalid-input', 'The request is not JSON.', 'Restart Lectern.', { cause })
  }
}

function toErrorData(error: unknown, method: string, options: ServeOptions): ErrorData {
  if (error instanceof AppError) return error.toData()
  options.onBug(method, error)
  return {
    code: 'internal',
    message: 'Something in Lectern failed.',
    nextStep: 'Try again. What was saved before is safe.',
  }
}
