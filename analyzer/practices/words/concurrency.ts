// What is said of them: the words of `../concurrency.ts`.
import { practiceWords, share, verb } from './define-words.ts'

export const locksReleased = practiceWords({
  id: 'locks-released',
  title: 'Locks released on every path',
  category: 'thread-safety',
  sentence: (counted) =>
    `${share(counted, 'lock acquisition')} ${verb(counted, 'uses', 'use')} \`with\` or release in \`finally\`.`,
})

export const tasksKept = practiceWords({
  id: 'tasks-kept',
  title: 'Background tasks kept and looked at',
  category: 'async-correctness',
  sentence: (counted) =>
    `${share(counted, 'asyncio task')} ${verb(counted, 'is', 'are')} held by a name, a collection or an await.`,
})

export const sleepsAwaited = practiceWords({
  id: 'sleeps-awaited',
  title: 'Coroutines that wait without blocking',
  category: 'async-blocking',
  sentence: (counted) =>
    `${share(counted, 'pause')} in coroutines ${verb(counted, 'awaits', 'await')} the loop's own sleep.`,
})

export const asyncHttp = practiceWords({
  id: 'async-http-clients',
  title: 'Requests of coroutines through asynchronous clients',
  category: 'async-blocking',
  sentence: (counted) =>
    `${share(counted, 'HTTP request')} made by coroutines ${verb(counted, 'goes', 'go')} through an asynchronous client.`,
})

export const cancellationKept = practiceWords({
  id: 'cancellation-kept',
  title: 'Cancellation passed on',
  category: 'async-correctness',
  sentence: (counted) =>
    `${share(counted, 'handler')} of \`CancelledError\` ${verb(counted, 'raises', 'raise')} it again.`,
})

export const executorsClosed = practiceWords({
  id: 'executors-closed',
  title: 'Pools shut down by `with`',
  category: 'resource',
  sentence: (counted) =>
    `${share(counted, 'executor')} made in functions ${verb(counted, 'is', 'are')} entered with \`with\`.`,
})

export const waitsBounded = practiceWords({
  id: 'waits-bounded',
  title: 'Awaits with a time limit',
  category: 'async-correctness',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'await is' : 'awaits are'} bounded by \`wait_for\` or \`timeout\`.`,
})

export const offloaded = practiceWords({
  id: 'blocking-work-offloaded',
  title: 'Blocking work handed to threads',
  category: 'async-blocking',
  sentence: ({ count }) =>
    `${count} blocking ${count === 1 ? 'call is' : 'calls are'} handed to a thread instead of stopping the event loop.`,
})
