import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { receiverOf } from '../../matching/calls/calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { LDAP, XPATH } from '../../matching/inputs/sinks.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { inputSteps } from './matching/input-steps.ts'

/** Position of the filter, then of the base. */
const SEARCHES = [
  'search_s',
  'search',
  'search_st',
  'search_ext',
  'search_ext_s',
  'paged_search',
  'entry_compare',
]
const XPATHS = ['xpath', 'xpathEval', 'find', 'findall', 'findtext', 'iterfind', 'select']

export default defineRule({
  id: 'ldap-xpath-injection',
  title: 'Input of a client in an LDAP filter or XPath expression',
  consequence: 'A crafted name signs in as somebody else or reads entries that it must not see.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [90, 643],
  why: `
Filters and paths are small languages. Put together as text, \`*)(uid=*\` in a name changes the question: the password is no
longer asked for, or all entries match.
`,
  fix: `
\`ldap.filter.escape_filter_chars(name)\` (ldap3: \`ldap3.utils.conv.escape_filter_chars\`) for filters, and variables for XPath:
\`tree.xpath('//user[@name=$name]', name=name)\`.
`,
  exemptions: [
    {
      text: 'Escaped values, and variables of XPath.',
      quiet: py`
        from flask import request
        from ldap.filter import escape_filter_chars
        from lxml import etree

        def find(connection, tree):
            name = escape_filter_chars(request.args['name'])
            connection.search_s('dc=example', 2, f'(uid={name})')
            tree.xpath('//user[@name=$name]', name=request.args['name'])
            return etree.XPath('//user[@name=$name]')
      `,
    },
    {
      text: 'Fixed filters, and methods of the same name elsewhere.',
      quiet: py`
        import re
        from flask import request

        def find(connection, text):
            connection.search_s('dc=example', 2, '(objectClass=person)')
            text.find(request.args['q'])
            re.search(request.args['q'], text)
            return text.select(request.args['q'])
      `,
    },
  ],
  limits: [
    'Input is followed through calls, results and fields of the project; not through containers of a module, databases and callbacks.',
  ],
  bad: [
    py`
      import ldap
      from flask import request

      def find(uri):
          connection = ldap.initialize(uri)
          return connection.search_s('dc=example', 2, '(uid=' + request.args['name'] + ')') #!
    `,
    py`
      import ldap3
      from flask import request
      from lxml import etree
      import xml.etree.ElementTree as ET

      def find(server, tree, connection):
          name = request.form.get('name')
          conn = ldap3.Connection(server)
          conn.search('dc=example', f'(&(uid={name})(active=1))') #!
          connection.search_ext_s(base=f'ou={name},dc=x', scope=2) #!
          tree.xpath("//user[@name='%s']" % name) #!
          etree.XPath("//user[@name='{}']".format(name)) #!
          root = ET.parse('users.xml').getroot()
          return root.findall(f"./user[@name='{name}']") #!
    `,
  ],
  good: [
    py`
      import ldap
      from flask import request
      from ldap.filter import escape_filter_chars

      def find(uri):
          connection = ldap.initialize(uri)
          name = escape_filter_chars(request.args['name'])
          return connection.search_s('dc=example', 2, f'(uid={name})')
    `,
  ],
  calls: callsTo(
    [
      'lxml.etree.XPath',
      'lxml.etree.ETXPath',
      'elementpath.select',
      'elementpath.iter_select',
      'xpath.find',
      'xpath.findnode',
      'xpath.findvalue',
      'xpath.findvalues',
    ],
    (call, checker) => {
      for (const { value, name } of checker.facts.arguments(call).slice(0, 2)) {
        if ((name === undefined || name === 'path') && check(checker, call, value, XPATH)) return
      }
    },
  ),
  methods: {
    ...Object.fromEntries(
      SEARCHES.map((name) => [
        name,
        (call: Node, checker: Checker) => {
          if (name === 'search' && !isDirectory(checker, receiverOf(checker.tree, call))) return
          for (const { value, name: keyword } of checker.facts.arguments(call)) {
            const isText =
              keyword === undefined ||
              /^(?:base|filterstr|search_filter|search_base|filter)$/.test(keyword)
            if (isText && check(checker, call, value, LDAP)) return
          }
        },
      ]),
    ),
    ...Object.fromEntries(
      XPATHS.map((name) => [
        name,
        (call: Node, checker: Checker) => {
          if (!name.startsWith('xpath') && !isElement(checker, call)) return
          const first = checker.facts.arguments(call)[0]
          if (first !== undefined) check(checker, call, first.value, XPATH)
        },
      ]),
    ),
  },
})

function isDirectory(checker: Checker, receiver: Node): boolean {
  if (receiver === NO_NODE) return false
  const value = checker.valueOf(receiver)
  if (value?.kind === 'external') return /^ldap3?\b/.test(value.name)
  const usesLdap = checker.facts.imports.some(({ target }) =>
    /^(?:ldap3?|flask_ldap|bonsai)\b/.test(target ?? ''),
  )
  return usesLdap && /conn|ldap|server|client/i.test(checker.tree.text(receiver))
}

/** `root.find(path)` where the module works with XML and the text is a path. */
function isElement(checker: Checker, call: Node): boolean {
  const usesXml = checker.facts.imports.some(({ target }) =>
    /(?:^|\.)(?:etree|ElementTree|lxml|cElementTree|elementpath)\b/.test(target ?? ''),
  )
  if (!usesXml) return false
  const receiver = checker.valueOf(receiverOf(checker.tree, call))
  if (receiver?.kind === 'external') return /xml|etree|ElementTree/i.test(receiver.name)
  const first = checker.facts.arguments(call)[0]
  return (
    first !== undefined &&
    /\/|\[@/.test(checker.tree.text(provenance(checker).valueOf(first.value)))
  )
}

function check(checker: Checker, call: Node, value: Node, sink: number): boolean {
  const source = provenance(checker).inputOf(value, sink)
  if (source === NO_NODE) return false
  const what = sink === LDAP ? 'the directory is asked' : 'is looked for'
  checker.report({
    node: call,
    message: `\`${checker.tree.text(source)}\` comes from the client and changes what ${what}.`,
    evidence: inputSteps(checker, source),
  })
  return true
}
