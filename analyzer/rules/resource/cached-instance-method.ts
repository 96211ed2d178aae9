import { argumentFor } from '../../matching/calls/calls.ts'
import { K_CALL, K_FUNCTION_DEFINITION, K_NONE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const UNBOUNDED = /^functools\.cache$/
const CACHES = /^(?:functools\.(?:lru_cache|cache)|async_lru\.alru_cache|cachetools\.func\.\w+)$/

export default defineRule({
  id: 'cached-instance-method',
  title: 'Cache on a method that keeps its objects alive',
  consequence:
    'Memory grows with every object that is made, because the cache never lets one of them go.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [401],
  why: `
The cache belongs to the class and takes \`self\` as part of the key. Every object on which the method was
called stays in it, with all that it holds, until the entry is pushed out; with \`maxsize=None\` for ever.
Objects that compare equal even share each other's results.
`,
  fix: `
\`functools.cached_property\` for a value without arguments, a dictionary on the object, or a cached
function of the module that takes what it needs in place of \`self\`.
`,
  exemptions: [
    {
      text: 'Static methods, class methods and functions.',
      quiet: py`
        from functools import cache, lru_cache

        @cache
        def load(path):
            return path

        class Store:
            @staticmethod
            @lru_cache
            def parse(text):
                return text

            @classmethod
            @cache
            def all(cls):
                return []
      `,
    },
    {
      text: '`cached_property`, which keeps the value on the object.',
      quiet: py`
        from functools import cached_property

        class Store:
            @cached_property
            def size(self):
                return 1
      `,
    },
    {
      text: 'Methods of enums and metaclasses, of which there are only so many objects.',
      quiet: py`
        import enum
        from functools import lru_cache

        class Color(enum.Enum):
            RED = 1

            @lru_cache(maxsize=None)
            def label(self):
                return self.name

        class Meta(type):
            @lru_cache
            def fields(cls):
                return []
      `,
    },
  ],
  limits: ['A class of which there is only one object is reported too.'],
  bad: [
    py`
      from functools import lru_cache

      class Store:
          @lru_cache(maxsize=None) #!
          def load(self, key):
              return self.read(key)
    `,
    py`
      import functools
      from functools import cache as keep

      class Store:
          @functools.cache #!
          def size(self):
              return 1

          @keep #!
          def name(self):
              return 'a'

          @functools.lru_cache() #!
          def first(self):
              return 1

          @functools.lru_cache(None) #!
          async def second(self):
              return 1
    `,
  ],
  good: [
    py`
      from functools import cached_property

      class Store:
          @cached_property
          def size(self):
              return self.read('size')
    `,
  ],
  on: {
    [K_FUNCTION_DEFINITION](node, checker) {
      const { facts, tree } = checker
      const owner = facts.functionAt(node)
      if (owner?.class === undefined || owner.parameters.length === 0) return
      if (owner.name === '__new__' || owner.decorators.length === 0) return
      const names = owner.decorators.map((decorator) => {
        const callee = tree.kind(decorator) === K_CALL ? facts.callee(decorator) : decorator
        return facts.qualifiedName(callee) ?? ''
      })
      if (names.some((name) => /(?:^|\.)(?:staticmethod|classmethod)$/.test(name))) return
      const bases = owner.class.bases.map((base) => facts.qualifiedName(base) ?? '')
      if (bases.some((base) => /(?:Enum|Flag)$|^builtins\.type$|^enum\./.test(base))) return
      const at = names.findIndex((name) => CACHES.test(name))
      const decorator = owner.decorators[at]
      if (decorator === undefined) return
      const size =
        tree.kind(decorator) === K_CALL ? argumentFor(tree, decorator, 0, 'maxsize') : NO_NODE
      const isEndless =
        UNBOUNDED.test(names[at] ?? '') || (size !== NO_NODE && tree.kind(size) === K_NONE)
      checker.report({
        node: decorator,
        message: `The cache of \`${owner.symbol}\` keeps every object alive on which it was called${isEndless ? ', for ever' : ''}.`,
        ...(isEndless ? {} : { severity: 'low' as const, confidence: 'medium' as const }),
      })
    },
  },
})
