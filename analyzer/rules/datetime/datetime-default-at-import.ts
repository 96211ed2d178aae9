import type { Checker, FixDraft } from '../../engine/checker.ts'
import { typeText } from '../../facts/type-text.ts'
import { argumentsOf, calleeName } from '../../matching/calls/calls.ts'
import { defaultInBody } from '../../matching/edits/default-edits.ts'
import { replace } from '../../matching/edits/edits.ts'
import {
  F_ARGUMENTS,
  F_BODY,
  F_VALUE,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_DEFAULT_PARAMETER,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LAMBDA,
  K_TYPED_DEFAULT_PARAMETER,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CLOCKS = [
  'datetime.datetime.now',
  'datetime.datetime.utcnow',
  'datetime.datetime.today',
  'datetime.date.today',
  'django.utils.timezone.now',
  'django.utils.timezone.localdate',
  'django.utils.timezone.localtime',
  'pendulum.now',
  'pendulum.today',
  'arrow.now',
  'arrow.utcnow',
  'time.time',
  'time.time_ns',
  'time.monotonic',
  'time.monotonic_ns',
  'time.perf_counter',
]

/** What is asked for because it differs each time. */
const NONCES = [
  'uuid.uuid1',
  'uuid.uuid4',
  'uuid.uuid7',
  'secrets.token_bytes',
  'secrets.token_hex',
  'secrets.token_urlsafe',
  'os.urandom',
  'random.random',
  'random.randint',
  'random.getrandbits',
  'ulid.ULID',
  'ulid.new',
]

const NAIVE_CALLABLES = new Set([
  'datetime.datetime.now',
  'datetime.datetime.utcnow',
  'datetime.datetime.today',
])

export default defineRule({
  id: 'datetime-default-at-import',
  title: 'Clock or identifier read once for a default',
  consequence:
    'Every record gets the time at which the server was started, or the same identifier as all others, in place of its own.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
A default is evaluated once, when the function or class is defined, that is when the module is imported.
\`def f(at=datetime.now())\` and \`Column(default=datetime.utcnow())\` freeze the start of the process: right
in a test that runs for a second, wrong by hours in production, and different in each worker. With
\`default=uuid4()\` all rows share one identifier, or the second insert fails where it must be unique. The
function itself as default is called each time, but \`datetime.now\` and \`datetime.utcnow\` then give values
without a time zone.
`,
  fix: `
Parameters: \`at: datetime | None = None\` and \`at = at or datetime.now(timezone.utc)\` in the body. Fields
and columns: hand over a function that is called for each row,
\`default_factory=lambda: datetime.now(timezone.utc)\`, \`default=timezone.now\` (Django), or let the
database do it: \`server_default=func.now()\`.
`,
  exemptions: [
    {
      text: 'A function that is called for each value and says its zone.',
      quiet: py`
        from dataclasses import dataclass, field
        from datetime import datetime, timezone
        from django.db import models
        from django.utils import timezone as clock

        def now():
            return datetime.now(timezone.utc)

        @dataclass
        class Event:
            at: datetime = field(default_factory=now)
            seen: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

        class Entry(models.Model):
            created = models.DateTimeField(default=clock.now)
            updated = models.DateTimeField(auto_now=True)
      `,
    },
    {
      text: 'A default that the database computes.',
      quiet: py`
        from sqlalchemy import Column, DateTime, func

        class Row(Base):
            created = Column(DateTime(timezone=True), server_default=func.now(), default=func.now())
      `,
    },
    {
      text: 'A keyword argument of a call that runs each time: the clock is read then.',
      quiet: py`
        from datetime import datetime, timezone
        import time

        def record(form):
            form.add_field(default=datetime.now(timezone.utc))
            return Event(at=datetime.now(timezone.utc), default=time.time())

        class Report:
            def __init__(self):
                self.parser.add_argument("--at", default=time.time())
      `,
    },
    {
      text: 'A constant that says when the process was started.',
      quiet: py`
        import time
        from datetime import datetime, timezone

        STARTED = datetime.now(timezone.utc)

        class Uptime:
            started = time.time()

            def seconds(self):
                return time.time() - self.started
      `,
    },
    {
      text: 'A function inside of the default, which is called later.',
      quiet: py`
        import time

        def poll(clock=lambda: time.time(), sleep=time.sleep, now=time.time):
            return clock()
      `,
    },
  ],
  limits: [
    'Own functions that read the clock are not followed.',
    'Which keyword of an own class is a default is known by its name only.',
  ],
  bad: [
    py`
      from datetime import datetime, timezone

      def record(event, at=datetime.now(timezone.utc)): #!
          store(event, at)
    `,
    py`
      import datetime as dt
      import time
      from dataclasses import dataclass, field
      from pydantic import BaseModel, Field

      async def expire(*, before: float = time.time() + 60): #!
          pass

      after = lambda day=dt.date.today(): day.year #!

      @dataclass
      class Event:
          at: dt.datetime = dt.datetime.now(dt.timezone.utc) #!
          seen: dt.datetime = field(default=dt.datetime.now(dt.timezone.utc)) #!
          naive: dt.datetime = field(default_factory=dt.datetime.utcnow) #!

      class Order(BaseModel):
          created: dt.datetime = Field(default=dt.datetime.now(dt.timezone.utc)) #!
          changed: dt.datetime = Field(default_factory=dt.datetime.now) #!
          first: dt.datetime = Field(dt.datetime.utcnow()) #!
          day: str = dt.date.today().isoformat() #!
    `,
    py`
      from datetime import datetime
      from django.db import models
      from django.utils import timezone
      from sqlalchemy import Column, DateTime
      from sqlalchemy.orm import mapped_column

      class Entry(models.Model):
          created = models.DateTimeField(default=timezone.now()) #!

      class Row(Base):
          created = Column(DateTime, default=datetime.utcnow()) #!
          changed = Column(DateTime, default=datetime.utcnow, onupdate=datetime.utcnow) #!2
          seen = mapped_column(default=datetime.now) #!
    `,
  ],
  good: [
    py`
      from datetime import datetime, timezone

      def record(event, at=None):
          store(event, at or datetime.now(timezone.utc))
    `,
  ],
  calls: Object.fromEntries([...CLOCKS, ...NONCES].map((name) => [name, checkCall])),
  on: {
    [K_KEYWORD_ARGUMENT](node, checker) {
      const { tree, facts } = checker
      if (!DEFAULT_KEYWORD.test(tree.text(node + 1))) return
      const value = tree.child(node, F_VALUE)
      const kind = value === NO_NODE ? 0 : tree.kind(value)
      if (kind === K_CALL && isOwnClock(checker, value)) checkCall(value, checker)
      if (kind !== K_ATTRIBUTE && kind !== K_IDENTIFIER) return
      if (!NAIVE_CALLABLES.has(facts.qualifiedName(value) ?? '')) return
      checker.report({
        node: value,
        severity: 'medium',
        message: `\`${tree.text(value)}\` is called for each value, but its values carry no time zone.`,
      })
    },
  },
})

const DEFAULT_KEYWORD = /^(?:default|default_factory|onupdate|insert_default|factory|missing)$/
const FIELD_CALL =
  /(?:^(?:[Ff]ield|Column|mapped_column|attrib?|ib|[A-Z]\w*(?:Field|Column))$|^(?:DateTime|Date|Time|DateTimeTz|Timestamp)$)/

/** `utc_now()` of the project, which takes nothing and gives a moment. */
function isOwnClock(checker: Checker, call: Node): boolean {
  const { facts, tree, project } = checker
  if (facts.arguments(call).length > 0 || !/now|today/i.test(calleeName(tree, call))) return false
  const callee = checker.valueOf(facts.callee(call))
  if (callee?.kind !== 'function' && callee?.kind !== 'method') return false
  const result = project.index.callResult(callee)
  return result?.kind === 'external' && /^datetime\.(?:datetime|date)\b/.test(result.name)
}

/** Reports a read of the clock that stands where only the definition is evaluated. */
function checkCall(call: Node, checker: Checker): void {
  const { tree } = checker
  let child = call
  for (let at = tree.parent(call); at !== NO_NODE; child = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_LAMBDA && tree.fieldOf(child) === F_BODY) return
    if (kind === K_FUNCTION_DEFINITION) return
    if (kind === K_DEFAULT_PARAMETER || kind === K_TYPED_DEFAULT_PARAMETER) {
      if (tree.fieldOf(child) !== F_VALUE) return
      report(checker, call, 'when the function is defined', parameterFix(checker, at))
      return
    }
    if (kind === K_KEYWORD_ARGUMENT && isFieldDefault(checker, at)) {
      const isWhole = tree.child(at, F_VALUE) === call
      report(checker, call, 'when the class is defined', isWhole ? fieldFix(checker, at, call) : [])
      return
    }
    if (kind === K_ARGUMENT_LIST && isFirstOfField(checker, at, child)) {
      report(checker, call, 'when the class is defined')
      return
    }
    if (kind === K_ASSIGNMENT && isModelAttribute(checker, at)) {
      report(checker, call, 'when the class is defined')
      return
    }
  }
}

/** The time of each call, asked in the body. */
function parameterFix(checker: Checker, parameter: Node): FixDraft[] {
  const owner = checker.facts.functions.find(({ parameters }) =>
    parameters.some(({ node }) => node === parameter),
  )
  const found = owner?.parameters.find(({ node }) => node === parameter)
  return owner === undefined || found === undefined ? [] : defaultInBody(checker, owner, found)
}

const FACTORY = /^(?:dataclasses\.field|pydantic\.(?:\w+\.)*Field|sqlmodel\.(?:\w+\.)*Field)$/
const COLUMN = /(?:^|\.)(?:Column|mapped_column)$/

/** A function that is asked for each value. */
function fieldFix({ tree, facts }: Checker, keyword: Node, call: Node): FixDraft[] {
  const callee = facts.calleeName(tree.parent(tree.parent(keyword))) ?? ''
  const isFactory = FACTORY.test(callee)
  const name = tree.text(keyword + 1)
  if (!isFactory && !COLUMN.test(callee)) return []
  const key = isFactory && name === 'default' ? 'default_factory' : name
  const edits = [replace(tree, keyword, `${key}=lambda: ${tree.text(call)}`)]
  return [{ title: 'Ask anew for each value', grade: 'needs-review', edits }]
}

function report(checker: Checker, call: Node, when: string, fixes: readonly FixDraft[] = []): void {
  const isNonce = NONCES.includes(checker.facts.calleeName(call) ?? '')
  checker.report({
    node: call,
    message: `\`${checker.tree.text(call)}\` is evaluated once, ${when}: ${isNonce ? 'all share that one value' : 'all later values are that one moment'}.`,
    fixes,
  })
}

/** `default=` of a field or column in a class body. */
function isFieldDefault(checker: Checker, keyword: Node): boolean {
  const { tree, facts } = checker
  if (!DEFAULT_KEYWORD.test(tree.text(keyword + 1))) return false
  const call = tree.parent(tree.parent(keyword))
  if (call === NO_NODE || tree.kind(call) !== K_CALL) return false
  if (!FIELD_CALL.test(calleeName(tree, call))) return false
  const scope = facts.scopeOf(call).kind
  return scope === 'class' || scope === 'module'
}

/** `Field(datetime.now())`: the default by position. */
function isFirstOfField(checker: Checker, list: Node, argument: Node): boolean {
  const { tree, facts } = checker
  const call = tree.parent(list)
  if (tree.kind(call) !== K_CALL || facts.scopeOf(call).kind !== 'class') return false
  if (tree.child(call, F_ARGUMENTS) !== list) return false
  const name = facts.qualifiedName(tree.callee(call))
  return (
    /^(?:pydantic|sqlmodel)\.(?:\w+\.)*Field$/.test(name ?? '') &&
    argumentsOf(tree, call)[0]?.node === argument
  )
}

/** An annotated attribute of a class whose attributes are defaults: a dataclass or a model. */
function isModelAttribute(checker: Checker, assignment: Node): boolean {
  const { facts, tree } = checker
  if (facts.scopeOf(assignment).kind !== 'class') return false
  const owner = facts.enclosingClass(assignment)
  const attribute = owner?.attributes.find(({ statement }) => statement === assignment)
  if (owner === undefined || attribute === undefined || attribute.annotation === NO_NODE)
    return false
  if (/\bClassVar\b/.test(typeText(tree, attribute.annotation))) return false
  return (
    owner.decorators.some((one) =>
      /dataclass|attr\.s\b|\bdefine\b|\battrs\b/.test(tree.text(one)),
    ) ||
    owner.bases.some((base) => /Model$|Schema$|Settings$|Struct$|NamedTuple$/.test(tree.text(base)))
  )
}
