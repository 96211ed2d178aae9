import type { Checker } from '../../engine/checker.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { receiverOf } from '../../matching/calls/calls.ts'
import { importsModule } from '../../matching/calls/library-calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { CODE } from '../../matching/inputs/sinks.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { clientObject } from './matching/client-objects.ts'
import { inputSteps } from './matching/input-steps.ts'

const LIBRARIES = ['pymongo', 'motor', 'flask_pymongo', 'mongoengine', 'beanie', 'bson'] as const
/** Methods of a collection whose first argument says which documents are meant. */
const METHODS = [
  'find',
  'find_one',
  'find_one_and_update',
  'find_one_and_delete',
  'find_one_and_replace',
  'find_one_or_404',
  'count_documents',
  'delete_one',
  'delete_many',
  'update_one',
  'update_many',
  'replace_one',
  'aggregate',
] as const
/** Operators that hold JavaScript, or an expression that does. */
const SCRIPTS = /^\$(?:where|function|accumulator|expr)$/
const MAX_DEPTH = 6

export default defineRule({
  id: 'nosql-injection',
  title: 'Client decides on the operators of a MongoDB query',
  consequence: 'Anyone can sign in without a password, or read and change all documents.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [943],
  roles: ['source', 'migration'],
  why: `
A JSON body holds what the client likes, objects too: with \`{"password": {"$ne": ""}}\` the comparison is true for every
password that is not empty. Text in \`$where\` is JavaScript that the database runs for each document.
`,
  fix: `
Take the field as what it has to be: \`str(body['password'])\`, a model that says so, or \`{'$eq': value}\`. Instead of
\`$where\` use the operators of the query language.
`,
  exemptions: [
    {
      text: 'Values that are texts or numbers: of the query string and of forms, converted, or compared by $eq.',
      quiet: py`
        from flask import request
        from pymongo import MongoClient

        users = MongoClient().app.users

        def login():
            body = request.get_json()
            users.find_one({'name': request.args['name']})
            users.find_one({'name': str(body['name']), 'age': int(body['age'])})
            users.find_one({'name': {'$eq': body['name']}})
            users.find_one({'name': f"{body['name']}"})
            return users.find_one({'_id': body['name'].strip()})
      `,
    },
    {
      text: 'Values that were tested to be texts, and scripts that are constants.',
      quiet: py`
        from flask import abort, request
        from pymongo import MongoClient

        users = MongoClient().app.users

        def login():
            name = request.json['name']
            if not isinstance(name, str):
                abort(400)
            users.find_one({'name': name})
            return users.find({'$where': 'this.age > 18'})
      `,
    },
  ],
  limits: [
    'Objects are followed in one function; models of a framework are taken to say what fields are.',
  ],
  bad: [
    py`
      from flask import request
      from pymongo import MongoClient

      users = MongoClient().app.users

      def login():
          body = request.get_json()
          name = body['name']
          password = body.get('password')
          return users.find_one({'name': name, 'password': password}) #!
    `,
    py`
      import json
      from flask import request
      from flask_pymongo import PyMongo

      mongo = PyMongo()

      def search():
          name = request.args['name']
          found = mongo.db.users.find({'$where': "this.name == '" + name + "'"}) #!
          query = json.loads(request.args['query'])
          mongo.db.users.delete_many(query) #!
          mongo.db.users.count_documents(filter={'name': request.json['name']}) #!
          author = {'name': json.loads(name)}
          return found, mongo.db.users.find_one(author) #!
    `,
  ],
  good: [
    py`
      from flask import request
      from pymongo import MongoClient

      users = MongoClient().app.users

      def login():
          body = request.get_json()
          return users.find_one({'name': str(body['name'])})
    `,
  ],
  methods: Object.fromEntries(
    METHODS.map((name) => [
      name,
      (call: Node, checker: Checker) => {
        if (!LIBRARIES.some((library) => importsModule(checker, library))) return
        if (receiverOf(checker.tree, call) === NO_NODE) return
        const given = checker.facts.arguments(call)
        const filter =
          given.find((one) => one.name === 'filter' || one.name === 'pipeline') ??
          given.find((one) => one.name === undefined)
        if (filter !== undefined && !filter.isUnpacked) checkFilter(checker, call, filter.value, 0)
      },
    ]),
  ),
})

/** True when it was told; a filter has one finding. */
function checkFilter(checker: Checker, call: Node, filter: Node, depth: number): boolean {
  const { tree } = checker
  if (depth > MAX_DEPTH || filter === NO_NODE) return false
  const value = provenance(checker).valueOf(filter)
  switch (tree.kind(value)) {
    case k.K_LIST:
      return statementsOf(tree, value).some((one) => checkFilter(checker, call, one, depth + 1))
    case k.K_DICTIONARY:
      return statementsOf(tree, value).some(
        (pair) => tree.kind(pair) === k.K_PAIR && checkPair(checker, call, pair, depth),
      )
    default: {
      const source = depth === 0 ? clientObject(checker, filter) : NO_NODE
      if (source !== NO_NODE) tell(checker, call, source, 'is the query itself, with all operators')
      return source !== NO_NODE
    }
  }
}

function checkPair(checker: Checker, call: Node, pair: Node, depth: number): boolean {
  const { tree } = checker
  const key = namedConstant(checker.facts, tree.child(pair, k.F_KEY))
  const value = tree.child(pair, k.F_VALUE)
  if (typeof key !== 'string') return false
  if (SCRIPTS.test(key)) {
    const source = provenance(checker).inputOf(value, CODE)
    if (source !== NO_NODE) tell(checker, call, source, `is run by \`${key}\` in the database`)
    return source !== NO_NODE
  }
  if (key === '$eq') return false
  const held = tree.kind(provenance(checker).valueOf(value))
  if (held === k.K_DICTIONARY || held === k.K_LIST) {
    return checkFilter(checker, call, value, depth + 1)
  }
  // What stands behind an operator is compared as it is.
  const source = key.startsWith('$') ? NO_NODE : clientObject(checker, value)
  if (source === NO_NODE) return false
  tell(checker, call, source, `can be an object with operators where \`${key}\` is compared`)
  return true
}

function tell(checker: Checker, call: Node, source: Node, what: string): void {
  checker.report({
    node: call,
    message: `\`${checker.tree.text(source)}\` comes from the client and ${what}.`,
    evidence: inputSteps(checker, source),
  })
}
