import type { Checker } from '../../engine/checker.ts'
import type { ClassAttribute, ClassFacts } from '../../facts/classes.ts'
import { typeText } from '../../facts/type-text.ts'
import { K_CLASS_DEFINITION } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type AttributeChange, changeOf, isByKey } from './matching/class-attribute-changes.ts'
import { constructorFix } from './matching/constructor-edits.ts'
import { isDataclass, isDeclaring } from './matching/declaring-classes.ts'
import { makesCollection } from './matching/mutable-values.ts'
import { isMeantToBeShared, isOfAll } from './matching/shared-by-design.ts'
import { isMadeOften, isMadeOnce } from './matching/single-instances.ts'

export default defineRule({
  id: 'class-attribute-mutable-default',
  title: 'Mutable value shared by all instances',
  consequence:
    'What one object stores appears in all others: data of one user is shown to another.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [1188],
  why: `
A list or dictionary in the body of a class exists once. All instances that do not assign their own see the same
one. \`self.items.append(x)\` changes it for everybody: for other users, other requests, other threads, and for
the next test. It looks like a default, and is a global variable.
`,
  fix: `
Make it in the constructor: \`self.items = []\`; in a dataclass \`field(default_factory=list)\`. If it is meant to
be shared, say so: \`ITEMS: ClassVar[dict[str, int]] = {}\`, and guard changes with a lock.
`,
  exemptions: [
    {
      text: 'A lock beside it, or a comment that says that it is of the class.',
      quiet: py`
        import threading

        class Console:
            shells = {}
            shells_lock = threading.Lock()

            # Class-level objects: do not rebind them.
            sessions = {}

            def open(self, name):
                with self.shells_lock:
                    self.shells[name] = name
                self.sessions[name] = name
      `,
    },
    {
      text: 'A register that the class is asked for, one that slots leave to the class, and one by thread or task.',
      quiet: py`
        import threading
        from typing import Dict

        class Bridge:
            launched: "Dict[threading.Thread, str]" = {}
            waiting = {}

            def start(self, name):
                self.launched[threading.current_thread()] = name
                self.waiting[name] = self.launched

            @staticmethod
            def known(name):
                return Bridge.waiting.get(name)

        class Session:
            opened = {}

            @classmethod
            def open(cls, name):
                if name not in cls.opened:
                    cls.opened[name] = cls(name)
                return cls.opened[name]

            def close(self):
                del self.opened[self.name]

        class Variable:
            __slots__ = ("name",)
            wrappers = set()

            def wrap(self, token):
                self.wrappers.add(token)
      `,
    },
    {
      text: 'A metaclass that keeps a table of its classes.',
      quiet: py`
        class MessageMeta(type):
            messages = {}

            def __new__(mcls, name, bases, members):
                made = super().__new__(mcls, name, bases, members)
                mcls.messages[name] = made
                return made
      `,
    },
    {
      text: 'A container that a comment calls shared, or a cache.',
      quiet: py`
        class Channel:
            # Shared by all class instances
            queues = {}
            engines = {}  # engine cache
            pools = {}  # static table of connectors

            def bind(self, name, engine):
                self.queues[name] = name
                self.engines[name] = engine
                self.pools[name] = engine
      `,
    },
    {
      text: 'A cache, or a list that the class keeps of its own objects.',
      quiet: py`
        class Zone:
            _offset_cache = {}
            live = []

            def __init__(self):
                self.live.append(self)

            def offset(self, name):
                self._offset_cache[name] = load(name)
                return self._offset_cache[name]
      `,
    },
    {
      text: 'An attribute that is only read, or declared as shared.',
      quiet: py`
        from typing import ClassVar, Final

        class Parser:
            keywords = ["if", "else"]
            registry: ClassVar[dict] = {}
            LIMITS: Final = {"a": 1}

            def known(self, word):
                return word in self.keywords

            def add(self, name):
                self.registry[name] = self
      `,
    },
    {
      text: 'Each instance gets its own before it is changed.',
      quiet: py`
        class Basket:
            items = []

            def __init__(self):
                self.items = []

            def add(self, item):
                self.items.append(item)
      `,
    },
    {
      text: 'Classes whose attributes are declarations.',
      quiet: py`
        from django.db import models
        from pydantic import BaseModel

        class Order(BaseModel):
            lines: list = []

            def add(self, line):
                self.lines.append(line)

        class Meta(models.Model):
            choices = {}

            def add(self, x):
                self.choices.update(x)
      `,
    },
    {
      text: 'A registry that the class itself fills.',
      quiet: py`
        class Plugin:
            registry = {}

            def __init_subclass__(cls):
                cls.registry[cls.__name__] = cls

            @classmethod
            def register(cls, name, plugin):
                cls.registry[name] = plugin
      `,
    },
  ],
  limits: ['Changes from outside of the class are not seen.'],
  bad: [
    py`
      class Basket:
          items = [] #!

          def add(self, item):
              self.items.append(item)
    `,
    py`
      from collections import defaultdict
      from dataclasses import dataclass

      class Session:
          cache = {} #!
          counts = defaultdict(int) #!
          names: set = set() #!
          rows = defaultdict(list) #!

          def load(self, key):
              self.cache[key] = key
              self.counts[key] += 1
              self.names.add(key)
              self.rows[key].append(key)
              return self.cache

      @dataclass
      class Order:
          lines: list = [] #!

      class Child(Session):
          extra = [] #!

          async def push(self, value):
              self.extra += [value]
    `,
  ],
  good: [
    py`
      class Basket:
          def __init__(self):
              self.items = []

          def add(self, item):
              self.items.append(item)
    `,
  ],
  roles: ['source'],
  on: {
    [K_CLASS_DEFINITION](node, checker) {
      const { tree, facts } = checker
      const own = facts.classAt(node)
      if (own === undefined) return
      if (isDataclass(checker, own)) {
        checkFields(checker, own)
        return
      }
      if (isDeclaring(checker, own)) return
      const shared: { attribute: ClassAttribute; change: AttributeChange }[] = []
      for (const attribute of own.attributes) {
        const { name, value, annotation } = attribute
        if (!makesCollection(facts, value) || SHARED_NAME.test(name)) continue
        if (annotation !== NO_NODE && /ClassVar|Final/.test(typeText(tree, annotation))) continue
        const change = changeOf(checker, own, name)
        if (change === undefined || isMeantToBeShared(checker, attribute.statement)) continue
        if (isOfAll(checker, own, attribute)) continue
        shared.push({ attribute, change })
      }
      const fixes = constructorFix(
        checker,
        own,
        shared.map(({ attribute }) => attribute),
      )
      for (const { attribute, change } of shared) {
        checker.report({
          node: attribute.statement,
          message: `\`${own.name}.${attribute.name}\` exists once for all instances, and \`${change.by}\` changes it through \`self\`.`,
          ...(isMadeOnce(checker, own)
            ? { severity: 'low' as const }
            : (KEPT_NAME.test(attribute.name) ||
                isByKey(checker, change.node) ||
                !isMadeOften(checker, own)) && {
                severity: 'medium' as const,
              }),
          evidence: [{ kind: 'write', node: change.node, message: 'changed for all instances' }],
          fixes,
        })
      }
    },
  },
})

/** Python refuses `field: list = []` of a dataclass when the module is imported. */
function checkFields(checker: Checker, own: ClassFacts): void {
  const { tree, facts } = checker
  for (const { name, value, annotation, statement } of own.attributes) {
    if (annotation === NO_NODE || /ClassVar/.test(typeText(tree, annotation))) continue
    if (!makesCollection(facts, value)) continue
    checker.report({
      node: statement,
      message: `\`${own.name}.${name}\` would be one object for all instances, so the class cannot be made: \`field(default_factory=...)\` gives each its own.`,
    })
  }
}

/** What is kept for later is often meant for all of them. */
const KEPT_NAME = /(?:^|_)(?:cache|memo)$/i

/** Names that say that the objects are meant to share it. */
const SHARED_NAME = /^__|^_\w*(?:cache|memo|registry|instances|pool)$/i
