// Which maker of sessions a call stands for: `sessionmaker(engine, class_=AsyncSession)` makes what
// `async_sessionmaker(engine)` makes.
import type { Node } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'

const MAKERS: ReadonlySet<string> = new Set([
  'sqlalchemy.orm.sessionmaker',
  'sqlalchemy.orm.session.sessionmaker',
])
const ASYNC_MAKER = 'sqlalchemy.ext.asyncio.async_sessionmaker'

/** The maker of asynchronous sessions that the class in the call asks for; else undefined. */
export function asyncMakerOf(
  facts: FileFacts,
  call: Node,
  callee: string | undefined,
): string | undefined {
  if (callee === undefined || !MAKERS.has(callee)) return undefined
  const made = facts.arguments(call).find(({ name }) => name === 'class_')?.value
  if (made === undefined) return undefined
  const isAsync = /(?:^|\.)AsyncSession$/.test(facts.qualifiedName(made) ?? facts.tree.text(made))
  return isAsync ? ASYNC_MAKER : undefined
}
