import type { Checker } from '../../engine/checker.ts'
import { receiverOf } from '../../facts/receivers.ts'
import { LOAD } from '../../facts/roles.ts'
import { outsideNames } from '../../gather/tables.ts'
import { closestName } from '../../matching/names/closest-name.ts'
import { type KnownClass, knownClass } from '../../matching/names/known-classes.ts'
import { placeOfClass } from '../../matching/names/project-places.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE, K_IDENTIFIER, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isOfDescendant, mayComeFromBelow } from './matching/classes-below.ts'
import { isLookedFor } from './matching/looked-for.ts'
import { lackingModule, missingImports, moduleOf } from './matching/module-members.ts'
import { unknownRowMembers } from './matching/row-members.ts'
import { unknownSerializerFields } from './matching/serializer-fields.ts'
import { likelyClassOf, mayBeSure, type SureClass, sureClassOf } from './matching/sure-class.ts'

export default defineRule({
  id: 'unknown-attribute',
  title: 'Attribute that the class does not have',
  consequence: 'The first call that comes this way fails with an AttributeError.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [476],
  why: `
The class is known to its last member and has no such attribute: not in its body, not in a method, not in a
base class, and nothing assigns it from outside. The line raises \`AttributeError\` when it runs. Such lines
survive because the path is rare (an error branch, an option that is off by default) or because a test
hands in a mock, which has every attribute one asks for.
`,
  fix: `
Use the name that the class has, or add the missing member to the class. Give mocks a \`spec\`, so that a test
fails when the code asks for what the class does not have.
`,
  exemptions: [
    {
      text: 'What a context manager of the project gives, where it is not known to be itself.',
      quiet: py`
        class closing:
            def __init__(self, thing):
                self.thing = thing

            def __enter__(self):
                return self.thing

            def __exit__(self, *details):
                self.thing.close()

        def read(address):
            with closing(connect(address)) as link:
                return link.read()
      `,
    },
    {
      text: 'A class that is put together with others, by star imports too, or when the program runs.',
      quiet: {
        'shop/__init__.py': '',
        'shop/reader.py': py`
          __all__ = ["Reader"]

          class Reader:
              def peek(self):
                  return 1
        `,
        'shop/scanner.py': py`
          __all__ = ["Scanner"]

          class Scanner:
              def __init__(self):
                  self.tokens = []

              def scan(self):
                  return self.peek()

          class Writer:
              def __init__(self):
                  self.lines = []

              def write(self):
                  return self.emit(self.lines)

          class Table(object):
              def __init__(self, *args, **kwargs):
                  super(Table, self).__init__(*args, **kwargs)
                  self.rows = self.meta.rows

          class TableMixin:
              def __init__(self, *args, **kwargs):
                  super().__init__(*args, **kwargs)
                  self.rows = self.meta.rows
        `,
        'shop/loader.py': py`
          from .reader import *
          from .scanner import *

          class Loader(Reader, Scanner):
              pass
        `,
        'shop/dumper.py': py`
          from writers import *

          class Dumper(Writer, Emitter):
              pass
        `,
        'shop/formats.py': py`
          import abc

          class Format(metaclass=abc.ABCMeta):
              pass

          class Text:
              pass

          Format.register(Text)
        `,
      },
    },
    {
      text: 'A class that answers for unknown names, or gets attributes of computed names.',
      quiet: py`
        class Options:
            def __init__(self, values: dict):
                self.values = values

            def __getattr__(self, name: str):
                return self.values[name]

        class Row:
            def __init__(self, **values):
                for name, value in values.items():
                    setattr(self, name, value)

        class Bag:
            size = 0

        def fill(bag: Bag, values: dict):
            for name, value in values.items():
                setattr(bag, name, value)

        def read(options: Options, row: Row):
            bag = Bag()
            setattr(Bag, "weight", 3)
            return options.debug, row.total, bag.weight
      `,
    },
    {
      text: 'A class with a base, metaclass or decorator from outside that may add members.',
      quiet: py`
        import library
        from sqlalchemy.orm import DeclarativeBase

        class Base(DeclarativeBase):
            pass

        class User(Base):
            name: str

        @library.register
        class Plugin:
            size = 1

        class Meta(type):
            pass

        class Made(metaclass=Meta):
            size = 1

        class Older(library.with_metaclass(Meta, object)):
            size = 1

            @classmethod
            def find(cls, number):
                return cls.lookup(number)

        def show(user: User, plugin: Plugin, made: Made):
            return user.registry, plugin.weight, made.weight
      `,
    },
    {
      text: 'A class whose name is given another value: what it is called with may add members.',
      quiet: py`
        class SettingMeta(type):
            def __new__(cls, name, bases, members):
                members["order"] = len(bases)
                return super().__new__(cls, name, bases, members)

        class Setting:
            def __init__(self, section):
                self.section = section

            def __lt__(self, other):
                return (self.section, self.order) < (other.section, other.order)

        Setting = SettingMeta("Setting", (Setting,), {})
      `,
    },
    {
      text: 'A tuple with names that is made on the spot.',
      quiet: py`
        import collections
        import typing

        class Url(typing.NamedTuple("Url", [("scheme", str), ("host", str)])):
            def address(self):
                return self.scheme + self.host

        class Point(collections.namedtuple("Point", "x y")):
            def sum(self):
                return self.x + self.y
      `,
    },
    {
      text: 'The tables that every enumeration has.',
      quiet: py`
        from enum import Enum

        class Kind(str, Enum):
            A = "a"

        def is_kind(text: str):
            return text in Kind._value2member_map_ or text in Kind._member_names_
      `,
    },
    {
      text: 'An attribute that something assigns from outside.',
      quiet: py`
        class Job:
            def __init__(self):
                self.name = ""

        def start(job: Job):
            job.started_at = now()

        def age(job: Job):
            return now() - job.started_at
      `,
    },
    {
      text: 'A member of a class below: a mixin or base that counts on it.',
      quiet: py`
        class Exporter:
            def export(self):
                return self.rows()

        class CsvExporter(Exporter):
            def rows(self):
                return []

        class AuditMixin:
            def audit(self):
                return self.actor

        def run(exporter: Exporter):
            return exporter.rows()
      `,
    },
    {
      text: 'A test for the attribute, or a handler for its absence.',
      quiet: py`
        class Plain:
            size = 1

        def weigh(thing: Plain):
            if hasattr(thing, "weight"):
                return thing.weight
            try:
                return thing.mass
            except AttributeError:
                return 0
      `,
    },
    {
      text: 'What fields, relations and queries of Django add to a row.',
      quiet: py`
        from django.db import models
        from django.db.models import Count
        from django.shortcuts import get_object_or_404

        class Order(models.Model):
            number = models.CharField(max_length=10)
            state = models.CharField(max_length=10, choices=[('a', 'A')])

        class Line(models.Model):
            order = models.ForeignKey(Order, on_delete=models.CASCADE)

        class Bill(models.Model):
            order = models.OneToOneField(Order, on_delete=models.CASCADE)

        def show(pk):
            order = get_object_or_404(Order.objects.annotate(lines=Count('line')), pk=pk)
            return order.lines, order.get_state_display(), order.pk, order.line_set, order.bill

        def key(line: Line):
            return line.order_id, line.id, line.order.number
      `,
    },
    {
      text: 'A value that is only likely to be of the class.',
      quiet: py`
        class Memory:
            def get(self, key):
                return key

        class Store:
            def __init__(self, backend=None, other=None):
                self.backend = backend or Memory()
                self.other = Memory()
                if other:
                    self.other = other

            def load(self, key, reader=Memory()):
                store = Memory() if key else reader
                return self.backend.fetch(key), self.other.fetch(key), store.fetch(key)
      `,
    },
  ],
  limits: [
    'Attributes of modules and of classes from libraries are not looked at.',
    'Whether an attribute is assigned before it is read is not asked: any assignment in any method counts.',
  ],
  bad: [
    {
      'app/settings.py': py`
        from dataclasses import dataclass

        @dataclass
        class Settings:
            redis_url: str
            timeout: float = 3.0
      `,
      'app/worker.py': py`
        from app.settings import Settings

        def connect(settings: Settings):
            return open_redis(settings.redis_uri, settings.timeout) #!
      `,
    },
    py`
      from enum import Enum

      class Status(Enum):
          OPEN = "open"
          DONE = "done"

          def is_final(self) -> bool:
              return self is Status.CLOSED #!

      class Repository:
          def __init__(self, table: str):
              self.table = table

          def fetch(self, key: int):
              return self.tabel, key #!

      class Service:
          def __init__(self, repository: Repository):
              self.repository = repository
              self.status = Status.OPEN

          def load(self, key: int):
              return self.repository.get(key) #!

      def finish():
          service = Service(Repository("t"))
          if service.loaded: #!
              service.unload() #!
          return Status.OPEN.label #!
    `,
  ],
  good: [
    {
      'app/settings.py': py`
        from dataclasses import dataclass

        @dataclass
        class Settings:
            redis_url: str
            timeout: float = 3.0
      `,
      'app/worker.py': py`
        from app.settings import Settings

        def connect(settings: Settings):
            return open_redis(settings.redis_url, settings.timeout)
      `,
    },
    py`
      from enum import Enum
      from typing import NamedTuple
      from pydantic import BaseModel

      class Status(str, Enum):
          OPEN = "open"

      class Point(NamedTuple):
          x: int

      class Order(BaseModel):
          total: int

      class Slotted:
          __slots__ = ("a", "b")

      class Problem(ValueError):
          pass

      def read(point: Point, order: Order, slotted: Slotted, problem: Problem):
          return (
              Status.OPEN.value.upper(),
              Status.OPEN.upper(),
              point._replace(x=2).x,
              order.model_dump(),
              slotted.a,
              problem.args,
              point.__class__.__name__,
          )
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const one of missingImports(checker)) checker.report(one)
      for (const { nameNode, name, known } of unknownRowMembers(checker)) {
        const owner = { class: known.class, isClass: false, isReceiver: false }
        report(checker, nameNode, name, owner, known)
      }
      for (const one of unknownSerializerFields(checker)) {
        const { node, message, of } = one
        checker.report({ node, message, related: [placeOfClass(of)] })
      }
    },
    [K_ATTRIBUTE](node, checker) {
      const { tree, facts } = checker
      if (facts.roleOf(node) !== LOAD) return
      const object = tree.child(node, F_OBJECT)
      const nameNode = tree.child(node, F_ATTRIBUTE)
      if (object === NO_NODE || nameNode === NO_NODE) return
      // Mixins of tests are given their attributes by the loader, by classes beside them, by name.
      if (checker.role === 'test' && isNamedReceiver(checker, object)) return
      // From the cheapest question to those that need the flow of the function.
      const name = facts.name(nameNode)
      if (isReserved(name) || isOwnMember(checker, object, name)) return
      // A test that asks a class what a mock knows has put a mock in its place.
      if (checker.role === 'test' && MOCK_MEMBERS.test(name)) return
      const module = moduleOf(checker, object)
      if (module !== undefined) {
        const message = lackingModule(checker, node, name, module)
        if (message !== undefined) checker.report({ node: nameNode, message })
        return
      }
      if (!mayBeSure(checker, object)) return
      if (checker.project.has(outsideNames, name)) return
      const value = likelyClassOf(checker, object)
      if (value === undefined) return
      const known = knownClass(checker.project, value.class)
      if (known === undefined || known.members.has(name)) return
      if (known.members.has(unmangled(name))) return
      const owner = sureClassOf(checker, object)
      if (owner === undefined || owner.class !== value.class) return
      if (mayComeFromBelow(checker, owner, known) || isLookedFor(checker, node, name)) return
      if (isNarrowed(checker, object) || isOfDescendant(checker, owner, object, name)) return
      report(checker, nameNode, name, owner, known)
    },
  },
})

const MOCK_MEMBERS =
  /^(?:assert_(?:called|not_called|has_calls|any_call|awaited)\w*|call_(?:count|args|args_list)|mock_calls|method_calls|called|return_value|side_effect|reset_mock)$/

/** `_Locale__first` is how others write `__first` of class `Locale`. */
function unmangled(name: string): string {
  const at = name.indexOf('__', 2)
  return name.startsWith('_') && at > 0 ? name.slice(at) : name
}

function isNamedReceiver({ tree, facts }: Checker, node: Node): boolean {
  if (tree.kind(node) !== K_IDENTIFIER) return false
  const name = facts.name(node)
  return name === 'self' || name === 'cls'
}

/** `self.name` where the class around has that name itself. */
function isOwnMember({ facts, project, path }: Checker, object: Node, name: string): boolean {
  const receiver = receiverOf(facts, object)
  const own = receiver && project.index.class(path, receiver.class.symbol)
  if (own === undefined) return false
  return own.methods.has(name) || own.attributes.has(name) || own.nested.has(name)
}

/** Names of the language, and what proxies add to what they stand for. */
function isReserved(name: string): boolean {
  if (name === '_get_current_object') return true
  return name.startsWith('__') && name.endsWith('__')
}

/** `isinstance(self.x, Other)` in the same function: the declared type is not all that is known. */
function isNarrowed({ tree, facts }: Checker, object: Node): boolean {
  if (tree.kind(object) !== K_ATTRIBUTE) return false
  const owner = facts.enclosingFunction(object)
  return facts.callsTo('builtins.isinstance').some((call) => {
    const first = facts.arguments(call)[0]
    if (first === undefined || tree.text(first.value) !== tree.text(object)) return false
    return facts.enclosingFunction(call) === owner
  })
}

function report(
  checker: Checker,
  node: Node,
  name: string,
  { class: owner, isClass }: SureClass,
  known: KnownClass,
): void {
  const candidate = closestName(name, known.members)
  const hint = candidate === undefined ? '' : ` Perhaps \`${candidate}\` is meant.`
  const what = isClass ? 'Class' : 'An object of class'
  checker.report({
    node,
    message: `${what} \`${owner.summary.name}\` has no attribute \`${name}\`.${hint}`,
    evidence: [
      {
        kind: 'definition',
        location: placeOfClass(owner),
        message: `\`${owner.summary.name}\` is defined here with all of its members`,
      },
    ],
    related: [placeOfClass(owner)],
  })
}
