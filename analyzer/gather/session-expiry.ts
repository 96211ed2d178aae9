// Whether asynchronous sessions of the project forget what rows hold when they commit.
import type { FileFacts } from '../facts/file-facts.ts'
import { asyncMakerOf } from '../facts/session-makers.ts'
import { defineGatherer } from './define.ts'

/** What one file says: that it makes asynchronous sessions, or what becomes of rows at a commit. */
interface SessionMaking {
  readonly makesAsync: boolean
  readonly setsExpiry: boolean
}

/**
 * True where asynchronous sessions are made and `expire_on_commit`, which is on unless somebody
 * switches it off, is set nowhere.
 */
export const sessionExpiry = defineGatherer<SessionMaking, boolean>({
  id: 'session-expiry',
  collect(facts, role) {
    if (role === 'test' || !facts.imports.some(({ target }) => ROOT.test(target ?? ''))) {
      return undefined
    }
    const setsExpiry = facts.identifiersNamed('expire_on_commit').length > 0
    const makesAsync = MAKERS.some((name) => facts.callsTo(name).length > 0) || makesByClass(facts)
    return makesAsync || setsExpiry ? { makesAsync, setsExpiry } : undefined
  },
  combine: (parts) =>
    parts.some(({ part }) => part.makesAsync) && !parts.some(({ part }) => part.setsExpiry),
})

const ROOT = /^(?:sqlalchemy|sqlmodel)\b/
const MAKERS = [
  'sqlalchemy.ext.asyncio.async_sessionmaker',
  'sqlalchemy.ext.asyncio.AsyncSession',
  'sqlmodel.ext.asyncio.session.AsyncSession',
]

/** `sessionmaker(engine, class_=AsyncSession)`, as it was written before there was a maker of its own. */
function makesByClass(facts: FileFacts): boolean {
  const name = 'sqlalchemy.orm.sessionmaker'
  return facts.callsTo(name).some((call) => asyncMakerOf(facts, call, name) !== undefined)
}
