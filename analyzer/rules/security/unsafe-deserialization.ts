import type { Checker, FixDraft, TextEdit } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import {
  argumentFor,
  calleeName,
  hasUnpacking,
  keywordArgument,
  positionalArgument,
  receiverOf,
} from '../../matching/calls/calls.ts'
import { addArgument, removeArgument, replaceCallee } from '../../matching/edits/call-edits.ts'
import { replace } from '../../matching/edits/edits.ts'
import { importedName } from '../../matching/edits/import-edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { DATA } from '../../matching/inputs/sinks.ts'
import { optionOf } from '../../matching/values/given-options.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_LIST,
  K_NONE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { handedArgument, handedCalls } from './matching/handed-calls.ts'
import { inputSteps } from './matching/input-steps.ts'

const forms = (modules: string, names: string): string[] =>
  modules.split(' ').flatMap((module) => names.split(' ').map((name) => `${module}.${name}`))

const LOADERS = [
  ...forms(
    'pickle cPickle _pickle dill cloudpickle six.moves.cPickle pickle5',
    'load loads Unpickler',
  ),
  ...forms('marshal', 'load loads'),
  ...forms('shelve', 'open DbfilenameShelf Shelf BsdDbShelf'),
  ...forms('jsonpickle jsonpickle.unpickler', 'decode loads'),
  'joblib.load',
  'sklearn.externals.joblib.load',
  'pandas.read_pickle',
  'pandas.io.pickle.read_pickle',
  'yaml.unsafe_load',
  'yaml.unsafe_load_all',
  'yaml.full_load',
  'yaml.full_load_all',
  'yaml.UnsafeLoader',
  'django.contrib.sessions.serializers.PickleSerializer',
] as const
const YAML = ['yaml.load', 'yaml.load_all', 'ruamel.yaml.load', 'ruamel.yaml.load_all'] as const
const SAFE_LOADER = /(?<!un)safe|base|json/i

/** `asyncio.to_thread(pickle.loads, body)` */
const HANDED = handedCalls((call, handed, checker) => {
  if (!(LOADERS as readonly string[]).includes(handed.name)) return
  const data = handedArgument(handed, 0, 'data', 'file')
  if (data !== NO_NODE) report(checker, call, data, handed.callee)
})

export default defineRule({
  id: 'unsafe-deserialization',
  title: 'Deserialisation that can run code',
  consequence:
    'Data from a hostile source runs its own code while it is loaded, before any of it can be checked.',
  effortHours: { low: 0.5, high: 4 },
  cwe: [502],
  roles: ['source', 'migration'],
  why: `
A pickle is a program: it names any function and the arguments to call it with, and loading runs it.
The same holds for marshal, shelve, dill, joblib, \`torch.load\` and YAML tags such as
\`!!python/object/apply\`. A check after loading comes too late.
`,
  fix: `
Use a format that holds data only: JSON, \`yaml.safe_load\`, \`torch.load(..., weights_only=True)\`,
\`numpy.load\` without pickles. Where a pickle must cross a border, sign it and verify the signature
before loading.
`,
  exemptions: [
    {
      text: 'Loaders that read data only.',
      quiet: py`
        import json
        import numpy as np
        import torch
        import yaml
        from yaml import CSafeLoader

        class Loader(yaml.SafeLoader):
            pass

        def read(file):
            json.load(file)
            yaml.safe_load(file)
            yaml.load(file, Loader=CSafeLoader)
            yaml.load(file, yaml.SafeLoader)
            yaml.load(file, Loader=Loader)
            torch.load(file, weights_only=True)
            return np.load(file)
      `,
    },
    {
      text: 'A copy through a pickle of the same process, and writing.',
      quiet: py`
        import pickle

        def copy(value, file):
            pickle.dump(value, file)
            return pickle.loads(pickle.dumps(value))
      `,
    },
    {
      text: 'The safe kinds of the ruamel parser.',
      quiet: py`
        from ruamel.yaml import YAML

        def read(file):
            yaml = YAML(typ='safe')
            return yaml.load(file)
      `,
    },
  ],
  limits: [
    'Whether the source of the data can be trusted is known only where user input is seen; elsewhere the severity is medium.',
  ],
  bad: [
    py`
      import pickle

      def restore(file):
          return pickle.load(file) #!
    `,
    py`
      import base64
      import shelve
      from pickle import loads as decode
      import cPickle
      import dill, marshal, jsonpickle, joblib
      import pandas as pd
      from flask import request

      def read(data):
          decode(base64.b64decode(request.cookies['session'])) #!
          cPickle.Unpickler(data) #!
          dill.loads(data) #!
          marshal.loads(data) #!
          jsonpickle.decode(data) #!
          joblib.load(data) #!
          pd.read_pickle(data) #!
          return shelve.open('state') #!
    `,
    py`
      import numpy
      import torch
      import yaml
      from multiprocessing.connection import Client
      from ruamel.yaml import YAML

      def read(file):
          yaml.load(file) #!
          yaml.load(file, Loader=None) #!
          yaml.load(file, Loader=yaml.FullLoader) #!
          yaml.load_all(file, yaml.UnsafeLoader) #!
          yaml.unsafe_load(file) #!
          YAML(typ='unsafe').load(file) #!
          torch.load(file) #!
          numpy.load(file, allow_pickle=True) #!
          connection = Client(('host', 6000))
          return connection.recv() #!
    `,
  ],
  good: [
    py`
      import json

      def restore(file):
          return json.load(file)
    `,
  ],
  calls: {
    ...HANDED.calls,
    ...callsTo(LOADERS, (call, checker) => {
      if (!isRestricted(checker, call)) report(checker, call)
    }),
    ...callsTo(YAML, checkYaml),
    ...callsTo(['torch.load'], (call, checker) => {
      const only = optionOf(checker, call, 'weights_only')
      if (only === NO_NODE || provenance(checker).constantOf(only) === false) report(checker, call)
    }),
    ...callsTo(['numpy.load'], (call, checker) => {
      const allow = argumentFor(checker.tree, call, 2, 'allow_pickle')
      if (allow !== NO_NODE && provenance(checker).constantOf(allow) === true) report(checker, call)
    }),
    ...callsTo(['ruamel.yaml.YAML'], (call, checker) => {
      const kind = argumentFor(checker.tree, call, 0, 'typ')
      if (kind === NO_NODE) return
      // `typ` may be a list, of which the first names the loader.
      const list = provenance(checker).valueOf(kind)
      const first = checker.tree.kind(list) === K_LIST ? checker.tree.namedChildren(list)[0] : list
      if (first !== undefined && provenance(checker).constantOf(first) === 'unsafe')
        report(checker, call)
    }),
  },
  methods: {
    ...HANDED.methods,
    recv(call, checker) {
      if (checker.facts.arguments(call).length > 0) return
      const receiver = checker.valueOf(receiverOf(checker.tree, call))
      if (receiver?.kind !== 'external') return
      if (
        /^multiprocessing\.connection\.(?:Client\(\)|Listener\(\)\.accept\(\))/.test(receiver.name)
      ) {
        report(checker, call)
      }
    },
  },
})

/** `reader = Unpickler(file); reader.find_global = allowed`: only what is allowed is made. */
function isRestricted({ tree, facts }: Checker, call: Node): boolean {
  const assignment = tree.parent(call)
  if (tree.kind(assignment) !== K_ASSIGNMENT) return false
  const target = tree.firstChild(assignment)
  return (facts.resolve(target)?.references ?? []).some((use) => {
    const attribute = tree.parent(use)
    return (
      tree.kind(attribute) === K_ATTRIBUTE &&
      tree.kind(tree.parent(attribute)) === K_ASSIGNMENT &&
      tree.fieldOf(attribute) === F_LEFT &&
      /^find_(?:global|class)$/.test(tree.text(tree.child(attribute, F_ATTRIBUTE)))
    )
  })
}

function checkYaml(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const named = optionOf(checker, call, 'Loader')
  if (named === NO_NODE && facts.arguments(call).some(({ isUnpacked }) => isUnpacked)) return
  const loader = named === NO_NODE ? positionalArgument(tree, call, 1) : named
  if (loader === NO_NODE || tree.kind(loader) === K_NONE) {
    report(checker, call)
    return
  }
  const origin = facts.qualifiedName(loader)
  if (origin === undefined || SAFE_LOADER.test(origin)) return
  if (/^(?:ruamel\.)?yaml\./.test(origin)) report(checker, call)
  else if (origin.startsWith('.')) {
    const own = facts.classes.find(({ symbol }) => symbol === origin.slice(1))
    if (own?.bases.some((base) => /(?:^|\.)(?:Full|Unsafe|C)?Loader$/.test(tree.text(base)))) {
      report(checker, call)
    }
  }
}

function report(
  checker: Checker,
  call: Node,
  first = checker.facts.arguments(call)[0]?.value ?? NO_NODE,
  callee = checker.facts.callee(call),
): void {
  const { tree, facts } = checker
  const own = provenance(checker)
  if (first !== NO_NODE && tree.kind(own.valueOf(first)) === K_CALL) {
    // What this process wrote itself a moment ago.
    if (/(?:^|\.)dumps$/.test(facts.calleeName(own.valueOf(first)) ?? '')) return
  }
  // A text of the program itself, not the name of a file.
  const isText = /(?:^|\.)(?:loads|yaml\.\w*load\w*)$/.test(facts.qualifiedName(callee) ?? '')
  if (isText && first !== NO_NODE && own.isFixed(first, DATA)) return
  const source = first === NO_NODE ? NO_NODE : own.inputOf(first, DATA)
  const name = tree.text(callee)
  if (source !== NO_NODE) {
    const server = serverAsked(checker, source)
    checker.report({
      node: call,
      message: `\`${tree.text(source)}\` comes from ${server === undefined ? 'the client' : 'the other end of the socket'}, and \`${name}\` runs the code that it may hold.`,
      // What marshal reads is data and code objects, which somebody has yet to run.
      severity: server ?? (/^marshal\./.test(facts.calleeName(call) ?? '') ? 'high' : 'critical'),
      evidence: inputSteps(checker, source),
      fixes: fixOf(checker, call),
    })
    return
  }
  checker.report({
    node: call,
    message: `\`${name}\` runs code that the data may hold.`,
    severity: 'medium',
    confidence: 'medium',
    fixes: fixOf(checker, call),
  })
}

/** How much an answer weighs that the program reads from a server which it chose itself; undefined for others. */
function serverAsked({ tree, facts }: Checker, source: Node): 'high' | 'medium' | undefined {
  if (tree.kind(source) !== K_CALL || !/^recv/.test(calleeName(tree, source))) return undefined
  const methods = new Set(Array.from(facts.calls, (call) => calleeName(tree, call)))
  if (!methods.has('connect') || methods.has('accept') || methods.has('listen')) return undefined
  return facts.identifiersNamed('AF_UNIX').length > 0 ? 'medium' : 'high'
}

const SAFE_YAML: ReadonlyMap<string, string> = new Map([
  ['yaml.load', 'safe_load'],
  ['yaml.unsafe_load', 'safe_load'],
  ['yaml.full_load', 'safe_load'],
  ['yaml.load_all', 'safe_load_all'],
  ['yaml.unsafe_load_all', 'safe_load_all'],
  ['yaml.full_load_all', 'safe_load_all'],
])

/** The function of the same library that makes plain data only. */
function fixOf(checker: Checker, call: Node): FixDraft[] {
  const { tree, facts } = checker
  const name = facts.calleeName(call) ?? ''
  // An option in a mapping would be given twice, or to a function that has none such.
  if (hasUnpacking(tree, call)) return []
  const fix = (title: string, edits: readonly TextEdit[]): FixDraft[] => [
    { title, grade: 'needs-review', edits },
  ]
  if (name === 'torch.load') {
    const given = keywordArgument(tree, call, 'weights_only')
    const edit =
      given === NO_NODE
        ? addArgument(tree, call, 'weights_only=True')
        : replace(tree, given, 'True')
    return edit === undefined ? [] : fix('Load the weights only', [edit])
  }
  if (name === 'numpy.load') {
    const allow = argumentFor(tree, call, 2, 'allow_pickle')
    return fix('Take no pickled objects', [replace(tree, allow, 'False')])
  }
  const safe = SAFE_YAML.get(name)
  if (safe === undefined) return []
  const callee = facts.callee(call)
  const loader = facts.arguments(call).find((one, at) => one.name === 'Loader' || at === 1)
  const isMethod = tree.kind(callee) === K_ATTRIBUTE
  const imported = isMethod ? undefined : importedName(facts, 'yaml', safe, call)
  const removed = loader && removeArgument(tree, call, loader.node)
  if (loader !== undefined && removed === undefined) return []
  const edits = [
    ...(imported?.edits ?? []),
    isMethod
      ? replace(tree, tree.child(callee, F_ATTRIBUTE), safe)
      : replaceCallee(tree, call, imported?.text ?? safe),
    ...(removed === undefined ? [] : [removed]),
  ]
  return fix('Make plain data only', edits)
}
