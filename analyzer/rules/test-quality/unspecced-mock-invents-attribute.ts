import { isTestPath } from '../../project/test-paths.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { memberTest } from './matching/class-members.ts'
import { unspeccedMocks } from './matching/unspecced-mocks.ts'

export default defineRule({
  id: 'unspecced-mock-invents-attribute',
  title: 'Mock has an attribute that the real class lacks',
  consequence: 'The test passes on code that fails with the first real object it is given.',
  effortHours: { low: 0.25, high: 1 },
  why: `
A mock without \`spec\` has every attribute that it is asked for. Where it stands in for a class of the
project, it may be given one that the class does not have: because the method was renamed, or because it
never existed. The code under test calls it, the test passes, and in production the same line raises
\`AttributeError\`.
`,
  fix: `
Make the mock from the class: \`create_autospec(OrderStore, instance=True)\`, \`Mock(spec=OrderStore)\`,
\`patch(..., autospec=True)\`. The test then fails where it invents something. Then mend the name, in the
test and in the code that relies on it.
`,
  exemptions: [
    {
      text: 'A mock made from the class, which refuses unknown names itself.',
      quiet: {
        'app/store.py': py`
          class Store:
              def save(self, order):
                  pass

          class Service:
              def __init__(self, store: Store):
                  self.store = store
        `,
        'tests/test_service.py': py`
          from unittest.mock import Mock, create_autospec
          from app.store import Service, Store

          def test_save():
              store = Mock(spec=Store)
              store.persist.return_value = 1
              other = create_autospec(Store, instance=True)
              other.persist.return_value = 1
              third = Mock(Store)
              third.persist.return_value = 1
              assert Service(store) and Service(other) and Service(third)
        `,
      },
    },
    {
      text: 'Attributes that the class has: methods, fields, properties, those of its bases and those set on `self`.',
      quiet: {
        'app/store.py': py`
          from dataclasses import dataclass

          @dataclass
          class Base:
              name: str

              def close(self):
                  pass

          class Store(Base):
              limit = 3

              def __init__(self, path):
                  self.path = path

              @property
              def size(self):
                  return 1

              def save(self, order):
                  pass

          class Service:
              def __init__(self, store: Store):
                  self.store = store
        `,
        'tests/test_service.py': py`
          from unittest.mock import MagicMock
          from app.store import Service

          def test_save():
              store = MagicMock(name="store", size=3)
              store.save.return_value = 1
              store.path = "x"
              store.limit = 4
              store.close.side_effect = OSError
              store.name = "x"
              service = Service(store)
              service.run()
              store.save.assert_called_once_with(3)
              assert store.anything
        `,
      },
    },
    {
      text: 'A class whose attributes cannot all be known.',
      quiet: {
        'app/store.py': py`
          import vendor

          class Store(vendor.Store):
              pass

          class Open:
              def __getattr__(self, name):
                  return name

          @vendor.adds_methods
          class Wrapped:
              pass

          class Service:
              def __init__(self, store: Store, open: Open, wrapped: Wrapped, any):
                  self.store = store
        `,
        'tests/test_service.py': py`
          from unittest.mock import Mock
          from app.store import Service

          def test_save():
              store, = [Mock()]
              first = Mock()
              first.persist.return_value = 1
              second = Mock()
              second.persist.return_value = 1
              third = Mock()
              third.persist.return_value = 1
              fourth = Mock()
              fourth.persist.return_value = 1
              assert Service(first, second, third, fourth)
        `,
      },
    },
    {
      text: 'A patch that follows the class, or puts something of its own in the place.',
      quiet: {
        'app/store.py': py`
          class Store:
              def save(self, order):
                  return order
        `,
        'tests/test_patched.py': py`
          from unittest.mock import MagicMock, patch

          def test_specified():
              with patch('app.store.Store', autospec=True) as Store:
                  Store.return_value.persist.return_value = 1
                  assert Store

          @patch('app.store.Store', new=MagicMock(persist=1))
          @patch('app.store.unknown')
          def test_own(unknown):
              unknown.return_value.persist.return_value = 1
              assert unknown
        `,
      },
    },
    {
      text: 'A mock of which it is not known what it stands in for.',
      quiet: py`
        from unittest.mock import Mock

        def run(store):
            store.persist()

        def test_run():
            store = Mock()
            store.persist.return_value = 1
            run(store)
            store.persist.assert_called_once_with()
      `,
    },
  ],
  limits: [
    'What a mock stands in for is known by an annotation (of the parameter it is passed for, of the variable or of the fixture) or by the class that `patch` replaces.',
    'Attributes that other code sets on instances from outside are not known to the class.',
  ],
  bad: [
    {
      'app/store.py': py`
        class Store:
            def save(self, order):
                pass

        class Service:
            def __init__(self, store: Store):
                self.store = store

            def run(self, order):
                self.store.persist(order)
      `,
      'tests/test_service.py': py`
        from unittest.mock import Mock
        from app.store import Service

        def test_run():
            store = Mock()
            store.persist.return_value = True #!
            Service(store).run(1)
            store.persist.assert_called_once_with(1)
      `,
    },
    {
      'app/users.py': py`
        from dataclasses import dataclass

        @dataclass
        class User:
            id: int
            email: str

        def greet(user: User, times: int = 1):
            return user.full_name * times
      `,
      'tests/test_users.py': py`
        import types
        import unittest
        from unittest import mock
        import pytest
        from app.users import User, greet

        @pytest.fixture
        def user():
            user = mock.MagicMock()
            user.full_name = "Ada" #!
            user.email = "ada@example.org"
            return user

        def test_greet(user):
            assert greet(user) == "Ada"

        def test_namespace():
            user = types.SimpleNamespace(id=1, display="Ada") #!
            assert greet(times=2, user=user)

        def test_annotated():
            user: User = mock.Mock(age=3) #!
            user.configure_mock(id=3)
            user.rename.assert_called_once_with("x") #!

        class GreetTest(unittest.TestCase):
            def setUp(self):
                self.user = mock.Mock()
                self.user.nick.return_value = "x" #!

            def test_greet(self):
                self.assertTrue(greet(self.user))
      `,
    },
    {
      'app/store.py': py`
        class Store:
            def save(self, order):
                return order
      `,
      'tests/test_patched.py': py`
        from unittest.mock import patch

        def test_context():
            with patch('app.store.Store') as Store:
                Store.return_value.persist.return_value = 1 #!
                Store.return_value.save.return_value = 1
                assert Store().save(1) == 1

        @patch('app.store.Store')
        def test_decorated(store_class):
            store = store_class.return_value
            store.write.return_value = 1 #!
            store_class().save.return_value = 2
            store_class.assert_called_once()
      `,
    },
  ],
  good: [
    {
      'app/store.py': py`
        class Store:
            def save(self, order):
                pass

        class Service:
            def __init__(self, store: Store):
                self.store = store

            def run(self, order):
                self.store.save(order)
      `,
      'tests/test_service.py': py`
        from unittest.mock import create_autospec
        from app.store import Service, Store

        def test_run():
            store = create_autospec(Store, instance=True)
            Service(store).run(1)
            store.save.assert_called_once_with(1)
      `,
    },
  ],
  roles: ['test'],
  on: {
    [K_MODULE](_, checker) {
      for (const mock of unspeccedMocks(checker)) {
        if (mock.class === undefined || mock.supplied.size === 0) continue
        const { module, summary } = mock.class
        // A class of the tests may be a stand-in itself.
        if (isTestPath(module.summary.path)) continue
        const has = memberTest(checker.project, mock.class)
        if (has === undefined) continue
        for (const [name, node] of mock.supplied) {
          if (has(name)) continue
          checker.report({
            node,
            message: `\`${summary.name}\`, for which the mock \`${mock.name}\` stands in, has no attribute \`${name}\`: with a real one this fails.`,
            evidence: [
              { kind: 'note', node: mock.made, message: 'a mock without a specification' },
              {
                kind: 'note',
                node: mock.use,
                message: `used as \`${summary.name}\` of ${module.summary.path}, line ${summary.at.line}`,
              },
              { kind: 'act', node, message: `\`${name}\` is supplied` },
            ],
          })
        }
      }
    },
  },
})
