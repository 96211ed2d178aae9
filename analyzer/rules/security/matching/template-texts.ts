// Calls that take the text of a template: whoever writes the text writes what the engine runs.
import type { Checker } from '../../../engine/checker.ts'
import { receiverOf } from '../../../matching/calls/calls.ts'
import { CODE, HTML } from '../../../matching/inputs/sinks.ts'
import type { Node } from '../../../syntax/tree.ts'

/** What is escaped for HTML still holds the expressions of a template. */
export const TEMPLATE_TEXT = HTML | CODE

/** Are given the text as their first argument. */
export const TEMPLATES = [
  'jinja2.Template',
  'jinja2.environment.Template',
  'django.template.Template',
  'django.template.base.Template',
  'tornado.template.Template',
  'bottle.template',
  'bottle.jinja2_template',
  'bottle.mako_template',
  'bottle.SimpleTemplate',
  'Cheetah.Template.Template',
  'quart.render_template_string',
] as const

/** `env.from_string(...)`, `app.jinja_env.from_string(...)`, `engines['django'].from_string(...)`. */
export function isTemplateEngine(checker: Checker, call: Node): boolean {
  const receiver = receiverOf(checker.tree, call)
  const value = checker.valueOf(receiver)
  // A sandbox runs no code of the template.
  if (value?.kind === 'external' && /^jinja2\.sandbox\b/.test(value.name)) return false
  if (value?.kind === 'external' && /^(?:jinja2|django\.template)\b/.test(value.name)) return true
  return /(?:^|[._])(?:env|environment|jinja2?(?:_env)?|engine|engines\[[^\]]*\]|templates\.env)$/.test(
    checker.tree.text(receiver),
  )
}
