// What is said of them: the words of `../errors.ts`.
import { practiceWords, share, verb } from './define-words.ts'

export const chained = practiceWords({
  id: 'exceptions-chained',
  title: 'Causes kept when an exception is translated',
  category: 'error-handling',
  sentence: (counted) =>
    `${share(counted, 'exception')} raised in handlers ${verb(counted, 'names its', 'name their')} cause with \`from\`.`,
})

export const specific = practiceWords({
  id: 'specific-handlers',
  title: 'Handlers that name what they expect',
  category: 'error-handling',
  sentence: (counted) =>
    `${share(counted, 'handler')} ${verb(counted, 'names', 'name')} a specific exception.`,
})

export const filesClosed = practiceWords({
  id: 'files-closed',
  title: 'Files closed by `with`',
  category: 'resource',
  sentence: (counted) =>
    `${share(counted, 'file')} ${verb(counted, 'is', 'are')} opened in a \`with\` statement.`,
})

export const tracebacks = practiceWords({
  id: 'failures-logged-with-traceback',
  title: 'Failures logged with their traceback',
  category: 'error-handling',
  sentence: (counted) =>
    `${share(counted, 'error')} logged in handlers ${verb(counted, 'carries', 'carry')} the traceback.`,
})

export const aware = practiceWords({
  id: 'times-with-zone',
  title: 'Points in time that know their zone',
  category: 'datetime',
  sentence: (counted) =>
    `${share(counted, 'reading')} of the clock ${verb(counted, 'carries', 'carry')} a time zone.`,
})

export const lazyLogging = practiceWords({
  id: 'log-messages-constant',
  title: 'Log messages that can be grouped',
  category: 'observability',
  sentence: (counted) =>
    `${share(counted, 'log message')} ${verb(counted, 'is a constant text', 'are constant texts')} with values beside it.`,
})
