import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, keywordArgument, positionalArgument } from '../../matching/calls/calls.ts'
import { isServed } from '../../matching/inputs/exposure.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { ALL_SINKS } from '../../matching/inputs/sinks.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const ETREE = ['xml.etree.ElementTree', 'xml.etree.cElementTree'].flatMap((module) =>
  ['parse', 'iterparse', 'fromstring', 'XML', 'fromstringlist', 'XMLParser'].map(
    (name) => `${module}.${name}`,
  ),
)
const STANDARD = [
  ...ETREE,
  'xml.sax.parse',
  'xml.sax.parseString',
  'xml.sax.make_parser',
  'xml.sax.expatreader.create_parser',
  'xml.dom.expatbuilder.parse',
  'xml.dom.expatbuilder.parseString',
  'xml.dom.minidom.parse',
  'xml.dom.minidom.parseString',
  'xml.dom.pulldom.parse',
  'xml.dom.pulldom.parseString',
  'xml.parsers.expat.ParserCreate',
]
const XMLRPC = [
  'xmlrpc.server.SimpleXMLRPCServer',
  'xmlrpc.client.ServerProxy',
  'xmlrpc.client.loads',
  'xmlrpclib.ServerProxy',
  'SimpleXMLRPCServer.SimpleXMLRPCServer',
]
const LXML = [
  'parse',
  'fromstring',
  'XML',
  'iterparse',
  'fromstringlist',
  'RestrictedElement',
  'GlobalParserTLS',
  'getDefaultParser',
  'check_docinfo',
]
  .map((name) => `lxml.etree.${name}`)
  .concat(['fromstring', 'parse', 'XML'].map((name) => `lxml.objectify.${name}`))
const LXML_PARSERS = [
  'lxml.etree.XMLParser',
  'lxml.etree.ETCompatXMLParser',
  'lxml.etree.XMLPullParser',
]

export default defineRule({
  id: 'xxe',
  title: 'XML read by a parser that follows entities',
  consequence:
    'A document can make the service read its own files, call other hosts, or use up all memory.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [611, 776],
  why: `
A document may define entities: names for text, for files, for addresses. A parser that follows them puts
\`file:///etc/passwd\` into the result, calls hosts behind the firewall, or expands a kilobyte to gigabytes.
`,
  fix: `
\`defusedxml\` has the same functions and refuses entities: \`from defusedxml.ElementTree import fromstring\`. With lxml:
\`etree.XMLParser(resolve_entities=False, no_network=True)\`.
`,
  exemptions: [
    {
      text: 'A parser for which entities from outside are switched off.',
      quiet: py`
        import xml.sax

        def make_parser():
            parser = xml.sax.make_parser()
            parser.setFeature(xml.sax.handler.feature_external_ges, False)
            return parser
      `,
    },
    {
      text: 'Defused parsers, and lxml with entities off.',
      quiet: py`
        import defusedxml.ElementTree as ET
        from defusedxml.minidom import parseString
        from lxml import etree

        def read(data):
            ET.fromstring(data)
            parseString(data)
            parser = etree.XMLParser(resolve_entities=False)
            return etree.fromstring(data, parser)
      `,
    },
    {
      text: 'Text of the program itself, and building documents.',
      quiet: py`
        import xml.etree.ElementTree as ET
        from xml.dom.minidom import Document

        TEMPLATE = '<a/>'

        def build():
            root = ET.Element('a')
            ET.SubElement(root, 'b')
            ET.fromstring('<a><b/></a>')
            ET.fromstring(TEMPLATE)
            return ET.tostring(root), Document()
      `,
    },
    {
      text: 'External entities switched off.',
      quiet: py`
        from xml.sax.handler import feature_external_ges

        def read(parser):
            parser.setFeature(feature_external_ges, False)
      `,
    },
  ],
  limits: [
    'Where the document comes from is only known within one function; others are reported with less confidence.',
  ],
  bad: [
    py`
      from lxml import etree

      def read(data):
          parser = etree.XMLParser(resolve_entities=True) #!
          return etree.fromstring(data, parser)
    `,
    py`
      import xml.dom.minidom
      import xml.etree.cElementTree as CET
      import xml.sax
      from xml.dom import pulldom
      from xml.dom.expatbuilder import parseString as build
      from xml.etree.ElementTree import XMLParser, fromstring, iterparse
      from xml.sax.expatreader import create_parser
      from xml.sax.handler import feature_external_ges
      from xmlrpc.server import SimpleXMLRPCServer
      from flask import request
      import lxml.etree

      def read(data, path):
          fromstring(request.data) #!
          CET.parse(path) #!
          for event in iterparse(path): #!
              print(event)
          xml.dom.minidom.parseString(data) #!
          xml.sax.parseString(data, None) #!
          pulldom.parse(path) #!
          build(data) #!
          create_parser() #!
          lxml.etree.fromstring(data) #!
          parser = xml.sax.make_parser() #!
          parser.setFeature(feature_external_ges, True) #!
          parser.setFeature('http://xml.org/sax/features/external-general-entities', 1) #!
          SimpleXMLRPCServer(('', 8000)) #!
          return XMLParser() #!
    `,
  ],
  good: [
    py`
      from defusedxml.ElementTree import fromstring

      def read(data):
          return fromstring(data)
    `,
  ],
  roles: ['source', 'migration'],
  calls: {
    ...callsTo(STANDARD, (call, checker) => {
      const given = positionalArgument(checker.tree, call, 0)
      if (given !== NO_NODE && provenance(checker).isFixed(given, ALL_SINKS)) return
      if (hasSafeParser(checker, call) || isSwitchedOff(checker, call)) return
      reportParser(checker, call, given)
    }),
    ...callsTo(LXML, (call, checker) => {
      const given = positionalArgument(checker.tree, call, 0)
      if (given !== NO_NODE && provenance(checker).isFixed(given, ALL_SINKS)) return
      if (!hasSafeParser(checker, call)) reportParser(checker, call, given)
    }),
    ...callsTo(XMLRPC, (call, checker) => {
      checker.report({
        node: call,
        message: `\`${checker.tree.text(checker.facts.callee(call))}\` reads XML that can define entities.`,
        severity: 'low',
        confidence: 'low',
      })
    }),
    ...callsTo(LXML_PARSERS, (call, checker) => {
      const { tree } = checker
      const entities = keywordArgument(tree, call, 'resolve_entities')
      const network = keywordArgument(tree, call, 'no_network')
      const isOpen =
        (entities !== NO_NODE && tree.kind(entities) === k.K_TRUE) ||
        (network !== NO_NODE && tree.kind(network) === k.K_FALSE) ||
        ['load_dtd', 'huge_tree'].some((name) => {
          const value = keywordArgument(tree, call, name)
          return (
            name === 'load_dtd' &&
            value !== NO_NODE &&
            tree.kind(value) === k.K_TRUE &&
            entities === NO_NODE
          )
        })
      if (isOpen)
        checker.report({ node: call, message: 'This parser follows entities of the document.' })
    }),
  },
  methods: {
    setFeature(call, checker) {
      const { tree } = checker
      const name = argumentFor(tree, call, 0, 'name')
      const state = argumentFor(tree, call, 1, 'state')
      if (name === NO_NODE || state === NO_NODE) return
      const isExternal = /feature_external_[gp]es|external-(?:general|parameter)-entities/.test(
        `${tree.text(name)} ${checker.facts.qualifiedName(name) ?? ''}`,
      )
      const value = provenance(checker).constantOf(state)
      if (!isExternal || (value !== true && value !== 1)) return
      checker.report({
        node: call,
        message:
          'External entities are switched on: a document can name files and addresses to read.',
      })
    },
  },
})

/** `parser.setFeature(feature_external_ges, False)` in the same function. */
function isSwitchedOff({ tree, facts }: Checker, call: Node): boolean {
  const owner = facts.enclosingFunction(call)
  return (
    owner !== undefined &&
    /\.setFeature\([^()]*external[-_]g(?:es|eneral)[^()]*,\s*(?:False|0)\s*\)/.test(
      tree.text(owner.node),
    )
  )
}

/** A parser that is given and that follows nothing; one that does is reported itself. */
function hasSafeParser(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const parser = argumentFor(tree, call, 1, 'parser')
  if (parser === NO_NODE) return false
  const made = provenance(checker).valueOf(parser)
  if (tree.kind(made) !== k.K_CALL) return false
  if (/resolve_entities\s*=/.test(tree.text(made))) return true
  // A parser of the project's own: somebody has thought about what it does.
  if (checker.valueOf(made)?.kind === 'instance') return true
  return /[Dd]efused|Safe/.test(tree.text(made))
}

function reportParser(checker: Checker, call: Node, given: Node): void {
  const isInput = given !== NO_NODE && provenance(checker).inputOf(given, ALL_SINKS) !== NO_NODE
  const name = checker.tree.text(checker.facts.callee(call))
  checker.report({
    node: call,
    message: isInput
      ? `\`${name}\` reads XML of a client and expands the entities that it defines.`
      : `\`${name}\` expands the entities that a document defines; use \`defusedxml\` unless the document is your own.`,
    severity: isInput ? 'high' : isServed(checker, call) ? 'medium' : 'low',
    confidence: isInput ? 'high' : 'low',
  })
}
