// What is said of them: the words of `../transactions.ts`.
import { practiceWords, share, verb } from './define-words.ts'

export const foreignKeysRuled = practiceWords({
  id: 'foreign-keys-ruled',
  title: 'Foreign keys that say what happens on delete',
  category: 'db-transaction',
  sentence: (counted) =>
    `${share(counted, 'foreign key')} ${verb(counted, 'says', 'say')} what happens when the parent row is deleted.`,
})

export const foreignKeysIndexed = practiceWords({
  id: 'foreign-keys-indexed',
  title: 'Foreign keys with an index',
  category: 'db-transaction',
  sentence: (counted) =>
    `${share(counted, 'foreign key')} ${verb(counted, 'has', 'have')} an index.`,
})

export const uniqueness = practiceWords({
  id: 'natural-keys-unique',
  title: 'Natural keys held unique by the database',
  category: 'db-transaction',
  sentence: ({ count, total }) =>
    `${count} of ${total} models ${count === 1 ? 'carries' : 'carry'} a unique constraint beyond the primary key.`,
})

export const checksDeclared = practiceWords({
  id: 'check-constraints',
  title: 'Value ranges checked by the database',
  category: 'db-transaction',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'check constraint keeps' : 'check constraints keep'} impossible values out of the tables.`,
})

export const sessionsClosed = practiceWords({
  id: 'sessions-closed',
  title: 'Sessions closed by `with`',
  category: 'db-transaction',
  sentence: (counted) =>
    `${share(counted, 'session')} opened in functions ${verb(counted, 'is', 'are')} entered with \`with\`.`,
})

export const rowsLocked = practiceWords({
  id: 'rows-locked',
  title: 'Rows locked while they are changed',
  category: 'db-transaction',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'query locks its rows' : 'queries lock their rows'} with FOR UPDATE before they are changed.`,
})

export const atomicUpdates = practiceWords({
  id: 'counters-counted-by-the-database',
  title: 'Counters changed by the database',
  category: 'db-transaction',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'update computes its new value' : 'updates compute their new values'} in SQL, so that none is lost.`,
})

export const transactionsScoped = practiceWords({
  id: 'transactions-scoped',
  title: 'Transactions with a visible scope',
  category: 'db-transaction',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'transaction is' : 'transactions are'} opened as a block that commits or rolls back by itself.`,
})

export const timeoutsOnPools = practiceWords({
  id: 'engine-configured',
  title: 'Connection pools set on purpose',
  category: 'db-transaction',
  sentence: (counted) =>
    `${share(counted, 'database engine')} ${verb(counted, 'sets', 'set')} the size or the health check of the pool.`,
})
