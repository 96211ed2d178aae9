import type { Checker, FixDraft, TextEdit } from '../../engine/checker.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import { indentOf, insertAfter, insertBefore, lineBreakOf } from '../../matching/edits.ts'
import { usageOf } from '../../matching/mutation.ts'
import { removeStatements } from '../../matching/removals.ts'
import { isStringStatement, statementsOf } from '../../matching/statements.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_BLOCK,
  K_CALL,
  K_CLASS_DEFINITION,
  K_DICTIONARY,
  K_DICTIONARY_COMPREHENSION,
  K_LIST,
  K_LIST_COMPREHENSION,
  K_SET,
  K_SET_COMPREHENSION,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const LITERALS: ReadonlySet<number> = new Set([
  K_LIST,
  K_DICTIONARY,
  K_SET,
  K_LIST_COMPREHENSION,
  K_DICTIONARY_COMPREHENSION,
  K_SET_COMPREHENSION,
])
const MAKERS =
  /^(?:builtins\.(?:list|dict|set|bytearray)|collections\.(?:defaultdict|OrderedDict|Counter|deque))$/
/** Bases whose attributes are declarations, not values that instances share. */
const DECLARING =
  /(?:^|\.)(?:BaseModel|SQLModel|Model|Schema|Serializer|ModelSerializer|Form|ModelForm|ModelAdmin|TypedDict|NamedTuple|Protocol|Enum|IntEnum|StrEnum|Structure|Union|Document|BaseSettings|Table|View|APIView|ViewSet|ModelViewSet|Filter|FilterSet|TestCase|Base|DeclarativeBase|Interface|Declarative\w*)$/

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
      const shared: Shared[] = []
      for (const attribute of own.attributes) {
        const { name, value, annotation } = attribute
        if (value === NO_NODE || !isMutable(checker, value) || SHARED_NAME.test(name)) continue
        if (annotation !== NO_NODE && /ClassVar|Final/.test(tree.text(annotation))) continue
        const change = changeOf(checker, own, name)
        if (change === undefined || isMeantToBeShared(checker, attribute.statement)) continue
        if (isOfAll(checker, own, attribute)) continue
        shared.push({ attribute, change })
      }
      const fixes = fixOf(checker, own, shared)
      for (const { attribute, change } of shared) {
        checker.report({
          node: attribute.statement,
          message: `\`${own.name}.${attribute.name}\` exists once for all instances, and \`${change.by}\` changes it through \`self\`.`,
          ...(KEPT_NAME.test(attribute.name) && { severity: 'medium' as const }),
          evidence: [{ kind: 'write', node: change.node, message: 'changed for all instances' }],
          fixes,
        })
      }
    },
  },
})

interface Shared {
  readonly attribute: ClassFacts['attributes'][number]
  readonly change: { readonly node: Node; readonly by: string }
}

/**
 * All of them made in the constructor, which is written where there is none. Not where the class
 * itself is asked for one of them, or where the constructor is that of a base.
 */
function fixOf(checker: Checker, own: ClassFacts, shared: readonly Shared[]): FixDraft[] {
  const { tree, facts } = checker
  const statements = shared.map(({ attribute: { statement } }) =>
    tree.kind(statement) === K_ASSIGNMENT ? tree.parent(statement) : statement,
  )
  const removals = removeStatements(tree, statements)
  const init = own.method('__init__')
  if (removals === undefined || shared.length === 0) return []
  if (init === undefined && own.bases.length > 0) return []
  const isSimple = shared.every(({ attribute: { name, value } }) => {
    if (/[\r\n]/.test(tree.text(value))) return false
    return facts.identifiersNamed(name).every((one) => {
      const place = tree.parent(one)
      if (tree.kind(place) !== K_ATTRIBUTE) return !tree.contains(own.node, one) || one < value
      const object = tree.text(tree.child(place, F_OBJECT))
      return object !== own.name && object !== 'cls' && !object.startsWith('type(')
    })
  })
  const first = init ?? own.methods[0]
  if (!isSimple || first === undefined) return []
  const lineBreak = lineBreakOf(tree)
  const lines = (self: string, indent: string) =>
    shared
      .map(({ attribute: { name, value, annotation } }) => {
        const type = annotation === NO_NODE ? '' : `: ${tree.text(annotation)}`
        return `${self}.${name}${type} = ${tree.text(value)}`
      })
      .join(`${lineBreak}${indent}`)
  if (init !== undefined) {
    const start = statementsOf(tree, init.body)[0]
    const self = init.parameters[0]?.name
    if (start === undefined || self === undefined) return []
    if (tree.line(start) === tree.line(init.node)) return []
    const indent = indentOf(tree, start)
    const made = lines(self, indent)
    return [
      movedFix(removals, [
        isStringStatement(tree, start)
          ? insertAfter(tree, start, `${lineBreak}${indent}${made}`)
          : insertBefore(tree, start, `${made}${lineBreak}${indent}`),
      ]),
    ]
  }
  const indent = indentOf(tree, first.statement)
  const step = indent.includes('\t') ? '\t' : '    '
  const body = lines('self', `${indent}${step}`)
  const made = `def __init__(self):${lineBreak}${indent}${step}${body}${lineBreak}${lineBreak}${indent}`
  return [movedFix(removals, [insertBefore(tree, first.statement, made)])]
}

function movedFix(removals: readonly TextEdit[], insertions: readonly TextEdit[]): FixDraft {
  return {
    title: 'Make it in the constructor',
    grade: 'needs-review',
    edits: [...removals, ...insertions],
  }
}

function isDataclass({ tree, facts }: Checker, own: ClassFacts): boolean {
  return own.decorators.some((one) => {
    const maker = tree.kind(one) === K_CALL ? facts.callee(one) : one
    return facts.qualifiedName(maker) === 'dataclasses.dataclass'
  })
}

/** Python refuses `field: list = []` of a dataclass when the module is imported. */
function checkFields(checker: Checker, own: ClassFacts): void {
  const { tree } = checker
  for (const { name, value, annotation, statement } of own.attributes) {
    if (annotation === NO_NODE || /ClassVar/.test(tree.text(annotation))) continue
    if (value === NO_NODE || !isMutable(checker, value)) continue
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

function isMutable({ tree, facts }: Checker, value: Node): boolean {
  if (LITERALS.has(tree.kind(value))) return true
  return tree.kind(value) === K_CALL && MAKERS.test(facts.calleeName(value) ?? '')
}

function isDeclaring({ facts, tree }: Checker, own: ClassFacts): boolean {
  const isDataclass = own.decorators.some((one) =>
    /dataclass|attr\.s|define|frozen/.test(tree.text(one)),
  )
  const names = own.bases.map((base) => facts.qualifiedName(base) ?? tree.text(base))
  return isDataclass || names.some((name) => DECLARING.test(name.replace(/^\./, '')))
}

/** A change of the attribute through `self` in a method, unless instances are given their own. */
function changeOf(
  checker: Checker,
  own: ClassFacts,
  name: string,
): { readonly node: Node; readonly by: string } | undefined {
  const { tree, facts } = checker
  let found: { node: Node; by: string } | undefined
  for (const identifier of facts.identifiersNamed(name)) {
    const attribute = tree.parent(identifier)
    if (attribute === NO_NODE || tree.kind(attribute) !== K_ATTRIBUTE) continue
    const method = facts.enclosingFunction(attribute)
    if (method?.class !== own || method.parameters[0] === undefined) continue
    const object = tree.child(attribute, F_OBJECT)
    if (tree.text(object) !== method.parameters[0].name || isOfClass(checker, method.node)) continue
    if (keepsObject(checker, attribute, method.parameters[0].name)) return undefined
    if (facts.isWrite(attribute)) {
      // An augmented assignment of a list changes the shared one and then binds it.
      const isAugmented = /^[^=\n]*[+|&-]=/.test(tree.text(tree.parent(attribute)))
      if (!isAugmented) return undefined
      found ??= { node: attribute, by: method.symbol }
      continue
    }
    if (usageOf(facts, attribute) === 'changes') found ??= { node: attribute, by: method.symbol }
  }
  return found
}

/**
 * Asked for through the class (`Pool.waiting`), left out of `__slots__`, or a register of what runs
 * by thread, task or loop: there is one on purpose.
 */
function isOfAll(
  checker: Checker,
  own: ClassFacts,
  { name, annotation }: ClassFacts['attributes'][number],
): boolean {
  const { facts, tree } = checker
  if (annotation !== NO_NODE && BY_RUNNER.test(tree.text(annotation))) return true
  // `waiting_lock = Lock()` beside it.
  const lock = own.attributes.find((one) => one.name.startsWith(name) && /lock$/i.test(one.name))
  if (lock !== undefined) return true
  const slots = own.attributes.find((one) => one.name === '__slots__')
  if (slots !== undefined && slots.value !== NO_NODE) return true
  return facts.identifiersNamed(name).some((identifier) => {
    const place = tree.parent(identifier)
    // `self.saved[self.__class__.__name__] = ...`
    const next = tree.source.slice(tree.end(place), tree.end(place) + 60)
    if (/^\[\s*(?:\w+\.__class__\b|type\()/.test(next)) return true
    return (
      tree.kind(place) === K_ATTRIBUTE &&
      tree.fieldOf(identifier) === F_ATTRIBUTE &&
      (tree.text(tree.child(place, F_OBJECT)) === own.name || isThroughClass(checker, place))
    )
  })
}

/** `cls.sessions` in a method of the class. */
function isThroughClass(checker: Checker, attribute: Node): boolean {
  const method = checker.facts.enclosingFunction(attribute)
  if (method === undefined || !isOfClass(checker, method.node)) return false
  const object = checker.tree.child(attribute, F_OBJECT)
  return checker.tree.text(object) === method.parameters[0]?.name
}

const BY_RUNNER =
  /(?:[Dd]ict|Mapping)\[\s*["']?(?:[\w.]*\.)?(?:Thread|Task|AbstractEventLoop|Process|Loop)\b/

/** A comment beside or above says that the objects share it. */
function isMeantToBeShared({ tree }: Checker, statement: Node): boolean {
  const line = tree.line(statement)
  const near = tree.source.slice(tree.lineStarts[Math.max(0, line - 3)], tree.lineStarts[line])
  return /#.*\b(?:shared|cach(?:e|es|ed|ing)|singleton|registry|all (?:class )?instances|class.?(?:wide|level)|class var(?:iable)?|static|across|on purpose|by design|per process|rebind)\b/i.test(
    near,
  )
}

/** `self.registry.append(self)`: the class keeps a list of its objects, which is one on purpose. */
function keepsObject({ tree }: Checker, attribute: Node, self: string): boolean {
  let statement = attribute
  while (tree.parent(statement) !== NO_NODE && tree.kind(tree.parent(statement)) !== K_BLOCK) {
    statement = tree.parent(statement)
  }
  const own = self.replace(/\W/g, '\\$&')
  return new RegExp(`[(\\[,=]\\s*(?:id\\()?${own}\\s*(?:[)\\],]|$)`).test(tree.text(statement))
}

function isOfClass({ facts, tree }: Checker, node: Node): boolean {
  const one = facts.functionAt(node)
  if (/^(?:cls|klass|mcls|mcs|metacls|meta)$/.test(one?.parameters[0]?.name ?? '')) return true
  if (/^__(?:new|init_subclass|class_getitem)__$/.test(one?.name ?? '')) return true
  return one?.decorators.some((decorator) => tree.text(decorator) === 'classmethod') ?? false
}
