import { type Handlers, METHODS, type Method } from '../api/contract.ts'

type MethodOf<Topic extends string> = Extract<Method, `${Topic}.${string}`>

/**
 * Handlers of all methods of `topics`, of a part of the program that `load` brings: each waits for it
 * and is then answered by its own. What `load` throws is thrown to who asked.
 */
export function loadedHandlers<Topic extends string>(
  topics: readonly Topic[],
  load: () => Promise<Pick<Handlers, MethodOf<Topic>>>,
): Pick<Handlers, MethodOf<Topic>> {
  const handlers = methodsOf(topics).map((method) => [
    method,
    async (input: never) => (await load())[method](input),
  ])
  // One entry for each method, which the type of Object.fromEntries cannot say.
  return Object.fromEntries(handlers) as Pick<Handlers, MethodOf<Topic>>
}

function methodsOf<Topic extends string>(topics: readonly Topic[]): MethodOf<Topic>[] {
  return Object.keys(METHODS).filter((method): method is MethodOf<Topic> =>
    topics.some((topic) => method.startsWith(`${topic}.`)),
  )
}
