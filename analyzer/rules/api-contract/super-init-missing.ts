import { placeOfFunction } from '../../matching/names/project-places.ts'
import * as k from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { skippedConstructor } from './matching/skipped-constructors.ts'

export default defineRule({
  id: 'super-init-missing',
  title: 'Constructor that leaves out the one of its base',
  consequence: 'Inherited methods fail with an AttributeError on objects of this class.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [665],
  why: `
A class with an \`__init__\` of its own replaces the one of its base; Python does not call that one by itself. What it
sets is not there, and the first inherited method that reads it raises.
`,
  fix: 'Call `super().__init__(...)` first, with what the base asks for.',
  exemptions: [
    {
      text: 'Constructors that call the base, by whatever way, or set all of it themselves.',
      quiet: py`
        class Store:
            def __init__(self, path):
                self.path = path

            def read(self):
                return self.path

        class Plain(Store):
            def __init__(self):
                super().__init__('x')

        class Old(Store):
            def __init__(self, path):
                Store.__init__(self, path)

        class Own(Store):
            def __init__(self):
                self.path = 'own'

        class Copied(Store):
            def __init__(self, other):
                self.__dict__.update(other.__dict__)

        class Fixed(Store):
            path = 'fixed'

            def __init__(self, size):
                self.size = size

        class Virtual(Store):
            def __init__(self, size):
                self.size = size

            @property
            def path(self):
                return 'x'
      `,
    },
    {
      text: 'Attributes that nothing inherited reads, that another method sets, or that a class below sets.',
      quiet: py`
        import library

        class Base:
            def __init__(self):
                self.name = 'x'
                self.reset()
                self.extra = 1

            def reset(self):
                self.count = 0

            def show(self):
                return self.count

            def label(self):
                return self.name

        class Loud(Base):
            def __init__(self):
                self.volume = 1

            def label(self):
                return 'loud'

        class Foreign(library.Base):
            def __init__(self):
                self.volume = 2

        class NameMixin(Base):
            def __init__(self):
                self.volume = 3
      `,
    },
    {
      text: 'An attribute that the base asks for before it reads it.',
      quiet: py`
        class Part:
            def __init__(self, season):
                self.season = season

            def show(self):
                return self.season if hasattr(self, 'season') else 1

        class Dated(Part):
            def __init__(self, date):
                self.date = date
      `,
    },
    {
      text: 'An empty constructor, and helpers whose callers are overridden.',
      quiet: py`
        class Filter:
            def __init__(self, rows):
                self.rows = rows

            def _find(self, name):
                return [row for row in self.rows if row == name]

            def get(self, name):
                return self._find(name)

        class Empty(Filter):
            def __init__(self):
                pass

        class Refused(Filter):
            def __init__(self, rows):
                raise ValueError(rows)

        class Single(Filter):
            def __init__(self, row):
                self.row = row

            def get(self, name):
                return [self.row]
      `,
    },
    {
      text: 'A class that another one completes.',
      quiet: py`
        class Store:
            def __init__(self, path):
                self.path = path

            def read(self):
                return self.path

        class Half(Store):
            def __init__(self):
                self.size = 1

        class Whole(Half):
            def __init__(self):
                self.path = 'x'
      `,
    },
  ],
  roles: ['source', 'migration'],
  limits: [
    'Stand-ins in tests are not told.',
    'Bases that libraries define are not looked into.',
    'Whether a base in another file asks for the attribute by `hasattr` is not seen.',
  ],
  bad: [
    py`
      class Store:
          def __init__(self, path):
              self.path = path
              self.rows = []

          def read(self):
              return self.rows

      class Cache(Store):
          def __init__(self, size): #! low
              self.size = size
    `,
    {
      'app/base.py': py`
        class Client:
            def __init__(self, url):
                self.url = url

        class Session(Client):
            def open(self):
                return self.url
      `,
      'app/own.py': py`
        from app.base import Session

        class Quiet(Session):
            def __init__(self): #! low
                self.level = 0

        class Loud(Session):
            """Loud."""

            def __init__(self, volume): #! medium
                self.volume = volume

            def say(self):
                return self.open(), self.volume
      `,
    },
  ],
  good: [
    py`
      class Store:
          def __init__(self, path):
              self.path = path
              self.rows = []

          def read(self):
              return self.rows

      class Cache(Store):
          def __init__(self, path, size):
              super().__init__(path)
              self.size = size
    `,
  ],
  on: {
    [k.K_CLASS_DEFINITION](definition, checker) {
      const own = checker.facts.classAt(definition)
      const init = own?.method('__init__')
      if (own === undefined || init === undefined) return
      const found = skippedConstructor(checker, own, init)
      if (found === undefined) return
      const { attribute, skipped, base, reader, line, isCalled } = found
      const place = placeOfFunction(skipped)
      checker.report({
        node: init.nameNode,
        // A method that nobody is seen to call may not be meant for this class.
        ...(isCalled ? {} : { severity: 'low', confidence: 'medium' }),
        message: `\`${own.name}\` never calls \`${base.summary.name}.__init__\`, which sets \`${attribute}\`: \`${reader.summary.name}\` reads it (line ${line}) and raises.`,
        evidence: [
          { kind: 'definition', location: place, message: `sets \`${attribute}\`` },
          {
            kind: 'note',
            location: placeOfFunction(reader),
            message: `reads \`${attribute}\` and is inherited`,
          },
        ],
        related: [place],
      })
    },
  },
})
