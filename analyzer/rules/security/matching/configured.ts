// Conditions about the configuration of the program: a secret that is set, the environment it runs
// in, a switch for development.

import type { Checker } from '../../../engine/checker.ts'
import { namedConstant } from '../../../facts/named-constants.ts'
import { typeText } from '../../../facts/type-text.ts'
import {
  calleeName,
  positionalArgument,
  withoutParentheses,
} from '../../../matching/calls/calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { negatedOf } from '../../../matching/statements/branches.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface Setting {
  /** As written. */
  readonly text: string
  readonly kind: 'secret' | 'environment' | 'switch'
  /** True if the condition holds where the protection is off: no secret, development. */
  readonly isOff: boolean
  readonly isCertain: boolean
}

const SECRET =
  /(?:^|_)(?:api_?keys?|secrets?|secret_?key|tokens?|passwords?|passwd|credentials?|public_key|private_key|jwks(?:_ur[il])?|signing_\w+|hmac\w*|webhook_secret|access_key|admin_key|auth_key|auth_url|service_key|internal_key|shared_key|client_id|issuer|audience|basic_auth\w*)$/i
/** Names in the environment: `FLEET_KEY`, where code that lets callers in asks for it. */
const KEY_OF_ENVIRONMENT =
  /^(?!.*(?:CACHE|SORT|GROUP|PARTITION|PRIMARY|FOREIGN|ROUTING|PUBLIC)_KEY$)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_KEY$/
const ENVIRONMENT = /(?:^|_)(?:env|environment|app_env|stage|deployment|run_mode|profile)$/i
const SWITCH =
  /^(?:debug|is_debug|debug_mode|is_dev(?:elopment)?|dev_mode|development|development_mode|is_local|local_mode|local|testing|is_testing|test_mode|dev)$/i
const ENABLED =
  /(?:^|_)(?:auth|authentication|security|require_auth|login)(?:_(?:enabled|required|on))?$|^(?:enable|require|enforce)_(?:auth|authentication|login|security)$/i
const DISABLED =
  /^(?:disable|skip|bypass|no|without)_(?:auth\w*|login|security)$|(?:^|_)(?:auth\w*|login|security)_(?:disabled|off|bypass|skipped)$/i
const LOCAL_NAME =
  /^(?:dev(?:elop(?:ment)?)?|local|localhost|test(?:ing)?|ci|debug|sandbox|stag(?:e|ing))$/i
const REAL_NAME = /^(?:prod(?:uction)?|live)$/i
const HOLDER =
  /(?:^|\.)_*(?:settings|config|conf|cfg|app_settings|app_config|current_app|app|env|environ|options|self|cls|options|constants)(?:\(\))?(?:\.|\[|$)/i

/** What a condition says about the configuration; undefined for any other condition. */
export function configured(checker: Checker, condition: Node): Setting | undefined {
  const { tree } = checker
  const node = withoutParentheses(tree, condition)
  if (node === NO_NODE) return undefined
  const inner = negatedOf(tree, node)
  if (inner !== NO_NODE) {
    const found = configured(checker, inner)
    return found && { ...found, isOff: !found.isOff }
  }
  if (tree.kind(node) === k.K_COMPARISON_OPERATOR) return comparison(checker, node)
  const name = settingName(checker, node)
  if (name === undefined) return undefined
  const text = tree.text(node)
  if (isSecret(name)) return { text, kind: 'secret', isOff: false, isCertain: true }
  if (ENABLED.test(name)) return { text, kind: 'switch', isOff: false, isCertain: false }
  if (DISABLED.test(name)) return { text, kind: 'switch', isOff: true, isCertain: false }
  return SWITCH.test(name) ? { text, kind: 'switch', isOff: true, isCertain: true } : undefined
}

function isSecret(name: string): boolean {
  return SECRET.test(name) || KEY_OF_ENVIRONMENT.test(name)
}

/** `KEY is None`, `KEY == ''`, `env == 'dev'`, `env in ('dev', 'test')`, `env != 'production'`. */
function comparison(checker: Checker, node: Node): Setting | undefined {
  const { tree } = checker
  const [left, right, more] = tree.namedChildren(node)
  if (left === undefined || right === undefined || more !== undefined) return undefined
  const operator = tree.source.slice(tree.end(left), tree.start(right)).trim().replace(/\s+/g, ' ')
  const isNegated = /^(?:!=|is not|not in)$/.test(operator)
  const measured = lengthOf(checker, left)
  if (measured !== NO_NODE && namedConstant(checker.facts, right) === 0) {
    const own = settingName(checker, measured)
    if (own === undefined || !isSecret(own) || !/^(?:==|!=|>)$/.test(operator)) return undefined
    return { text: tree.text(measured), kind: 'secret', isOff: operator === '==', isCertain: true }
  }
  const name = settingName(checker, left)
  if (name === undefined) return undefined
  const text = tree.text(left)
  if (tree.kind(right) === k.K_NONE || namedConstant(checker.facts, right) === '') {
    if (!isSecret(name)) return undefined
    return { text, kind: 'secret', isOff: !isNegated, isCertain: true }
  }
  if (!ENVIRONMENT.test(name)) return undefined
  const values = /^(?:in|not in)$/.test(operator) ? tree.namedChildren(right) : [right]
  const names = values.map((one) => namedConstant(checker.facts, one) ?? lastPart(tree.text(one)))
  const isLocal = names.every((one) => typeof one === 'string' && LOCAL_NAME.test(one))
  const isReal = names.every((one) => typeof one === 'string' && REAL_NAME.test(one))
  if (!isLocal && !isReal) return undefined
  return { text, kind: 'environment', isOff: isLocal !== isNegated, isCertain: true }
}

/** What `len(...)` measures. */
function lengthOf({ tree, facts }: Checker, expression: Node): Node {
  if (tree.kind(expression) !== k.K_CALL || tree.text(facts.callee(expression)) !== 'len') {
    return NO_NODE
  }
  return positionalArgument(tree, expression, 0)
}

function lastPart(text: string): string {
  return /(\w+)(?:\.value)?$/.exec(text)?.[1] ?? ''
}

/** The name of a setting that an expression reads; undefined for what comes from elsewhere. */
function settingName(checker: Checker, expression: Node): string | undefined {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, expression)
  switch (tree.kind(node)) {
    case k.K_IDENTIFIER: {
      const own = facts.name(node)
      const binding = facts.resolve(node)
      if (binding?.kind === 'parameter') return parameterName(checker, node, own)
      if (binding === undefined || binding.scope?.kind === 'module') {
        if (!/^[A-Z][A-Z0-9_]*$/.test(own) && binding?.kind !== 'variable') return undefined
        // `KEY = os.getenv('API_KEY')` says by its value what it is.
        const given = provenance(checker).valueOf(node)
        const read = given === node ? undefined : settingName(checker, given)
        return read !== undefined && isSecret(read) ? read : own
      }
      const value = provenance(checker).valueOf(node)
      const behind = value === node ? undefined : settingName(checker, value)
      if (behind === undefined) return undefined
      return isSecret(behind) || ENVIRONMENT.test(behind) ? behind : own
    }
    case k.K_ATTRIBUTE: {
      const text = tree.text(node)
      const dot = text.lastIndexOf('.')
      const owner = text.slice(0, dot)
      if (/(?:^|\.)request\b/i.test(owner) && !/app/.test(owner)) return undefined
      const method = /\.(?:lower|upper|strip)$/.test(text)
      if (method) return undefined
      const isHolder = HOLDER.test(`${owner}.`) || /settings|config/i.test(owner)
      if (!isHolder && !isSettingsParameter(checker, tree.child(node, k.F_OBJECT))) return undefined
      const name = text.slice(dot + 1)
      // An attribute of `self` may just as well be the credentials of a request.
      const isOfSelf = owner === 'self' || owner === 'cls'
      return isOfSelf &&
        !isMadeBefore(checker, node) &&
        !/^_?(?:api_?keys?|secret\w*|\w+_secret|valid_\w+|expected_\w+|debug|env\w*)$/i.test(name)
        ? undefined
        : name.replace(/^_+/, '')
    }
    case k.K_SUBSCRIPT: {
      const holder = tree.text(tree.child(node, k.F_VALUE))
      const key = namedConstant(facts, tree.child(node, k.F_SUBSCRIPT))
      return HOLDER.test(`${holder}.`) && typeof key === 'string' ? key : undefined
    }
    case k.K_CALL: {
      const callee = tree.text(facts.callee(node))
      const first = positionalArgument(tree, node, 0)
      if (
        /^(?:lower|upper|strip|get_secret_value)$/.test(calleeName(tree, node)) &&
        first === NO_NODE
      ) {
        return settingName(checker, tree.child(facts.callee(node), k.F_OBJECT))
      }
      if (callee === 'bool') return settingName(checker, first)
      if (callee === 'getattr') {
        const key = namedConstant(facts, positionalArgument(tree, node, 1))
        return HOLDER.test(`${tree.text(first)}.`) && typeof key === 'string' ? key : undefined
      }
      const isRead =
        /(?:^|\.)(?:getenv|environ\.get|config\.get|env|env\.str|settings\.get|get_secret|env\.bool)$/.test(
          callee,
        )
      const key = isRead ? namedConstant(facts, first) : undefined
      return typeof key === 'string' ? key : undefined
    }
    default:
      return undefined
  }
}

/** `s: Settings = Depends(get_settings)`. */
function isSettingsParameter(checker: Checker, holder: Node): boolean {
  const { tree, facts } = checker
  if (holder === NO_NODE || tree.kind(holder) !== k.K_IDENTIFIER) return false
  const binding = facts.resolve(holder)
  if (binding?.kind !== 'parameter') return false
  const parameter = binding.scope?.function?.parameters.find(
    ({ name }) => name === facts.name(holder),
  )
  if (parameter === undefined || parameter.annotation === NO_NODE) return false
  return SETTINGS_TYPE.test(typeText(tree, parameter.annotation)) || SETTINGS_TYPE.test(typeName())

  /** An alias says what it stands for: `Annotated[Settings, Depends(get_settings)]`. */
  function typeName(): string {
    const value = checker.valueOf(holder)
    if (value?.kind === 'instance') return value.class.summary.name
    return value?.kind === 'external' ? value.name : ''
  }
}

const SETTINGS_TYPE = /(?:Settings|Config)\b/

/** In a dependency or middleware that is an object, `self` was made before any request came. */
function isMadeBefore({ facts }: Checker, node: Node): boolean {
  const owner = facts.enclosingFunction(node)
  return (
    owner?.class !== undefined &&
    /^(?:__call__|dispatch|process_request|process_view)$/.test(owner.name)
  )
}

/** A parameter that callers fill with what is configured: `secret`, `expected_key`. */
function parameterName(checker: Checker, node: Node, name: string): string | undefined {
  const owner = checker.facts.resolve(node)?.scope?.function
  const parameter = owner?.parameters.find((one) => one.name === name)
  if (parameter === undefined || parameter.default !== NO_NODE) return undefined
  return /^(?:secret|signing_secret|webhook_secret|\w+_secret|expected_\w+|configured_\w+)$/.test(
    name,
  )
    ? 'secret'
    : undefined
}
