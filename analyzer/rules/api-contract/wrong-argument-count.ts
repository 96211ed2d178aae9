import type { Checker } from '../../engine/checker.ts'
import { argumentsOf } from '../../matching/calls/calls.ts'
import { expectsTypeError, mayBeOurs } from '../../matching/calls/own-callees.ts'
import { placeOfClass, placeOfFunction } from '../../matching/names/project-places.ts'
import { F_OBJECT, K_CALL } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  fitsPlainly,
  type Misfit,
  misfitOf,
  type Signature,
  signaturesOf,
} from './matching/call-signatures.ts'

export default defineRule({
  id: 'wrong-argument-count',
  title: 'Call with too many or too few arguments',
  consequence: 'The call fails with a TypeError as soon as it runs.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [685],
  why: `
The function, method or constructor is known with all of its parameters, and the call does not fit them: an argument
too many, a required one that is missing, or one that is given by position and by name. Python notices when the line
runs. Such calls are left behind when parameters change and no test takes this way: the handling of an error, a job
that runs at night.
`,
  fix: `
Give what the definition asks for. If several callers have nothing to give, give the parameter a default.
`,
  exemptions: [
    {
      text: 'A callee that takes what it is given, or whose decorator may change its parameters.',
      quiet: py`
        import functools
        import library

        def log(template, *values, **options):
            return template, values, options

        @library.task(bind=True)
        def run(self, name):
            return name

        def send(to, text="", *, retries=3):
            return to, text, retries

        def call(values, options):
            log("a", 1, 2, level=3)
            run("x")
            send("a")
            send("a", retries=1)
            send(*values)
            send(**options)
            functools.partial(send, "a")()
      `,
    },
    {
      text: 'A method that a class below overrides with further parameters, and one that is put into the class.',
      quiet: py`
        class Reader:
            def read(self, size):
                return size

            def close():
                return None

            close = staticmethod(close)

        class TextReader(Reader):
            def read(self, size=-1, encoding="utf-8"):
                return encoding

        def load(reader: Reader):
            reader.close()
            return reader.read(3, "ascii") + reader.read()

        class Cache:
            def get(self, key):
                return key

            def cached(self, key):
                return self.get(key)

        class Names(Cache):
            def get(self, key, language):
                return key, language

            def cached(self, key):
                return self.get(key, "en")
      `,
    },
    {
      text: 'Static and class methods, methods that are called on their class, functions in fields.',
      quiet: py`
        def double(value):
            return value * 2

        class Money:
            scale = double

            def __init__(self, cents=0):
                self.cents = cents
                self.round = double

            @staticmethod
            def parse(text):
                return Money(int(text))

            @classmethod
            def of(cls, cents):
                return cls(cents)

            def add(self, other):
                return Money.of(self.cents + other.cents)

        of = Money.of
        of(3)
        Money.parse("3").add(Money())
        Money.add(Money.of(1), Money(2))
        Money().scale()
        Money().round(2)
      `,
    },
    {
      text: 'Fields of dataclasses and named tuples: defaults, keywords alone, inherited ones, a constructor of their own.',
      quiet: py`
        from dataclasses import KW_ONLY, InitVar, dataclass, field
        from typing import ClassVar, NamedTuple

        @dataclass
        class Base:
            name: str
            tags: list = field(default_factory=list)
            kinds: ClassVar[int] = 0

        @dataclass
        class Job(Base):
            name: str = "job"
            _: KW_ONLY
            size: int = 0
            done: bool = field(init=False, default=False)

        @dataclass
        class Row:
            key: InitVar[int]

            def __init__(self, key, value):
                self.pair = key, value

        class Point(NamedTuple):
            x: int
            y: int = 0

        Base("a"); Base("a", []); Job(); Job("a", ["b"], size=1); Row(1, 2); Point(1); Point(1, 2)
      `,
    },
    {
      text: 'Classes that something else makes: an enum, a metaclass, `__new__`, a base that is not known.',
      quiet: py`
        import enum
        import library

        class Colour(enum.Enum):
            RED = 1

        class One(type):
            def __call__(cls, *values):
                return values

        class Single(metaclass=One):
            def __init__(self):
                self.values = ()

        class Text(str):
            def __new__(cls, text, encoding):
                return str.__new__(cls, text)

        class Window(library.Window):
            pass

        class Lost(Exception):
            pass

        Colour(1); Single(1, 2); Text("a", "utf-8"); Window(1, 2); Lost(1, 2, 3)
      `,
    },
    {
      text: 'Definitions of which the program picks one, and a test that expects the error.',
      quiet: py`
        import sys
        import pytest

        if sys.platform == "win32":
            def start(name, shell):
                return name
        else:
            def start(name):
                return name

        def plain(a):
            return a

        def test_refuses(function=plain):
            start("x"); start("x", True)
            function()
            with pytest.raises(TypeError):
                plain()
      `,
    },
  ],
  limits: [
    'Calls of what libraries define are not checked, nor calls that unpack their arguments.',
  ],
  bad: [
    {
      'app/mail.py': py`
        def send(to: str, subject: str, *, retries: int = 3):
            return to, subject, retries
      `,
      'app/signup.py': py`
        from app.mail import send

        def welcome(user):
            send(user.email) #!
            send(user.email, "Hello", 5) #!
      `,
    },
    py`
      from dataclasses import dataclass
      from typing import NamedTuple
      from pydantic import BaseModel

      @dataclass
      class Job:
          name: str
          size: int

      class Point(NamedTuple):
          x: int
          y: int

      class Order(BaseModel):
          total: int

      class Empty:
          pass

      class Store:
          def __init__(self, url, *, user):
              self.url = url

          def save(self, order):
              return self.save() #!

          @staticmethod
          def parse(text):
              return text

          @classmethod
          def of(cls, url):
              return cls(url, "admin") #!

      class Cache(Store):
          def __init__(self, url):
              super().__init__() #!

          def save(self, order):
              super().save(order, True) #!

      def double(value):
          return value * 2

      def run(order):
          store = Store("x", user="admin")
          store.save(order, order) #!
          Store.parse(store, "a") #!
          Store("x") #!
          Job("a") #!
          Point(1) #!
          Order(3) #!
          Empty(1) #!
          double(order, value=3) #!
    `,
    py`
      class Cache:
          def get(self, key):
              return key

          def cached(self, key):
              return self.get(key) #! medium

      class Names(Cache):
          def get(self, key, language):
              return key, language
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
            send(user.email, "Hello")
            send(user.email, "Hello", retries=5)
      `,
    },
  ],
  on: {
    [K_CALL](call, checker) {
      const { tree, facts } = checker
      const callee = facts.callee(call)
      const named = checker.valueOf(callee)
      if (named?.kind === 'external') return
      if (named === undefined && !mayBeOurs(checker, callee)) return
      const given = argumentsOf(tree, call)
      if (given.some(({ isUnpacked }) => isUnpacked)) return
      if (named !== undefined && fitsPlainly(checker, named, given)) return
      const signatures = signaturesOf(checker, callee)
      const misfits = signatures?.map((signature) => misfitOf(signature, given)) ?? []
      const [signature] = signatures ?? []
      const [misfit] = misfits
      if (signature === undefined || misfits.every((one) => one === undefined)) return
      if (expectsTypeError(checker, call) || isInspected(checker, callee)) return
      if (misfit === undefined) {
        reportOverride(checker, call, signatures ?? [], misfits)
        return
      }
      if (misfits.includes(undefined)) return
      const { definition } = signature
      const place = 'methods' in definition ? placeOfClass(definition) : placeOfFunction(definition)
      checker.report({
        node: call,
        message: `${described(signature, misfit)}: the call raises a TypeError.`,
        evidence: [
          {
            kind: 'definition',
            location: place,
            message: `the parameters of \`${signature.callee}\``,
          },
        ],
        related: [place],
      })
    },
  },
})

/** `inspect.signature(self.claims)`: the code asks what the method takes before it calls it. */
function isInspected({ tree, facts }: Checker, callee: Node): boolean {
  const name = /\w+$/.exec(tree.text(callee))?.[0] ?? ''
  return Array.from(facts.identifiersNamed(name)).some((one) => {
    const call = tree.ancestor(one, K_CALL)
    return call !== NO_NODE && /^inspect\./.test(facts.calleeName(call) ?? '')
  })
}

/** `self.get(key)` of a base, where a class below that inherits the caller has a `get` that takes more. */
function reportOverride(
  checker: Checker,
  call: Node,
  signatures: readonly Signature[],
  misfits: readonly (Misfit | undefined)[],
): void {
  const { facts, project, path, tree } = checker
  const at = misfits.findIndex((misfit) => misfit !== undefined)
  const [misfit, signature] = [misfits[at], signatures[at]]
  const owner = facts.enclosingFunction(call)
  if (misfit === undefined || signature === undefined || owner?.class === undefined) return
  const object = tree.child(facts.callee(call), F_OBJECT)
  if (object === NO_NODE || tree.text(object) !== 'self') return
  const caller = project.index.function(path, owner.symbol)
  const { definition } = signature
  const below = 'methods' in definition ? undefined : definition.class
  if (caller === undefined || below === undefined || 'methods' in definition) return
  // An overload of the same class is no override.
  if (below === caller.class) return
  // One that overrides the caller as well never comes here.
  if (project.index.hierarchy.findMethod(below, owner.name) !== caller) return
  const place = placeOfFunction(definition)
  checker.report({
    node: call,
    severity: 'medium',
    confidence: 'medium',
    message: `${described(signature, misfit)}: on a \`${below.summary.name}\`, which inherits \`${owner.name}\`, the call raises a TypeError.`,
    evidence: [
      { kind: 'definition', location: place, message: 'overrides it with other parameters' },
    ],
    related: [place],
  })
}

function described({ callee }: Signature, misfit: Misfit): string {
  switch (misfit.kind) {
    case 'too-many': {
      const taken = misfit.taken === 0 ? 'no' : String(misfit.taken)
      return `\`${callee}\` takes ${taken} positional argument${misfit.taken === 1 ? '' : 's'} and gets ${misfit.given}`
    }
    case 'missing':
      return `\`${callee}\` asks for ${misfit.names.map((name) => `\`${name}\``).join(', ')}, which ${misfit.names.length === 1 ? 'is' : 'are'} not given`
    case 'twice':
      return `\`${callee}\` gets \`${misfit.name}\` by position and by name`
  }
}
