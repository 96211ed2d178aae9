import type { Checker } from '../../engine/checker.ts'
import type { ClassAttribute, ClassFacts } from '../../facts/classes.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { descendants } from '../../matching/known-classes.ts'
import { isEmptyCollection, makesCollection } from '../../matching/mutable-values.ts'
import { usageOf } from '../../matching/mutation.ts'
import { K_AUGMENTED_ASSIGNMENT, K_CLASS_DEFINITION } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'class-attribute-mutable-default',
  title: 'Collection shared by all objects of a class',
  consequence: 'What one object stores shows up in every other one, across requests and users.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [1108, 668],
  why: `
A list, dict or set in the class body is made once, when the class is. Every object without a value of its
own uses this one: what one of them adds all of them have, in all threads, for the life of the process.
`,
  fix: `
Make it in \`__init__\` (\`self.items = []\`), in a dataclass with \`field(default_factory=list)\`. If it is meant
to be shared, say so with \`ClassVar\`; if it is a constant, use a tuple, a frozenset or \`MappingProxyType\`.
`,
  exemptions: [
    {
      text: 'Attributes declared as shared or final.',
      quiet: py`
        from typing import ClassVar, Final

        class Registry:
            handlers: ClassVar[dict] = {}
            names: Final = []
      `,
    },
    {
      text: 'A table that nobody changes through an object.',
      quiet: py`
        class Parser:
            keywords = ["if", "else"]
            WIDTHS = {"a": 1}

            def has(self, word):
                return word in self.keywords and word in self.WIDTHS
      `,
    },
    {
      text: 'A default that classes below replace as a whole.',
      quiet: py`
        class Field:
            validators = []

            def run(self, value):
                return [check(value) for check in self.validators]

        class Email(Field):
            validators = [str]
      `,
    },
    {
      text: 'An attribute that each object gets anew.',
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
      text: 'Fields of models, which copy their defaults, and declarations that frameworks read.',
      quiet: py`
        from django.db import models
        from pydantic import BaseModel
        from rest_framework import serializers

        class Order(BaseModel):
            items: list = []

        class Customer(models.Model):
            tags = []

            class Meta:
                ordering = []

        class Form(serializers.Serializer):
            errors = []
      `,
    },
    {
      text: 'Names of the language and collections that class methods keep.',
      quiet: py`
        class Plugin:
            __slots__ = []
            registry = {}

            @classmethod
            def register(cls, name):
                cls.registry[name] = cls
      `,
    },
  ],
  limits: ['A table with items that code outside of the class changes is not noticed.'],
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

      class Cache:
          values: dict[str, int] = {} #!
          counts = defaultdict(int) #!
          order = ["a"] #!

          def push(self, name):
              self.order.append(name)
              self.counts[name] += 1

      @dataclass
      class Job:
          tags: list = [] #!
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
  on: {
    [K_CLASS_DEFINITION](node, checker) {
      const owner = checker.facts.classAt(node)
      if (owner === undefined || owner.attributes.length === 0) return
      const suspects = owner.attributes.filter((one) => isSuspect(checker, one))
      if (suspects.length === 0 || isDeclarative(checker, owner)) return
      for (const attribute of suspects) checkAttribute(checker, owner, attribute)
    },
  },
})

function isSuspect({ facts, tree }: Checker, { name, annotation, value }: ClassAttribute): boolean {
  if (name.startsWith('__') || !makesCollection(facts, value)) return false
  return annotation === NO_NODE || !/\b(?:ClassVar|Final)\b/.test(tree.text(annotation))
}

/** Bases whose class bodies declare fields or settings, or that copy their defaults. */
const DECLARATIVE =
  /Model$|Serializer|Schema|Form$|Settings$|Enum$|Flag$|TypedDict|NamedTuple|Structure$|Union$|Admin|Inline$|View(?:Set)?$|Filter(?:Set)?$|Command$|Migration$|TestCase|Document$|Table$|Resource$|Directive|Lexer|Type$|Struct$|Item$|Spider$/
const INNER = /^(?:Meta|Config|Params|Options)$/

function isDeclarative({ facts, tree, project, path }: Checker, owner: ClassFacts): boolean {
  if (INNER.test(owner.name)) return true
  if (owner.keywords.length > 0) return true
  const known = project.index.class(path, owner.symbol)
  const order = known === undefined ? [] : project.index.hierarchy.order(known)
  const names = order.map((one) => (typeof one === 'string' ? one : one.summary.name))
  if (names.some((name) => DECLARATIVE.test(name))) return true
  return owner.bases.some((base) => DECLARATIVE.test(facts.qualifiedName(base) ?? tree.text(base)))
}

function checkAttribute(checker: Checker, owner: ClassFacts, attribute: ClassAttribute): void {
  const { facts, tree } = checker
  const { name, value, node, annotation } = attribute
  let change: Node = NO_NODE
  let isForClass = false
  for (const identifier of facts.identifiersNamed(name)) {
    const parent = tree.parent(identifier)
    const own = receiverAttribute(facts, parent)
    if (own?.class !== owner) {
      // `Registry.items[name] = ...` says that the collection belongs to the class.
      if (facts.dottedText(parent) === `${owner.name}.${name}`) isForClass = true
      continue
    }
    if (own.isClass) isForClass = true
    else if (facts.isWrite(parent)) {
      if (tree.kind(tree.parent(parent)) !== K_AUGMENTED_ASSIGNMENT) return
    } else if (change === NO_NODE && usageOf(facts, parent) === 'changes') change = parent
  }
  const isDataclass = owner.decorators.some((one) => /dataclass/.test(tree.text(one)))
  const isShouted = /^_*[A-Z][A-Z0-9_]*$/.test(name)
  const isFillable = isEmptyCollection(facts, value) && !isForClass && !isShouted
  const isDeclared = annotation !== NO_NODE && !isForClass && !isShouted
  if (change === NO_NODE && !isFillable && !isDeclared && !isDataclass) return
  if (change === NO_NODE && (isForClass || isHook(checker, owner, name))) return
  checker.report({
    node,
    message: `\`${owner.name}.${name}\` is one collection for all objects of the class.`,
    ...(change === NO_NODE && { confidence: 'medium' as const, severity: 'medium' as const }),
    evidence:
      change === NO_NODE
        ? []
        : [{ kind: 'write', node: change, message: 'one object changes it for all' }],
  })
}

/** What classes below or above declare too is a default that is replaced as a whole. */
function isHook({ project, path }: Checker, owner: ClassFacts, name: string): boolean {
  const known = project.index.class(path, owner.symbol)
  if (known === undefined) return false
  const { hierarchy } = project.index
  const above = hierarchy.order(known).slice(1)
  const related = [...above, ...descendants(project, known)]
  return related.some((one) => typeof one !== 'string' && one.attributes.has(name))
}
