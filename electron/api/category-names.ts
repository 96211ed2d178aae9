import type { Category } from '../../analyzer/model.ts'

/** Categories as people read them, in the window and in the documents. */
export const CATEGORY_NAMES: Readonly<Record<Category, string>> = {
  'async-race': 'Async races',
  'async-correctness': 'Async correctness',
  'async-blocking': 'Blocking in async code',
  'thread-safety': 'Thread safety',
  'db-transaction': 'Database transactions',
  'redis-atomicity': 'Redis atomicity',
  security: 'Security',
  'error-handling': 'Error handling',
  'quick-hack': 'Quick hacks',
  'typing-validation': 'Typing and validation',
  'api-contract': 'API contract',
  maintainability: 'Maintainability',
  'test-quality': 'Test quality',
  datetime: 'Date and time',
  resource: 'Resources',
  observability: 'Observability',
}
