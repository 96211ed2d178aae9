import type { Checker } from '../../engine/checker.ts'
import { outsideNames } from '../../gather/tables.ts'
import { argumentsOf, calleeName } from '../../matching/calls/calls.ts'
import { expectsTypeError, mayBeOurs } from '../../matching/calls/own-callees.ts'
import { closestName } from '../../matching/names/closest-name.ts'
import { placeOfClass, placeOfFunction } from '../../matching/names/project-places.ts'
import { K_CALL } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type Accepted, acceptedKeywords } from './matching/accepted-keywords.ts'
import { queryKeywords, takesColumns } from './matching/query-keywords.ts'

export default defineRule({
  id: 'unknown-keyword-argument',
  title: 'Keyword argument that the callee does not take',
  consequence: 'The call fails with a TypeError, or a model silently drops the value.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [628],
  why: `
The function, method or constructor is known with all of its parameters and has none of this name, nor
\`**kwargs\`. The call raises \`TypeError\` when it runs. A pydantic model is worse: by default it ignores the
argument, and the value is lost without a word.
`,
  fix: `
Use the name of the parameter, or add the parameter to the definition. Let models refuse what they do not
know with \`model_config = ConfigDict(extra="forbid")\`.
`,
  exemptions: [
    {
      text: 'A callee that takes any keyword, or whose decorator may change its parameters.',
      quiet: py`
        import library

        def open_all(*names, **options):
            return names, options

        @library.command
        def run(name):
            return name

        def one(name):
            return name

        options = {"name": 1}
        one(**options)
        open_all("a", mode="r")
        run(name="x", verbose=True)
      `,
    },
    {
      text: 'A method that a class below overrides with further parameters.',
      quiet: py`
        class Reader:
            def read(self, size):
                return size

        class TextReader(Reader):
            def read(self, size, encoding="utf-8"):
                return encoding

        def load(reader: Reader):
            return reader.read(size=3, encoding="ascii")
      `,
    },
    {
      text: 'A class that the caller picks: one below may take the argument.',
      quiet: py`
        class Key:
            def __init__(self, data=None):
                self.data = data

            @classmethod
            def from_file(cls, filename):
                return cls(filename=filename)

        class ShortKey(Key):
            def __init__(self, data=None, filename=None):
                super().__init__(data)
                self.filename = filename

        def load(kind: type[Key]):
            return kind(filename="key")
      `,
    },
    {
      text: 'Definitions of which the program picks one, and values that are only likely.',
      quiet: py`
        import sys

        if sys.platform == "win32":
            def start(name, shell):
                return name
        else:
            def start(name):
                return name

        def plain(a):
            return a

        def call(function=plain):
            start(name="x", shell=True)
            return function(b=1)
      `,
    },
    {
      text: 'Fields of dataclasses, named tuples and models, also with aliases and inherited ones.',
      quiet: py`
        from dataclasses import dataclass, field
        from typing import NamedTuple
        from attrs import define
        from pydantic import BaseModel, ConfigDict, Field
        from pydantic_settings import BaseSettings, SettingsConfigDict

        @dataclass
        class Base:
            name: str

        @dataclass
        class Job(Base):
            tags: list = field(default_factory=list)

        class Point(NamedTuple):
            x: int

        class Order(BaseModel):
            total: int = Field(alias="sum")

        class Renamed(BaseModel):
            model_config = ConfigDict(alias_generator=str.upper)
            total: int

        class Settings(BaseSettings):
            model_config = SettingsConfigDict(env_prefix="APP_")
            url: str = "x"

        @define
        class Part:
            _size: int = 0

        Job(name="a", tags=[])
        Point(x=1)
        Order(sum=3)
        Renamed(TOTAL=1)
        Settings(_env_file=None)
        Part(size=1)
      `,
    },
    {
      text: 'A test that expects the error.',
      quiet: py`
        import pytest

        def plain(a):
            return a

        def test_refuses():
            with pytest.raises(TypeError):
                plain(b=1)
      `,
    },
  ],
  limits: ['Calls of what libraries define are not checked.'],
  bad: [
    {
      'app/mail.py': py`
        def send(to: str, subject: str, *, retries: int = 3):
            return to, subject, retries
      `,
      'app/signup.py': py`
        from app.mail import send

        def welcome(user):
            send(user.email, subject="Hello", retry=5) #!
      `,
    },
    py`
      from dataclasses import dataclass
      from attrs import define
      from pydantic import BaseModel, ConfigDict, Field

      @dataclass
      class Job:
          name: str

      class Order(BaseModel):
          total: int

      class Store:
          def __init__(self, url: str):
              self.url = url

          def save(self, order: Order):
              return self.save(order=order, force=True) #!

      class Empty:
          pass

      @define
      class Part:
          _size: int = 0

      class Frame(BaseModel):
          model_config = ConfigDict(extra="forbid", from_attributes=True)
          full: str = Field(alias="fullName")

      Part(size=1, colour="red") #!
      Frame(fullName="a", full="b", name="c") #!
      store = Store(uri="x") #!
      Job(title="x") #!
      Order(total=1, currency="EUR") #!
      Empty(size=1) #!
    `,
  ],
  good: [
    {
      'app/mail.py': py`
        def send(to: str, subject: str, *, retries: int = 3):
            return to, subject, retries
      `,
      'app/signup.py': py`
        from app.mail import send

        def welcome(user):
            send(user.email, subject="Hello", retries=5)
      `,
    },
  ],
  on: {
    [K_CALL](call, checker) {
      const { tree, facts } = checker
      const keywords = argumentsOf(tree, call).filter(
        (one) => one.name !== undefined && !one.isUnpacked,
      )
      if (keywords.length === 0) return
      const callee = facts.callee(call)
      const isQuery = takesColumns(calleeName(tree, call))
      if (!isQuery && !mayBeOurs(checker, callee)) return
      const accepted =
        (isQuery ? queryKeywords(checker, call) : undefined) ?? acceptedKeywords(checker, callee)
      if (accepted === undefined) return
      for (const { name: written, value } of keywords) {
        // `customer__city=x` begins at the column `customer`.
        const name = accepted.otherwise === 'no-column' ? written?.split('__')[0] : written
        if (name === undefined || accepted.names.has(name)) continue
        if (accepted.otherwise === 'no-column' && checker.project.has(outsideNames, name)) continue
        // `Settings(_env_file=None)`: options of the constructor itself.
        if (name.startsWith('_') && accepted.otherwise !== 'raises') continue
        if (expectsTypeError(checker, call) || isOfOtherTemplate(checker, accepted)) return
        report(checker, tree.parent(value), name, accepted)
      }
    },
  },
})

/** Files of templates are laid together for one project in the end, of which several may have one name. */
function isOfOtherTemplate({ path }: Checker, { definition }: Accepted): boolean {
  const other = definition.module.summary.path
  const isTemplate = [path, other].every((one) => /(?:^|\/)templates?\//.test(one))
  return (
    isTemplate && path.slice(0, path.lastIndexOf('/')) !== other.slice(0, other.lastIndexOf('/'))
  )
}

function report(checker: Checker, node: Node, name: string, accepted: Accepted): void {
  const { definition, callee, names, otherwise } = accepted
  const place = 'methods' in definition ? placeOfClass(definition) : placeOfFunction(definition)
  const candidate = closestName(name, names)
  const hint = candidate === undefined ? '' : ` Perhaps \`${candidate}\` is meant.`
  const what = {
    raises: `\`${callee}\` takes no argument \`${name}\`: the call raises a TypeError.`,
    refused: `\`${callee}\` has no field \`${name}\` and forbids others: the call raises a ValidationError.`,
    'no-column': `\`${callee}\` has no column \`${name}\`: the query raises a FieldError.`,
    dropped: `\`${callee}\` has no field \`${name}\` and drops the value.`,
  }[otherwise]
  checker.report({
    node,
    message: `${what}${hint}`,
    ...(otherwise === 'dropped' && { severity: 'medium' as const }),
    evidence: [{ kind: 'definition', location: place, message: `the parameters of \`${callee}\`` }],
    related: [place],
  })
}
