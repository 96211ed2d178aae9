import { domainOf } from '../../domain/domain-of.ts'
import type { Checker, StepDraft } from '../../engine/checker.ts'
import { originOf } from '../../facts/expression.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { calleeName, keywordArgument, receiverOf } from '../../matching/calls/calls.ts'
import { isInputRead } from '../../matching/inputs/input-sources.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { isSession } from '../../matching/inputs/session-items.ts'
import { CODE } from '../../matching/inputs/sinks.ts'
import { dependencyOfParameter } from '../../matching/routes/parameter-providers.ts'
import { locationOf } from '../../matching/routes/route-places.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { leadingText } from './matching/leading-text.ts'
import { openForm } from './matching/open-forms.ts'
import { type WholeInput, wholeInput } from './matching/whole-inputs.ts'

const MAKERS =
  /^(?:create|update|filter_by|bulk_create|get_or_create|update_or_create|insert|values)$/

export default defineRule({
  id: 'mass-assignment',
  title: 'Client may set every column of a row',
  consequence:
    'A client adds a field to its request and makes itself an administrator, or the owner of something else.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [915],
  confidence: 'medium',
  roles: ['source', 'migration'],
  why: `
\`User(**request.json)\` takes every name that the client sends. Today's form has a name and an address; the table has
\`is_admin\`, \`balance\` and \`owner_id\` as well, and tomorrow's column is open from its first day.
`,
  fix: `
Name the fields: \`User(name=data.name, email=data.email)\`, \`model_dump(include={'name', 'email'})\`, or a model for the request that
has nothing else. In Django list \`fields\` instead of \`'__all__'\`.
`,
  exemptions: [
    {
      text: 'Fields that are named, or chosen.',
      quiet: py`
        from fastapi import FastAPI
        from app.models import User
        from app.schemas import UserIn

        app = FastAPI()
        ALLOWED = {'name', 'email'}

        @app.post('/users')
        def create(payload: UserIn, user):
            for key, value in payload.model_dump().items():
                if key in ALLOWED:
                    setattr(user, key, value)
            User(name=payload.name)
            return User(**payload.model_dump(include={'name', 'email'}))
      `,
    },
    {
      text: 'A model of the request that has nothing to do with a table.',
      quiet: py`
        from flask import request
        from pydantic import BaseModel

        class Filter(BaseModel):
            name: str

        def view(render):
            Filter(**request.args)
            return render(**request.args)
      `,
    },
    {
      text: 'Attributes that are set from what the program itself says.',
      quiet: py`
        class Options:
            def __init__(self, **kwargs):
                for key, value in kwargs.items():
                    setattr(self, key, value)
      `,
    },
    {
      text: 'A list of fields.',
      quiet: py`
        from django.forms import ModelForm

        class UserForm(ModelForm):
            class Meta:
                fields = ['name', 'email']
      `,
    },
  ],
  limits: [
    'A model of the request that is not in the project is taken to have every field.',
    'Which fields are dangerous is told by their names: `is_admin`, `role`, `owner_id`, `balance`.',
  ],
  bad: [
    py`
      import json
      from django.contrib.auth.decorators import login_required
      from app.models import Appointment

      @login_required
      def update(request, pk):
          appointment = Appointment.objects.get(pk=pk)
          for key, value in json.loads(request.body).items():
              setattr(appointment, key, value) #!
          appointment.save()
    `,
    py`
      from fastapi import FastAPI
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
      from app.schemas import UserIn

      app = FastAPI()

      class Base(DeclarativeBase):
          pass

      class User(Base):
          __tablename__ = 'users'
          id: Mapped[int] = mapped_column(primary_key=True)
          is_admin: Mapped[bool]

      @app.post('/users')
      def create(payload: UserIn):
          return User(**payload.model_dump()) #!
    `,
    py`
      from django import forms
      from django.db import models
      from django.http import JsonResponse
      from rest_framework import serializers

      class User(models.Model):
          name = models.TextField()
          is_admin = models.BooleanField()

      class UserForm(forms.ModelForm):
          class Meta:
              model = User
              fields = '__all__' #!

      class UserSerializer(serializers.ModelSerializer):
          class Meta:
              model = User
              fields = "__all__" #!

      def create(request):
          User.objects.create(**request.POST) #!
          User.objects.filter(id=1).update(**request.POST.dict()) #!
          User(**request.POST) #!
          return JsonResponse({})
    `,
    py`
      from fastapi import FastAPI
      from app.schemas import UserIn

      app = FastAPI()

      @app.patch('/users/{user_id}')
      def change(user_id: int, payload: UserIn, db):
          user = db.get(user_id)
          for key, value in payload.dict(exclude_unset=True).items():
              setattr(user, key, value) #!
          return user
    `,
  ],
  good: [
    py`
      from fastapi import FastAPI
      from app.models import User
      from app.schemas import UserIn

      app = FastAPI()

      @app.post('/users')
      def create(payload: UserIn):
          return User(name=payload.name, email=payload.email)
    `,
  ],
  on: {
    [k.K_DICTIONARY_SPLAT](node, checker) {
      const { tree } = checker
      const list = tree.parent(node)
      const call = list === NO_NODE ? NO_NODE : tree.parent(list)
      if (call === NO_NODE || tree.kind(list) !== k.K_ARGUMENT_LIST || tree.kind(call) !== k.K_CALL)
        return
      if (!isRow(checker, call)) return
      const value = tree.namedChildren(node)[0]
      if (value !== undefined) reportRow(checker, call, value)
    },
    [k.K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      const target = tree.child(node, k.F_LEFT)
      const value = tree.child(node, k.F_RIGHT)
      if (value !== NO_NODE && tree.text(target) === 'exclude') reportForm(checker, node)
      if (tree.kind(target) === k.K_SUBSCRIPT) checkSessionKey(checker, node, target)
      if (value === NO_NODE || tree.text(target) !== 'fields') return
      const owner = facts.enclosingClass(node)
      if (owner?.name !== 'Meta' || namedConstant(facts, value) !== '__all__') return
      // What filters a list sets no column.
      const outer = facts.enclosingClass(owner.node)
      if (outer?.bases.some((base) => /Filter/.test(tree.spelled(base)))) return
      checker.report({
        node,
        message: 'Every column of the model can be set through this form, those to come as well.',
      })
    },
  },
  methods: {
    /** `session.query(User).filter_by(id=1).update(data)`, `row.__dict__.update(data)`. */
    update(call, checker) {
      const [given, more] = checker.facts.arguments(call)
      if (given === undefined || more !== undefined || given.name !== undefined) return
      const receiver = checker.tree.text(receiverOf(checker.tree, call))
      if (!/\.__dict__$|\bquery\(\w+\)/.test(receiver)) return
      reportRow(checker, call, given.value)
    },
    /** `User.objects.update_or_create(id=1, defaults=data)`. */
    update_or_create(call, checker) {
      const given = keywordArgument(checker.tree, call, 'defaults')
      if (given !== NO_NODE && isRow(checker, call)) reportRow(checker, call, given)
    },
    /** `insert(User).values(data)`. */
    values(call, checker) {
      const [given, more] = checker.facts.arguments(call)
      if (given === undefined || more !== undefined || given.name !== undefined) return
      if (!/\b(?:insert|update)\(/.test(checker.tree.spelled(receiverOf(checker.tree, call))))
        return
      if (checker.tree.kind(given.value) === k.K_DICTIONARY_SPLAT) return
      reportRow(checker, call, given.value)
    },
  },
  calls: {
    ...callsTo(
      ['django.forms.modelform_factory', 'django.forms.models.modelform_factory'],
      (call, checker) => {
        const fields = keywordArgument(checker.tree, call, 'fields')
        if (fields === NO_NODE || namedConstant(checker.facts, fields) !== '__all__') return
        checker.report({
          node: call,
          message: 'Every column of the model can be set through this form, those to come as well.',
        })
      },
    ),
    'builtins.setattr': (call, checker) => {
      const { tree, facts } = checker
      const [, name] = facts.arguments(call)
      const loop = tree.ancestor(call, k.K_FOR_STATEMENT, k.K_FUNCTION_DEFINITION)
      if (name === undefined || loop === NO_NODE || tree.kind(loop) !== k.K_FOR_STATEMENT) return
      const over = tree.child(loop, k.F_RIGHT)
      if (!tree.text(tree.child(loop, k.F_LEFT)).includes(tree.text(name.value))) return
      // `for key in data: setattr(row, key, data[key])` as well.
      const isPairs =
        tree.kind(over) === k.K_CALL && /^(?:items|keys)$/.test(calleeName(tree, over))
      const whole = wholeInput(checker, isPairs ? receiverOf(tree, over) : over)
      if (whole === undefined) return
      const body = tree.text(tree.child(loop, k.F_BODY)).replace(NO_CHOICE, '')
      if (/\bif\b|\bcontinue\b/.test(body)) return
      const target = facts.arguments(call)[0]?.value ?? call
      checker.report({
        node: call,
        message: `Every name that the client sends becomes an attribute of \`${tree.text(target)}\`${fieldOf(whole)}.`,
        ...reasonsOf(whole),
        // Whoever sends it changes their own row: no administrator is at work here.
        ...(whole.spot && isCaller(checker, target) && { severity: 'high' as const }),
      })
    },
  },
})

/** Conditions that every column fulfils: that it is there, that it is given something. */
const NO_CHOICE =
  /\bif (?:(?:not )?hasattr\([\w.]+, *\w+\)|\w+ is not None)(?: and (?:hasattr\([\w.]+, *\w+\)|\w+ is not None))*:(?:\s*continue\b)?/g

function reportForm(checker: Checker, node: Node): void {
  const form = openForm(checker, node)
  if (form === undefined) return
  const names = form.columns.slice(0, 3).map((one) => `\`${one}\``)
  checker.report({
    node,
    message: `Whoever fills in this form can set ${names.join(', ')} of \`${form.model}\`: all that is not left out can be set.`,
  })
}

function reportRow(checker: Checker, call: Node, value: Node): void {
  const { tree, facts } = checker
  const whole = wholeInput(checker, value)
  if (whole === undefined) return
  checker.report({
    node: call,
    message: `\`${tree.text(value)}\` comes from the client and may set any column of \`${tree.text(facts.callee(call))}\`${fieldOf(whole)}.`,
    ...reasonsOf(whole),
  })
}

function fieldOf({ field }: WholeInput): string {
  return field === undefined ? '' : `, \`${field}\` too`
}

/** What the model of the request says, in its own file. */
function reasonsOf({ field, spot }: WholeInput): { readonly evidence?: readonly StepDraft[] } {
  if (spot === undefined) return {}
  const message =
    field === undefined ? 'keeps what it does not name' : `\`${field}\` is one of its fields`
  return { evidence: [{ kind: 'definition', location: locationOf(spot), message }] }
}

const CALLER_TYPE = /\bCurrent\w*|\bMe\b/
const CALLER_PROVIDER = /current|user|auth|(?:^|_)me(?:_|$)/

/** The row of whoever asks: `user: CurrentUser`, `user=Depends(get_current_user)`. */
function isCaller(checker: Checker, target: Node): boolean {
  const { tree, facts } = checker
  const binding = tree.kind(target) === k.K_IDENTIFIER ? facts.resolve(target) : undefined
  const own = binding?.scope?.function?.parameters.find(({ name }) => name === binding.name)
  const owner = binding?.scope?.function
  if (own === undefined || owner === undefined) return false
  if (CALLER_TYPE.test(tree.spelled(own.node))) return true
  const provided = dependencyOfParameter(checker, owner, own.name)
  return provided !== undefined && CALLER_PROVIDER.test(originOf(provided.given) ?? '')
}

/** A class of a module that holds models, where the module itself is not at hand. */
const MODEL = /(?:^|\.)models?(?:\.\w+)*\.[A-Z][A-Za-z0-9]*$/

/** A row of a table is made or changed with the arguments. */
function isRow(checker: Checker, call: Node): boolean {
  const { tree, facts, project } = checker
  const callee = facts.callee(call)
  const value = checker.valueOf(callee)
  if (value?.kind === 'class') return domainOf(project).orm.of(value.class) !== undefined
  const origin = facts.qualifiedName(callee)
  if (origin !== undefined && MODEL.test(origin)) return true
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || !MAKERS.test(calleeName(tree, call))) return false
  // Also behind the name that the query was given.
  return /\bobjects\b|\b(?:insert|update)\(/.test(
    tree.spelled(provenance(checker).valueOf(receiver)),
  )
}

/** `session[request.form['name']] = value`: also the one that says who is signed in. */
function checkSessionKey(checker: Checker, node: Node, target: Node): void {
  const { tree } = checker
  if (!isSession(checker, tree.child(target, k.F_VALUE))) return
  const key = tree.child(target, k.F_SUBSCRIPT)
  const source = provenance(checker).inputOf(key, CODE)
  // Where it comes from elsewhere, what was looked up may name the entry.
  if (source === NO_NODE || !isInputRead(checker, source)) return
  if (leadingText(checker, key) !== '') return
  checker.report({
    node,
    message: `\`${tree.text(source)}\` comes from the client and decides which entry of the session is set, also of those that say who is signed in.`,
  })
}
