import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import { isMounted } from '../../matching/names/mounted-paths.ts'
import { isStringStatement, parentOf } from '../../matching/statements/statements.ts'
import {
  F_LEFT,
  F_NAME,
  F_RIGHT,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_CONCATENATED_STRING,
  K_DEFAULT_PARAMETER,
  K_EXPRESSION_STATEMENT,
  K_IF_STATEMENT,
  K_KEYWORD_ARGUMENT,
  K_LIST,
  K_RAISE_STATEMENT,
  K_SET,
  K_STRING,
  K_TUPLE,
  K_TYPED_DEFAULT_PARAMETER,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** A service that somebody runs: a scheme, a host, and no documentation. */
const SERVICE =
  /^(?:https?|wss?|redis|rediss|unix|postgres(?:ql)?(?:\+\w+)?|mysql(?:\+\w+)?|mongodb(?:\+srv)?|amqps?|kafka|nats|tcp|ldaps?|smtps?|ftps?|memcached?|elasticsearch):\/\/[^\s{}<>]+$/i
/** An address in a network; versions and masks look alike and are told by their neighbours. */
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5})?$/
const HOST_PORT = /^(?:[a-z][a-z0-9-]*)(?:\.[a-z0-9-]+)*:\d{2,5}$/i
/** What stands for "here", "anywhere" or "nowhere" and is the same on every machine. */
const NEUTRAL =
  /^(?:0\.0\.0\.0|127\.0\.0\.1|255\.255\.255\.\d+|8\.8\.8\.8|1\.1\.1\.1|224\.\d+\.\d+\.\d+|239\.\d+\.\d+\.\d+|169\.254\.169\.254)(?::\d+)?$/
/** Identifiers in the form of addresses, and the documentation of the web. */
const NAMES =
  /(?:^|[/.])(?:www\.w3\.org|w3\.org|schemas?\.|xmlns|purl\.org|json-schema\.org|opengis\.net|example\.(?:com|org|net)|ns\.adobe|docs?\.|developer\.|readthedocs|wikipedia\.org|github\.com|gitlab\.com|python\.org|pypi\.org|stackoverflow|tools\.ietf\.org|rfc-editor|bugs\.|creativecommons|opensource\.org|gnu\.org|apache\.org|mozilla\.org|spec\.|errors\.pydantic|sqlalche\.me|schema)(?:[/.:]|$)|\.(?:xsd|dtd|xslt?)$|#$/i
/** A path that exists on some machines only. */
const PATH =
  /^(?:\/(?:home|Users|opt|srv|mnt|data|var\/(?:lib|data|www|log))\/[\w.-]+|[A-Z]:\\\\?[\w.-]+)/

const SYSTEM = /^\/var\/(?:lib|log|www)\//

export default defineRule({
  id: 'hardcoded-config',
  title: 'Address or path of one machine in the code',
  consequence:
    'The program runs in one environment only; every other one needs a change of code and a release.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [1051],
  confidence: 'medium',
  why: `
Where a service lives differs between a developer's machine, tests and production, and it changes while the program
stays the same. Written into the code, a test run talks to production, and a move of the database is a release.
`,
  fix: `
Read it from settings, an environment variable or an argument. A default for development is fine there:
\`os.environ.get("REDIS_URL", "redis://localhost:6379")\`.
`,
  exemptions: [
    {
      text: 'Settings: classes, modules and defaults of environment variables.',
      quiet: {
        'app/settings.py': py`
          from pydantic_settings import BaseSettings

          class Settings(BaseSettings):
              redis_url: str = "redis://cache:6379/0"
        `,
        'app/config.py': py`
          REDIS_URL = "redis://cache:6379/0"
        `,
        'app/main.py': py`
          import os
          import redis

          client = redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"))
          other = redis.from_url(os.getenv("OTHER") or "redis://localhost:6380")
        `,
      },
    },
    {
      text: 'Defaults of parameters and options, which callers can set.',
      quiet: py`
        import argparse
        import click

        parser = argparse.ArgumentParser()
        parser.add_argument("--url", default="http://backend:8000/api")

        @click.option("--host", default="http://backend:8000")
        def main(host, url="http://backend:8000/api", folder="/srv/files"):
            return host, url, folder
      `,
    },
    {
      text: 'Named constants of a public service, and names that only look like addresses.',
      quiet: py`
        API_URL = "https://api.github.example/v3/repos"
        NAMESPACE = "http://www.w3.org/2000/svg"

        def parse(tree, get):
            return tree.find("{http://schemas.xmlsoap.org/soap/envelope/}Body"), get(NAMESPACE)

        def help():
            raise ValueError("see https://docs.example.com/errors")
      `,
    },
    {
      text: 'This machine or any, text for people, and comparisons.',
      quiet: py`
        import logging

        def run(server, url, logger):
            """See http://backend:8000/docs."""
            server.bind("127.0.0.1", 8000)
            logger.info("http://backend:8000 is up")
            print("http://backend:8000/docs")
            return url.startswith("http://") or url == "http://backend:8000/"
      `,
    },
  ],
  limits: ['Host names without a port or scheme are not recognised.'],
  bad: [
    py`
      import requests

      def load(key):
          return requests.get(f"http://backend:8000/rows/{key}", timeout=5), requests.get("http://10.0.3.17:8000/rows", timeout=5) #!2
    `,
    py`
      import redis
      from sqlalchemy import create_engine

      client = redis.from_url("redis://cache.internal:6379/0") #!
      engine = create_engine("postgresql+asyncpg://app@db.internal:5432/shop") #!
      other = redis.Redis(host="192.168.10.4") #!

      def connect(producer, path):
          producer.connect("kafka-1:9092") #!
          with open("/home/anna/exports/orders.csv") as file: #!
              return file.read(), open("C:\\\\Users\\\\anna\\\\a.txt") #!
    `,
  ],
  good: [
    py`
      import os
      import requests

      BASE = os.environ["BACKEND_URL"]

      def load(key):
          return requests.get(f"{BASE}/rows/{key}", timeout=5)
    `,
  ],
  roles: ['source'],
  on: {
    [K_STRING](node, checker) {
      const { tree } = checker
      // The shortest address has eight characters with its quotation marks.
      if (tree.end(node) - tree.start(node) < 9 || isSettingsFile(checker)) return
      const text = stringValue(tree, node) ?? leading(checker, node)
      const what = kindOf(text)
      if (what === undefined || isForPeople(checker, node) || isSettable(checker, node)) return
      if (what === 'path' && (isMounted(tree, node) || isPlaceToLook(checker, node))) return
      checker.report({
        node,
        // Where a package keeps its state on every machine of that system.
        ...(what === 'path' && SYSTEM.test(text) && { severity: 'low' as const }),
        message: `\`${text.slice(0, 60)}\` is the ${what} of one environment.`,
      })
    },
  },
})

function kindOf(text: string): string | undefined {
  // With blanks it is a sentence, with the signs of a pattern it fits many.
  if (/[\s{}]|\[\^|\(\?|[)\]][*+?]|\.\*/.test(text)) return undefined
  if (SERVICE.test(text)) return isOwnService(text) ? 'address' : undefined
  if (ADDRESS.test(text)) return isPrivate(text) && !NEUTRAL.test(text) ? 'address' : undefined
  if (HOST_PORT.test(text))
    return /[a-z]/i.test(text.split(':')[0] ?? '') &&
      !/^(?:localhost|\w+):0+$/.test(text) &&
      /-|\./.test(text)
      ? 'address'
      : undefined
  return PATH.test(text) ? 'path' : undefined
}

/** With a port, in a private network or under an internal name; public interfaces are no setting. */
function isOwnService(text: string): boolean {
  if (NAMES.test(text)) return false
  const host = /^[^:]+:\/\/(?:[^@/]*@)?([^:/]+)(:\d+)?/.exec(text)
  if (host === null) return false
  const name = host[1] ?? ''
  // `https://%s/servers`: the host comes from elsewhere.
  if (name.includes('%')) return false
  if (/^https?:|^wss?:/i.test(text) && !/:\/\/[^/]*@/.test(text)) {
    if (/^(?:localhost|127\.|0\.0\.0\.0|\[?::1)/.test(name)) return false
    return (
      host[2] !== undefined ||
      isPrivate(name) ||
      /\.(?:internal|local|lan|corp|intra|svc)\b/.test(name) ||
      !name.includes('.')
    )
  }
  return true
}

function isPrivate(address: string): boolean {
  return /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(address)
}

/** The text before the first value of an f-string. */
function leading({ tree }: Checker, node: Node): string {
  const text = tree.text(node)
  const found = /^[fF][rR]?(["'])(.*?)\{/.exec(text)?.[2] ?? ''
  return /^https?:\/\/[^/]+\//.test(found) ? found : ''
}

/** Modules whose purpose it is to hold such values. */
function isSettingsFile(checker: Checker): boolean {
  return /(?:^|\/)(?:settings|config|conf|configuration|constants|defaults)(?:\/|\.py$|_\w+\.py$)|(?:_settings|_config|_conf)\.py$|(?:^|\/)(?:examples?|docs?|demos?|scripts?|benchmarks?)\//.test(
    checker.path,
  )
}

function isForPeople(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  const parent = parentOf(tree, node)
  const kind = tree.kind(parent)
  if (kind === K_CONCATENATED_STRING || kind === K_COMPARISON_OPERATOR) return true
  if (kind === K_EXPRESSION_STATEMENT) return isStringStatement(tree, parent)
  if (kind !== K_ARGUMENT_LIST) return false
  const call = tree.parent(parent)
  if (tree.kind(tree.parent(call)) === K_RAISE_STATEMENT) return true
  return (
    /(?:^|\.)(?:debug|info|warning|warn|error|critical|exception|log|print|echo|write|startswith|endswith|replace|split|strip|match|search|compile|sub|get|getenv|setdefault|pop|_|option|add_argument|argument|join|joinpath|namespace|set_?(?:Text|placeholder(?:_text)?|tool_?tip(?:_text)?))$/i.test(
      tree.text(facts.callee(call)),
    ) &&
    !/^(?:requests|httpx|session|client|self\.\w*(?:session|client))\b/.test(
      tree.text(facts.callee(call)),
    )
  )
}

/** `("/usr/bin", "/usr/local/bin", "/opt/bin")`: where something is looked for on any machine. */
function isPlaceToLook({ tree }: Checker, node: Node): boolean {
  const list = tree.parent(node)
  const kind = tree.kind(list)
  if (kind !== K_LIST && kind !== K_TUPLE && kind !== K_SET) return false
  const paths = tree.namedChildren(list).filter((one) => /^\/\w/.test(stringValue(tree, one) ?? ''))
  return paths.length >= 3
}

/** Somebody can set it from outside: defaults, settings, constants with a name, examples. */
function isSettable(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  for (let at = tree.parent(node), child = node; at !== NO_NODE; child = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_BOOLEAN_OPERATOR) return true
    if (
      kind === K_KEYWORD_ARGUMENT &&
      /^(?:default|help|description|example\w*|title|url_prefix|metavar|doc|docs_url)$/.test(
        tree.text(tree.child(at, F_NAME)),
      )
    )
      return true
    if (kind === K_ASSIGNMENT && tree.child(at, F_RIGHT) === child) {
      return tree.kind(child) !== K_CALL && isConstant(checker, at)
    }
    if (kind === K_IF_STATEMENT && /__name__/.test(tree.text(at).slice(0, 40))) return true
    if (kind === K_DEFAULT_PARAMETER || kind === K_TYPED_DEFAULT_PARAMETER) return true
  }
  const around = facts.enclosingClass(node)
  if (around === undefined) return false
  return domainOf(checker.project).settings.classes.some(
    ({ path, name }) => path === checker.path && name === around.name,
  )
}

/** `API_URL = "..."` of a module or class has its one place already, if it is nobody's private network. */
function isConstant(checker: Checker, assignment: Node): boolean {
  const { tree, facts } = checker
  const target = tree.child(assignment, F_LEFT)
  return (
    facts.enclosingFunction(assignment) === undefined &&
    /^_*[A-Z][A-Z\d_]*$/.test(tree.text(target))
  )
}
