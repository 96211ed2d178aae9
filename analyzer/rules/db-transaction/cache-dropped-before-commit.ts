import type { Checker } from '../../engine/checker.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { earlyDrop } from './matching/early-drops.ts'

const MODELS = py`
  from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

  class Base(DeclarativeBase):
      pass

  class Tariff(Base):
      __tablename__ = 'tariffs'
      id: Mapped[int] = mapped_column(primary_key=True)
      price: Mapped[int]
`

export default defineRule({
  id: 'cache-dropped-before-commit',
  title: 'Cache emptied before the change is committed',
  consequence:
    'A reader in between puts the old value back into the cache, and everybody gets it until it expires.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [362],
  confidence: 'medium',
  why: `
Until the commit everybody else reads the old row. Who finds the cache empty loads it and stores it again, for its whole time of life.

| request 1 | request 2 |
|---|---|
| \`tariff.price = 5\` | |
| \`cache.delete('tariff')\` | |
| | cache empty: loads the row, price 4 |
| commit | |
| | stores price 4 |
`,
  fix: `
Drop the entry behind the commit: \`session.commit(); cache.delete(key)\`, with Django \`transaction.on_commit(lambda: cache.delete(key))\`. A short
time of life limits what is left of the race.
`,
  exemptions: [
    {
      text: 'Entries that are dropped behind the commit, or there once more.',
      quiet: {
        'models.py': MODELS,
        'service.py': py`
          from sqlalchemy.orm import Session
          from cachelib import cache
          from models import Tariff

          def change(session: Session, tariff_id: int, price: int):
              tariff = session.get(Tariff, tariff_id)
              tariff.price = price
              session.commit()
              cache.delete(f'tariff:{tariff_id}')

          def change_twice(session: Session, tariff_id: int, price: int):
              tariff = session.get(Tariff, tariff_id)
              tariff.price = price
              cache.delete(f'tariff:{tariff_id}')
              session.commit()
              cache.delete(f'tariff:{tariff_id}')
        `,
      },
    },
    {
      text: 'Locks, sessions and counters beside the transaction, and functions that change no row.',
      quiet: {
        'models.py': MODELS,
        'service.py': py`
          from redis import Redis
          from sqlalchemy.orm import Session
          from cachelib import cache
          from models import Tariff

          redis = Redis()

          def change(session: Session, tariff_id: int, price: int):
              tariff = session.get(Tariff, tariff_id)
              tariff.price = price
              redis.delete(f'lock:{tariff_id}')
              redis.delete('login_token')
              session.commit()

          def look(session: Session, tariff_id: int):
              cache.delete(f'tariff:{tariff_id}')
              return session.get(Tariff, tariff_id)
        `,
      },
    },
    {
      text: 'Hooks that run when the transaction is over.',
      quiet: {
        'shop/models.py': py`
          from django.db import models

          class Tariff(models.Model):
              price = models.IntegerField()
        `,
        'shop/service.py': py`
          from django.core.cache import cache
          from django.db import transaction
          from shop.models import Tariff

          def change(pk, price):
              with transaction.atomic():
                  Tariff.objects.filter(pk=pk).update(price=price)
                  transaction.on_commit(lambda: cache.delete(f'tariff:{pk}'))
        `,
      },
    },
  ],
  limits: ['Entries that a helper drops.', 'Transactions that the caller commits.'],
  bad: [
    {
      'models.py': MODELS,
      'service.py': py`
        from redis.asyncio import Redis
        from sqlalchemy.ext.asyncio import AsyncSession
        from models import Tariff

        redis = Redis()

        def tariff_key(tariff_id):
            return f'tariff:{tariff_id}'

        async def cached_price(tariff_id):
            return await redis.get(tariff_key(tariff_id))

        class Tariffs:
            def __init__(self, session: AsyncSession):
                self.session = session

            async def change(self, tariff: Tariff, price: int):
                tariff.price = price
                await redis.delete(tariff_key(tariff.id)) #!
                await self.session.commit()
      `,
    },
    {
      'models.py': MODELS,
      'service.py': py`
        from sqlalchemy.orm import Session
        from cachelib import cache
        from models import Tariff

        def add(session: Session, price: int):
            cache.delete('tariffs') #!
            session.add(Tariff(price=price))
            session.commit()
      `,
    },
    {
      'shop/models.py': py`
        from django.db import models

        class Tariff(models.Model):
            price = models.IntegerField()
      `,
      'shop/service.py': py`
        from django.core.cache import cache
        from django.db import transaction
        from shop.models import Tariff

        def change(pk, price):
            with transaction.atomic():
                Tariff.objects.filter(pk=pk).update(price=price)
                cache.delete(f'tariff:{pk}') #!
      `,
    },
  ],
  good: [
    {
      'models.py': MODELS,
      'service.py': py`
        from redis.asyncio import Redis
        from sqlalchemy.ext.asyncio import AsyncSession
        from models import Tariff

        redis = Redis()

        class Tariffs:
            def __init__(self, session: AsyncSession):
                self.session = session

            async def change(self, tariff: Tariff, price: int):
                tariff.price = price
                await self.session.commit()
                await redis.delete(f'cache:tariff:{tariff.id}')
      `,
    },
  ],
  roles: ['source'],
  methods: {
    delete: check,
    adelete: check,
    invalidate: check,
    delete_many: check,
    delete_pattern: check,
    unlink: check,
  },
})

function check(call: Node, checker: Checker): void {
  const found = earlyDrop(checker, call)
  if (found === undefined) return
  const { tree, facts } = checker
  checker.report({
    node: call,
    message: `\`${tree.text(facts.callee(call))}\` empties the cache before the change is committed: who reads in between puts the old value back.`,
    evidence: [
      { kind: 'write', node: found.change, message: 'changes a row' },
      { kind: 'act', node: found.commit, message: 'others see it from here on' },
    ],
  })
}
