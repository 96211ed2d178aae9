import type { Checker, FixDraft } from '../../engine/checker.ts'
import { namedText } from '../../facts/named-constants.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { positionalArgument, receiverOf } from '../../matching/calls/calls.ts'
import { importsModule } from '../../matching/calls/library-calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { isReplaced, isSettings } from '../../matching/routes/settings-places.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { optionAt } from '../../matching/values/given-options.ts'
import {
  F_ATTRIBUTE,
  F_CONSEQUENCE,
  F_KEY,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  F_SUBSCRIPT,
  F_VALUE,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_DICTIONARY,
  K_ELIF_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_PAIR,
  K_SUBSCRIPT,
  K_TRUE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isOnByDefault } from './matching/environment-defaults.ts'

const APPLICATIONS = [
  'fastapi.FastAPI',
  'starlette.applications.Starlette',
  'tornado.web.Application',
  'connexion.App',
  'connexion.FlaskApp',
  'sanic.Sanic',
  'litestar.Litestar',
  'litestar.app.Litestar',
] as const
/** What a condition calls development. */
const ASKED =
  /(?:^|[^a-z])(?:dev|devel|development|local|debug|test|testing|sandbox|demo)(?![a-z])/i
const CONFIG = /(?:^|\.)config$/
const SWITCH = /^(?:DEBUG|TEMPLATE_DEBUG|DEBUG_PROPAGATE_EXCEPTIONS)$/

export default defineRule({
  id: 'debug-enabled',
  title: 'Debug mode switched on in the code',
  consequence:
    'An error shows the source, settings and secrets to any visitor, and the interactive debugger runs their code.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [489, 94],
  roles: ['source', 'migration'],
  why: `
The debugger of Werkzeug gives a Python console on every error page, Django prints all settings and
local variables, and a reloader watches files that never change in production. What is written into
the code is on wherever nobody remembered to switch it off.
`,
  fix: `
Take it from the environment with the safe value as the default:
\`app.run(debug=os.environ.get('APP_DEBUG') == '1')\`. Run production under a real server.
`,
  exemptions: [
    {
      text: 'A switch that is off or comes from the environment.',
      quiet: py`
        import os
        from flask import Flask

        DEBUG = os.environ.get('DEBUG') == '1'
        app = Flask(__name__)
        app.config['DEBUG'] = False
        app.debug = DEBUG
        app.run(debug=False)
      `,
    },
    {
      text: 'Classes and files of settings that are for development or tests by their name.',
      quiet: {
        'app/settings/local.py': 'DEBUG = True\n',
        'app/config.py': py`
          class DevelopmentConfig:
              DEBUG = True

          class TestingConfig:
              TESTING = True
        `,
      },
    },
    {
      text: 'Arguments and attributes of the same name of other things.',
      quiet: py`
        import asyncio
        import logging

        class Parser:
            def __init__(self):
                self.debug = True

        def main(parser):
            asyncio.run(parser(), debug=True)
            parser.run(debug=True)
      `,
    },
    {
      text: 'What a condition lets on for development only.',
      quiet: {
        'shop/settings.py': py`
          import os

          DEBUG = False
          if os.environ.get('APP_ENV') == 'development':
              DEBUG = True
        `,
        'shop/run.py': py`
          from shop.app import app

          def main(arguments):
              if arguments.debug:
                  app.run(debug=True)
              else:
                  app.run()
        `,
      },
    },
  ],
  limits: ['Settings in files other than Python code are not seen.'],
  bad: [
    py`
      from flask import Flask

      app = Flask(__name__)
      app.run(debug=True) #!
    `,
    py`
      import flask
      import uvicorn
      from fastapi import FastAPI
      from werkzeug.serving import run_simple

      application = flask.Flask(__name__)
      application.debug = True #!
      application.config['DEBUG'] = True #!
      application.config['ENV'] = 'development' #!
      application.config['TESTING'] = True #!
      application.config.update(DEBUG=True) #!
      application.config.update({'DEBUG': True}) #!
      application.run('localhost', 80, True) #!
      api = FastAPI(debug=True) #!

      if __name__ == '__main__':
          application.run('0.0.0.0', debug=True) #!
          uvicorn.run('main:api', reload=True) #!
          run_simple('localhost', 80, application, use_debugger=True) #!
    `,
    {
      'shop/settings.py': 'DEBUG = True #!\nINSTALLED_APPS = []\n',
      'shop/config.py': 'class ProductionConfig:\n    DEBUG = True #!\n',
    },
  ],
  good: [
    py`
      import os
      from flask import Flask

      app = Flask(__name__)
      app.run(debug=os.environ.get('APP_DEBUG') == '1')
    `,
  ],
  calls: {
    'builtins.setattr'(call, checker) {
      const [app, name, value] = checker.facts.arguments(call)
      if (app === undefined || name === undefined || value === undefined) return
      if (namedText(checker.facts, name.value) !== 'debug' || !isTrue(checker, value.value)) return
      if (isWebApp(checker, app.value)) report(checker, call)
    },
    ...callsTo(APPLICATIONS, (call, checker) => checkArgument(checker, call, 'debug')),
    ...callsTo(['uvicorn.run', 'uvicorn.Config', 'hypercorn.run'], (call, checker) => {
      checkArgument(checker, call, 'reload', 'medium')
      checkArgument(checker, call, 'debug')
    }),
    ...callsTo(['werkzeug.serving.run_simple', 'werkzeug.run_simple'], (call, checker) => {
      checkArgument(checker, call, 'use_debugger')
    }),
    ...callsTo(['bottle.run'], (call, checker) => {
      checkArgument(checker, call, 'debug')
    }),
    ...callsTo(['bottle.debug'], (call, checker) => {
      checkArgument(checker, call, 'mode', 'high', 0)
    }),
    ...callsTo(['werkzeug.debug.DebuggedApplication'], (call, checker) => {
      checkArgument(checker, call, 'evalex', 'high', 1)
    }),
  },
  methods: {
    run: checkRun,
    // Dash, where it is still called so.
    run_server: checkRun,
    update: checkSettings,
    from_mapping: checkSettings,
    setdefault(call, checker) {
      if (!isConfig(checker, call)) return
      const key = provenance(checker).constantOf(positionalArgument(checker.tree, call, 0))
      const value = positionalArgument(checker.tree, call, 1)
      if ((key === 'DEBUG' || key === 'TESTING') && value !== NO_NODE && isTrue(checker, value))
        report(checker, call)
    },
  },
  on: {
    [K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE) return
      if (tree.endOfSubtree(value) - value > 6) {
        checkDefault(checker, node, target, value)
        return
      }
      switch (tree.kind(target)) {
        case K_ATTRIBUTE: {
          const name = facts.name(tree.child(target, F_ATTRIBUTE))
          if (name !== 'debug' && name !== 'DEBUG' && name !== 'testing') return
          if (!isWebApp(checker, tree.child(target, F_OBJECT))) return
          if (isTrue(checker, value) && !isForDevelopment(checker, node)) report(checker, node)
          return
        }
        case K_SUBSCRIPT: {
          if (!CONFIG.test(tree.spelled(tree.child(target, F_VALUE)))) return
          const key = namedText(facts, tree.child(target, F_SUBSCRIPT))
          const isOn = isTrue(checker, value) && !isForDevelopment(checker, node)
          if ((key === 'DEBUG' || key === 'TESTING') && isOn) report(checker, node)
          if (key === 'ENV' && namedText(facts, value) === 'development') report(checker, node)
          return
        }
        case K_IDENTIFIER: {
          if (!SWITCH.test(tree.spelled(target)) || !isTrue(checker, value)) return
          if (isSettings(checker, node) && !isForDevelopment(checker, node)) report(checker, node)
        }
      }
    },
  },
})

/** `DEBUG = os.environ.get('DEBUG', 'true') == 'true'`: on wherever nobody has said otherwise. */
function checkDefault(checker: Checker, node: Node, target: Node, value: Node): void {
  const { tree } = checker
  const name = tree.text(target)
  if (tree.kind(target) === K_SUBSCRIPT) {
    const isApp = CONFIG.test(tree.spelled(tree.child(target, F_VALUE)))
    if (!isApp || namedText(checker.facts, tree.child(target, F_SUBSCRIPT)) !== 'DEBUG') return
  } else if (tree.kind(target) !== K_IDENTIFIER || !SWITCH.test(name)) return
  else if (!isSettings(checker, node) || isReplaced(checker, name)) return
  if (isForDevelopment(checker, node) || !isOnByDefault(checker, value)) return
  checker.report({
    node,
    message: `\`${name}\` is on wherever the environment does not say otherwise: one forgotten variable shows every error to everybody.`,
    severity: 'medium',
    confidence: 'medium',
  })
}

function checkRun(call: Node, checker: Checker): void {
  if (!isWebApp(checker, receiverOf(checker.tree, call))) return
  checkArgument(checker, call, 'debug', 'high', 2)
  checkArgument(checker, call, 'use_debugger')
}

function isConfig({ tree }: Checker, call: Node): boolean {
  const receiver = receiverOf(tree, call)
  return receiver !== NO_NODE && CONFIG.test(tree.spelled(receiver))
}

/** `app.config.update(DEBUG=True)`, `app.config.from_mapping({'DEBUG': True})`. */
function checkSettings(call: Node, checker: Checker): void {
  const { tree } = checker
  if (!isConfig(checker, call)) return
  checkArgument(checker, call, 'DEBUG')
  checkArgument(checker, call, 'TESTING', 'medium')
  const settings = positionalArgument(tree, call, 0)
  if (settings === NO_NODE || tree.kind(settings) !== K_DICTIONARY) return
  for (const pair of tree.namedChildren(settings)) {
    if (tree.kind(pair) !== K_PAIR) continue
    const key = namedText(checker.facts, tree.child(pair, F_KEY))
    const isSwitch = key === 'DEBUG' || key === 'TESTING'
    if (isSwitch && isTrue(checker, tree.child(pair, F_VALUE))) report(checker, pair)
  }
}

/** Inside `if os.environ['APP_ENV'] == 'development':`, `elif args.debug:`. */
function isForDevelopment({ tree }: Checker, node: Node): boolean {
  const kinds = [K_IF_STATEMENT, K_ELIF_CLAUSE, K_FUNCTION_DEFINITION] as const
  for (
    let at = tree.ancestor(node, ...kinds);
    at !== NO_NODE && tree.kind(at) !== K_FUNCTION_DEFINITION;
    at = tree.ancestor(at, ...kinds)
  ) {
    const body = tree.child(at, F_CONSEQUENCE)
    const isInside = tree.start(node) >= tree.start(body) && tree.end(node) <= tree.end(body)
    const condition = tree.text(conditionOf(tree, at))
    const isAsked = condition
      .split(/\band\b/)
      .some((part) => ASKED.test(part) && !/!=|\bnot\b/.test(part))
    if (isInside && isAsked) return true
  }
  return false
}

function isWebApp(checker: Checker, expression: Node): boolean {
  if (expression === NO_NODE) return false
  const { tree } = checker
  const value = checker.valueOf(expression)
  if (value?.kind === 'external') {
    return /^(?:flask|quart|bottle|sanic|connexion|dash|flask_socketio)\b/.test(value.name)
  }
  const isWeb = ['flask', 'quart', 'bottle', 'sanic', 'connexion', 'dash'].some((name) =>
    importsModule(checker, name),
  )
  const text = tree.text(expression)
  if (text === 'bottle') return true
  return (
    /^(?:\w+\.)?(?:\w*app|application|server)(?:\(\))?$/i.test(text) &&
    (isWeb || value === undefined) &&
    /app/i.test(text)
  )
}

function isTrue(checker: Checker, value: Node): boolean {
  const constant = provenance(checker).constantOf(value)
  return constant === true || constant === 1
}

function checkArgument(
  checker: Checker,
  call: Node,
  name: string,
  severity: 'high' | 'medium' = 'high',
  position = Number.POSITIVE_INFINITY,
): void {
  const value = optionAt(checker, call, position, name)
  if (value === NO_NODE || !isTrue(checker, value) || isForDevelopment(checker, call)) return
  checker.report({
    node: call,
    message: `\`${name}\` is on wherever this code runs.`,
    severity: isToShow(checker, call) ? 'medium' : severity,
    fixes: fixOf(checker, value),
  })
}

/** An example, or a function whose name says that it is for looking into failures. */
function isToShow({ facts, path }: Checker, call: Node): boolean {
  // `manage.py runserver` is how a program is run where it is written.
  if (/(?:^|\/)management\/commands\/_?run_?server\w*\.py$/i.test(path)) return true
  const owner = facts.enclosingFunction(call)?.name ?? ''
  return /debug/i.test(owner) || /(?:^|\/)(?:examples?|samples?|demos?|tutorials?)\//i.test(path)
}

/** Off; whoever needs it switches it on for one run. */
function fixOf({ tree }: Checker, value: Node): FixDraft[] {
  if (tree.kind(value) !== K_TRUE) return []
  const edits = [replace(tree, value, 'False')]
  return [{ title: 'Switch it off', grade: 'needs-review', edits }]
}

function report(checker: Checker, node: Node): void {
  checker.report({
    node,
    message: `\`${checker.tree.text(node)}\` holds wherever this code runs.`,
    confidence: 'medium',
    fixes: fixOf(checker, checker.tree.namedChildren(node).at(-1) ?? node),
  })
}
