import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RULES } from '../../analyzer/index.ts'
import { RACE_RULES } from '../../electron/report/races.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const COUNTER = `class PageCounter:
    def __init__(self):
        self.value = 0

    async def add(self, source, *, step=1):
        old = self.value
        more = await source.read()
        self.value = old + more
`
const STOCK = `from sqlalchemy import Integer, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Stock(Base):
    __tablename__ = "stock"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    left: Mapped[int] = mapped_column(Integer)


def take(session: Session, key: int, count: int = 1):
    row = session.execute(select(Stock).where(Stock.id == key)).scalar_one()
    row.left = row.left - count
    session.commit()


def add(db: Session, name: str):
    if db.query(Stock).filter(Stock.name == name).first() is not None:
        raise ValueError(name)
    db.add(Stock(name=name, left=0))
    db.commit()
`

async function aReview() {
  const at = startBackend()
  const folder = aFolderWith({
    'src/shop/counter.py': COUNTER,
    'shop-api/stock.py': STOCK,
    'plain.py': 'def run(text):\n    return eval(text)\n',
  })
  const reviewId = await at.review(folder)
  const rows = await at.api.call('findings.list', { reviewId })
  return {
    ...at,
    folder,
    idOf(rule: string): number {
      const found = rows.find(({ ruleId }) => ruleId === rule)
      if (found === undefined) throw new Error(`Nothing was found by ${rule}.`)
      return found.id
    },
    draft: (findingId: number) =>
      at.api.call('packet.draftTest', { reviewId, commandId: crypto.randomUUID(), findingId }),
    work: (findingId: number) => at.api.call('packet.work', { reviewId, findingId }),
  }
}

/** Throws with Python's own work where a text is no Python. */
function compile(folder: string, code: string): void {
  const file = join(folder, 'drafted.py')
  writeFileSync(file, code)
  execFileSync('python3', ['-m', 'py_compile', file])
}

test('a test that shows a race is drafted from the function the race is in', async () => {
  const { draft, idOf, folder, work } = await aReview()
  const findingId = idOf('await-interleaved-rmw')
  const drafted = await draft(findingId)
  compile(folder, drafted.code)
  expect(drafted.name).toBe('test_add_run_together')
  expect(drafted.code).toContain('from shop.counter import PageCounter\n')
  expect(drafted.code).toContain('async def test_add_run_together(page_counter, source):')
  expect(drafted.code).toContain('return await page_counter.add(source)')
  expect(drafted.code).toContain('# Surest with a stand-in for what line 7 awaits')
  expect(drafted.code).toContain('assert await value() == before + CALLERS')
  expect((await work(findingId)).tests.map(({ id }) => id)).toEqual([drafted.id])
})

test('callers of a draft have sessions of their own, and threads where the code is not async', async () => {
  const { draft, idOf, folder } = await aReview()
  const { code } = await draft(idOf('orm-read-modify-write'))
  compile(folder, code)
  expect(code).toContain('with session_factory() as session:')
  expect(code).toContain('return take(session, key)')
  expect(code).toContain('threading.Barrier(CALLERS)')
  // The folder's name is none that can stand behind `import`.
  expect(code).toContain('take = pytest.importorskip("shop-api.stock").take')
})

test('where only one caller may succeed, the draft says so', async () => {
  const { draft, idOf, folder } = await aReview()
  const { code } = await draft(idOf('check-then-insert'))
  compile(folder, code)
  expect(code).toContain('with session_factory() as db:')
  expect(code).toContain('assert len(succeeded) == 1, results')
  expect(code).not.toContain('value()')
})

test('every rule about a race is a rule of the catalogue', () => {
  const known = new Set(RULES.map(({ info }) => info.id))
  expect(RACE_RULES.filter((id) => !known.has(id))).toEqual([])
})

test('a finding that is no race has nothing to draft, and says so', async () => {
  const { draft, idOf, work } = await aReview()
  const findingId = idOf('code-injection')
  expect((await work(findingId)).canReproduce).toBe(false)
  await expect(draft(findingId)).rejects.toThrow(/No test can be drafted/)
})
