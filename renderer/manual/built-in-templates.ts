// Templates that every review has: what reviewers write again and again and no rule can know.
import type { FindingWords } from '../../electron/api/manual.ts'

export const BUILT_IN_TEMPLATES: readonly FindingWords[] = [
  {
    title: 'Missing authorization',
    category: 'security',
    severity: 'critical',
    message:
      'Anyone who is signed in can do this to the data of others: the owner is not compared with ' +
      'the caller.\n\n**Expected:** the query is limited to what the caller may see, and a test ' +
      'asks as somebody else.',
  },
  {
    title: 'Untrusted input is used as it came',
    category: 'security',
    severity: 'high',
    message:
      'The value comes from outside and reaches this place unchecked.\n\n**Expected:** it is ' +
      'parsed into a type that holds valid values alone, where it enters.',
  },
  {
    title: 'Not safe to repeat',
    category: 'api-contract',
    severity: 'high',
    message:
      'A caller that repeats the request after a lost answer does the work twice.\n\n' +
      '**Expected:** a key given by the caller is kept together with the answer, in the same ' +
      'transaction as the work.',
  },
  {
    title: 'Invariant kept by convention alone',
    category: 'db-transaction',
    severity: 'medium',
    message:
      'Every writer has to remember this; the database does not hold it.\n\n**Expected:** a ' +
      'constraint, so that a writer who forgets gets an error instead of wrong data.',
  },
  {
    title: 'Order of two writes leaves a gap',
    category: 'async-race',
    severity: 'high',
    message:
      'Another task that runs between the two writes sees a state that should not exist.\n\n' +
      '**Expected:** both in one transaction, or a lock that both sides take.',
  },
  {
    title: 'Failure is invisible',
    category: 'observability',
    severity: 'medium',
    message:
      'When this fails, nobody learns of it before users do.\n\n**Expected:** a log line with the ' +
      'identifiers of the case, and a metric to alert on.',
  },
  {
    title: 'No test of this behaviour',
    category: 'test-quality',
    severity: 'medium',
    message:
      'The behaviour can be removed without any test failing.\n\n**Expected:** a test that names ' +
      'the behaviour and fails without it.',
  },
  {
    title: 'Design: two owners of one thing',
    category: 'maintainability',
    severity: 'medium',
    message:
      'Two modules decide the same thing and have to be changed together.\n\n**Expected:** one ' +
      'owner, which the other asks.',
  },
  {
    title: 'Breaks callers without a version',
    category: 'api-contract',
    severity: 'high',
    message:
      'Callers that were right before fail after this change.\n\n**Expected:** the old form is ' +
      'taken until its callers are gone, or a new version stands beside it.',
  },
]
