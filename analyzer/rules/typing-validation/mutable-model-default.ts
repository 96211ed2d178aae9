import type { Checker, FixDraft } from '../../engine/checker.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import { typeText } from '../../facts/type-text.ts'
import { calleeName, keywordArgument, positionalArgument } from '../../matching/calls/calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import { K_CALL, K_CLASS_DEFINITION, K_DICTIONARY, K_LIST, K_SET } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'mutable-model-default',
  title: 'Mutable default of a field',
  consequence: 'Records share one list or dictionary, so data of one shows up in another.',
  effortHours: { low: 0.05, high: 0.1 },
  why: `
The default of a column or attribute is one object, made when the class is defined. \`JSONField(default={})\` and
\`Column(JSON, default=[])\` hand the same dictionary or list to every row; what is added to one is in all. A
dataclass refuses such a default when the class is defined; pydantic copies it, which readers cannot see.
`,
  fix: `
Hand over what makes a new one each time: \`default_factory=list\`, \`Field(default_factory=dict)\`, for a column
\`default=dict\`.
`,
  exemptions: [
    {
      text: 'A factory, and a function as default.',
      quiet: py`
        from dataclasses import dataclass, field
        from django.db import models
        from pydantic import BaseModel, Field
        from sqlalchemy import JSON, Column

        @dataclass
        class Order:
            lines: list[int] = field(default_factory=list)

        class Request(BaseModel):
            names: list[str] = Field(default_factory=list)

        class Entry(models.Model):
            data = models.JSONField(default=dict)

        class Row(Base):
            data = Column(JSON, default=dict)
      `,
    },
    {
      text: 'Values that cannot be changed.',
      quiet: py`
        from dataclasses import dataclass
        from pydantic import BaseModel, Field

        @dataclass
        class Order:
            lines: tuple[int, ...] = ()
            name: str = ""

        class Request(BaseModel):
            names: tuple[str, ...] = Field(default=())
            kinds: frozenset[str] = frozenset()
      `,
    },
    {
      text: 'Class variables, the configuration of a model, and classes that are no models.',
      quiet: py`
        from typing import ClassVar
        from pydantic import BaseModel

        class Request(BaseModel):
            known: ClassVar[dict[str, int]] = {}
            model_config = {"frozen": True}
            _cache = {}

        class Registry:
            entries: dict[str, int] = {}
      `,
    },
    {
      text: 'Keywords of that name on other calls.',
      quiet: py`
        def load(parser, options):
            parser.add_argument("--names", default=[])
            return options.get("names", default=[])
      `,
    },
  ],
  limits: ['A default that is a name for a list or dictionary is not followed.'],
  bad: [
    py`
      from django.db import models

      class Entry(models.Model):
          data = models.JSONField(default={}) #!
    `,
    py`
      import attr
      from dataclasses import dataclass, field
      from pydantic import BaseModel, Field
      from sqlalchemy import JSON, Column
      from sqlalchemy.orm import mapped_column

      @dataclass
      class Order:
          lines: list[int] = [] #!
          names: set[str] = set() #!
          rates: dict[str, int] = field(default={}) #!

      class Request(BaseModel):
          names: list[str] = [] #!
          options: dict[str, str] = Field(default={}) #!
          more: list[str] = Field([]) #!

      class LateRequest(Request):
          days: list[int] = [] #!

      class Row(Base):
          data = Column(JSON, default=[]) #!
          more = mapped_column(JSON, insert_default=dict()) #!

      @attr.s
      class Line:
          tags = attr.ib(default=[]) #!
    `,
  ],
  good: [
    py`
      from django.db import models

      class Entry(models.Model):
          data = models.JSONField(default=dict)
    `,
  ],
  on: {
    [K_CLASS_DEFINITION](node, checker) {
      const { facts, tree } = checker
      const owner = facts.classAt(node)
      if (owner === undefined) return
      const kind = kindOf(checker, owner)
      for (const { name, annotation, value, statement } of owner.attributes) {
        if (value === NO_NODE || statement === NO_NODE) continue
        const isField =
          annotation !== NO_NODE &&
          kind !== undefined &&
          !name.startsWith('_') &&
          name !== 'model_config'
        if (isField && /\bClassVar\b/.test(typeText(tree, annotation))) continue
        const field = isField && isMutable(checker, value) ? value : defaultOf(checker, value)
        if (field === NO_NODE) continue
        const isCopied = kind === 'pydantic'
        checker.report({
          node: field,
          message: isCopied
            ? `\`${name}\` has a mutable default; \`default_factory\` says that each record gets its own.`
            : `\`${name}\` has one mutable object as default for all records.`,
          ...(isCopied ? {} : { severity: 'medium' as const }),
          fixes: fixOf(checker, field, value),
        })
      }
    },
  },
})

function kindOf(checker: Checker, owner: ClassFacts): 'pydantic' | 'dataclass' | undefined {
  const { tree, facts } = checker
  for (const decorator of owner.decorators) {
    const callee = tree.kind(decorator) === K_CALL ? tree.callee(decorator) : decorator
    const name = facts.qualifiedName(callee) ?? ''
    if (
      /^(?:dataclasses\.dataclass|attrs?\.(?:s|attrs|define|frozen|mutable|dataclass)|pydantic\.dataclasses\.dataclass)$/.test(
        name,
      )
    )
      return 'dataclass'
  }
  const isModel = owner.bases.some((base) => {
    const name = facts.qualifiedName(base) ?? ''
    return /^(?:pydantic|pydantic_settings|sqlmodel)\.|(?:^|\.)(?:BaseModel|BaseSettings|BaseSchema)$/.test(
      name,
    )
  })
  if (isModel) return 'pydantic'
  // Over a base of the project.
  const { index } = checker.project
  const known = index.class(checker.path, owner.symbol)
  if (known === undefined) return undefined
  return index.hierarchy
    .order(known)
    .some(
      (one) => typeof one === 'string' && /^(?:pydantic|pydantic_settings|sqlmodel)\./.test(one),
    )
    ? 'pydantic'
    : undefined
}

function isMutable(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  const kind = tree.kind(node)
  if (kind === K_LIST || kind === K_DICTIONARY || kind === K_SET) return true
  return (
    kind === K_CALL &&
    /^(?:builtins\.(?:list|dict|set|bytearray)|collections\.(?:defaultdict|OrderedDict|deque|Counter))$/.test(
      facts.calleeName(node) ?? '',
    )
  )
}

const FIELD = /^(?:Field|field|ib|attrib|Column|mapped_column|\w+Field|Form|Body|Query)$/

/** The mutable default that a call of a field is given, NO_NODE if there is none. */
function defaultOf(checker: Checker, call: Node): Node {
  const { tree, facts } = checker
  if (tree.kind(call) !== K_CALL || !FIELD.test(calleeName(tree, call))) return NO_NODE
  for (const key of ['default', 'insert_default', 'missing']) {
    const value = keywordArgument(tree, call, key)
    if (value !== NO_NODE) return isMutable(checker, value) ? value : NO_NODE
  }
  if (!/^(?:pydantic|sqlmodel)\./.test(facts.calleeName(call) ?? '')) return NO_NODE
  const first = positionalArgument(tree, call, 0)
  return first !== NO_NODE && isMutable(checker, first) ? first : NO_NODE
}

/** `default=dict` for a column of Django and SQLAlchemy. */
function fixOf(checker: Checker, value: Node, call: Node): FixDraft[] {
  const { tree } = checker
  if (value === call || tree.kind(call) !== K_CALL) return []
  if (!/^(?:Column|mapped_column|\w+Field)$/.test(calleeName(tree, call))) return []
  const type = /^\[\s*\]$/.test(tree.spelled(value))
    ? 'list'
    : /^\{\s*\}$/.test(tree.spelled(value))
      ? 'dict'
      : undefined
  if (type === undefined) return []
  return [
    { title: 'Make a new one for each row', grade: 'safe', edits: [replace(tree, value, type)] },
  ]
}
