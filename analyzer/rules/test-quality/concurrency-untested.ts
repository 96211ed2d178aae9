import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { interleavedUpdates } from '../../matching/shared-state/interleaved-updates.ts'
import { committingFunctions } from '../../matching/transactions/commits.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { F_LEFT, K_ATTRIBUTE, K_AUGMENTED_ASSIGNMENT, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const TOGETHER =
  /^(?:asyncio\.(?:gather|create_task|TaskGroup|wait|as_completed)|anyio\.create_task_group|trio\.open_nursery|threading\.Thread|concurrent\.futures\.(?:\w+\.)?(?:Thread|Process)PoolExecutor|multiprocessing\.(?:Process|Pool))/

export default defineRule({
  id: 'concurrency-untested',
  title: 'Code that races are possible in, tested by one caller at a time',
  consequence: 'A race in this code is found by users: no test ever calls it twice at once.',
  effortHours: { low: 0.5, high: 3 },
  confidence: 'low',
  why: `
The module changes shared rows or state from what it has read before. Whether that is right shows only when two
callers do it at once, and the tests of the project call it once at a time. They pass with the race and without
it, so that a lock that is forgotten or removed is noticed by nobody.
`,
  fix: `
Add a test that starts several calls together, \`await asyncio.gather(*[take(1) for _ in range(20)])\` or threads
behind a barrier, and asserts the sum afterwards. Run it against the real database: SQLite and mocks serialise.
`,
  exemptions: [
    {
      text: 'A test that calls it from several tasks or threads.',
      quiet: {
        'app/stock.py': stock(),
        'tests/test_stock.py': py`
          import asyncio

          from app.stock import take

          async def test_take(factory):
              await asyncio.gather(*[take(factory(), 1) for _ in range(9)])
              assert await left(1) == 0
        `,
      },
    },
    {
      text: 'A project without tests, and a module that shares nothing.',
      quiet: {
        'app/stock.py': stock(),
        'app/names.py': py`
          def full(first, last):
              return first + last
        `,
      },
    },
    {
      text: 'Reading, and writing what does not depend on what was read.',
      quiet: {
        'app/stock.py': py`
          from sqlalchemy.ext.asyncio import AsyncSession

          async def rename(session: AsyncSession, row, name):
              row.name = name
              await session.commit()
        `,
        'tests/test_stock.py': py`
          from app.stock import rename

          async def test_rename(session, row):
              await rename(session, row, "a")
              assert row.name == "a"
        `,
      },
    },
  ],
  limits: [
    'Load tests and tests outside of the repository are not seen.',
    'A test that runs another function of the module together counts for the whole module.',
  ],
  bad: [
    {
      'app/stock.py': stock('#!'),
      'tests/test_stock.py': py`
        from app.stock import take

        async def test_take(session):
            await take(session, 1)
            assert session.committed
      `,
    },
    {
      'app/counter.py': py`
        class Counter:
            def __init__(self):
                self.value = 0

            async def add(self, source): #!
                old = self.value
                step = await source.read()
                self.value = old + step
      `,
      'app/jobs.py': py`
        from sqlalchemy.orm import Session

        def retry(session: Session, job): #!
            job.attempts += 1
            session.commit()
      `,
      'tests/test_app.py': py`
        from app.counter import Counter
        from app.jobs import retry

        def test_retry(session, job):
            retry(session, job)
            assert job.attempts == 1
      `,
    },
  ],
  good: [
    {
      'app/stock.py': stock(),
      'tests/test_stock.py': py`
        import asyncio

        from app.stock import take

        async def test_take(factory):
            await asyncio.gather(*[take(factory(), 1) for _ in range(9)])
            assert await left(1) == 0
      `,
    },
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const prone = proneFunction(checker)
      if (prone === undefined || prone.nameNode === NO_NODE) return
      const { tests } = domainOf(checker.project)
      if (tests.tests.length === 0) return
      const { index } = checker.project
      const isTested = tests.filesImporting(checker.path).some((path) => {
        const entry = index.module(path)
        return entry !== undefined && runsTogether(entry)
      })
      if (isTested) return
      checker.report({
        node: prone.nameNode,
        message: `\`${prone.name}\` changes what it has read, and no test of this module calls it twice at once.`,
      })
    },
  },
})

/** The first function of the file whose result depends on who else runs it. */
function proneFunction(checker: Checker): FunctionFacts | undefined {
  const { tree, facts } = checker
  const found = committingFunctions(checker)
    .map(({ owner }) => owner)
    .filter((owner) =>
      [...facts.nodesOfKind(K_AUGMENTED_ASSIGNMENT)].some((node) => {
        const target = tree.child(node, F_LEFT)
        return (
          target !== NO_NODE &&
          tree.kind(target) === K_ATTRIBUTE &&
          facts.enclosingFunction(node) === owner
        )
      }),
    )
  const raced = interleavedUpdates(checker).map(({ owner }) => owner)
  return [...found, ...raced].toSorted((a, b) => a.node - b.node)[0]
}

/** True when a test file starts several things at once. */
function runsTogether({ summary }: ModuleEntry): boolean {
  return summary.calls.references.some(
    (reference) => reference.kind === 'origin' && TOGETHER.test(reference.name),
  )
}

/** The module that the cases share. */
function stock(mark = ''): string {
  return `from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def take(session: AsyncSession, key):${mark === '' ? '' : ` ${mark}`}
    row = (await session.execute(select(Stock).where(Stock.id == key))).scalar_one()
    row.left -= 1
    await session.commit()
`
}
