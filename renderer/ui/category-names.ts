import type { Category } from '../../analyzer/model.ts'

const NAMES: Readonly<Record<Category, string>> = {
  'async-race': 'Async races',
  'async-correctness': 'Async correctness',
  'async-blocking': 'Blocking calls in async code',
  'thread-safety': 'Thread safety',
  'db-transaction': 'Database transactions',
  'redis-atomicity': 'Redis atomicity',
  security: 'Security',
  'error-handling': 'Error handling',
  'quick-hack': 'Quick hacks',
  'typing-validation': 'Typing and validation',
  'api-contract': 'API contracts',
  maintainability: 'Maintainability',
  'test-quality': 'Test quality',
  datetime: 'Dates and times',
  resource: 'Resources',
  observability: 'Observability',
}

/** Categories as people read them. */
export const CATEGORY_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(NAMES))
