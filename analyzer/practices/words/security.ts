// What is said of them: the words of `../security.ts`.
import { practiceWords, share, verb } from './define-words.ts'

export const sqlParameters = practiceWords({
  id: 'sql-parameters',
  title: 'Values passed to SQL as parameters',
  category: 'security',
  sentence: (counted) =>
    `${share(counted, 'SQL statement')} written as text ${verb(counted, 'keeps', 'keep')} values out of the text.`,
})

export const noShell = practiceWords({
  id: 'processes-without-shell',
  title: 'Processes started without a shell',
  category: 'security',
  sentence: (counted) =>
    `${share(counted, 'process', 'processes')} ${verb(counted, 'is', 'are')} started from a list of arguments, without a shell.`,
})

export const timeouts = practiceWords({
  id: 'requests-with-timeout',
  title: 'Requests that do not wait for ever',
  category: 'security',
  sentence: (counted) =>
    `${share(counted, 'HTTP request')} ${verb(counted, 'has', 'have')} a timeout.`,
})

export const safeLoading = practiceWords({
  id: 'safe-loading',
  title: 'Data read by parsers that cannot run code',
  category: 'security',
  sentence: (counted) =>
    `${share(counted, 'document')} ${verb(counted, 'is', 'are')} read by a parser that cannot run code.`,
})

export const secureRandom = practiceWords({
  id: 'secure-random',
  title: 'Tokens from the secure random generator',
  category: 'security',
  sentence: (counted) =>
    `${share(counted, 'secret')} ${verb(counted, 'comes', 'come')} from \`secrets\` or the operating system.`,
})

export const constantTime = practiceWords({
  id: 'constant-time-comparison',
  title: 'Secrets compared in constant time',
  category: 'security',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'comparison of secrets takes' : 'comparisons of secrets take'} the same time for every value.`,
})

export const routesGuarded = practiceWords({
  id: 'routes-guarded',
  title: 'Changing routes ask who is calling',
  category: 'security',
  sentence: (counted) =>
    `${share(counted, 'route')} that ${verb(counted, 'changes', 'change')} data ${verb(counted, 'requires', 'require')} an authenticated caller.`,
})

export const passwordsHashed = practiceWords({
  id: 'passwords-hashed',
  title: 'Passwords hashed by a slow function',
  category: 'security',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'place hashes' : 'places hash'} passwords with a function made for it.`,
})
