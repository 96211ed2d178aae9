// Texts as somebody would choose them who wants a packet to do something: by kind, each with what it
// tries. Every one is put into every field.

/** Name of the kind and the text. */
export const HOSTILE_KINDS: readonly (readonly [string, string])[] = [
  // Pages.
  ['a script', '<script>alert(1)</script>'],
  ['a script that ends the one around it', '</script><script>alert(1)</script>'],
  ['a script that ends the style', '</style><script>alert(1)</script>'],
  ['a script that ends the title', '</title><script>alert(1)</script>'],
  ['a script that ends an attribute', '"><script>alert(1)</script><a b="'],
  ['a handler in an attribute', '" onmouseover="alert(1)" x="'],
  ['a handler of a picture', '<img src=x onerror=alert(1)>'],
  ['a picture in a vector', '<svg><script>alert(1)</script><animate onbegin=alert(1)></svg>'],
  ['text that changes when it is parsed twice', '<math><mtext><table><mglyph><style><!--</style>'],
  ['mutated markup', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">'],
  ['a frame', '<iframe srcdoc="<script>alert(1)</script>"></iframe>'],
  ['a form', '<form action=https://evil.example><input name=x><button>Go'],
  ['another base', '<base href="https://evil.example/">'],
  [
    'another page after a while',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  ],
  [
    'a style from elsewhere',
    '<link rel=stylesheet href=//evil.example><style>*{display:none}</style>',
  ],
  ['a comment that never ends', '<!-- everything below is gone'],
  ['a comment that ends', '--> <b>x</b>'],
  ['character data', '<![CDATA[ <script>alert(1)</script> ]]>'],
  ['a doctype and an instruction', '<!DOCTYPE html><?php system("id") ?>'],
  ['entities', '&lt;script&gt; &#60;b&#62; &amp; &bogus;'],
  ['closed elements', '</code></pre></td></tr></table></main></body></html>'],
  ['a plain address', 'https://evil.example/?q=<b>'],
  // Addresses.
  ['a link that runs', '[x](javascript:alert(1))'],
  ['a link that runs, hidden by letters', '[x](JaVa\tScRiPt:alert(1)) <javascript:alert(1)>'],
  ['a link with data', '[x](data:text/html;base64,PHNjcmlwdD4=)'],
  ['a link to a command of an editor', '[x](command:workbench.action.terminal.new)'],
  ['a link to a file', '[x](file:///etc/passwd) <file:///etc/passwd>'],
  ['a link with a name before the host', '[x](https://bank.example@evil.example/)'],
  ['a link without a scheme', '[x](//evil.example) [y](\\\\evil.example\\share)'],
  ['a picture from elsewhere', '![p](https://evil.example/p.png)'],
  ['a definition', '\n\n[x]: https://evil.example\n\n[x]'],
  ['a footnote', 'x[^1]\n\n[^1]: note\n\n'],
  ['an address in angles', '<https://evil.example> <a@b.example>'],
  // Markdown.
  ['a heading', '# Heading'],
  ['an underlined heading', 'Heading\n===\n\nOther\n---\n'],
  ['a front matter', '---\ntitle: x\n---\n'],
  ['a ticked box', '- [x] CRITICAL-1 (#1)'],
  ['a box on a line of its own', '\n- [x] **Status** CRITICAL-1 (#1)\n'],
  ['a list', '1. one\n2. two\n   - three\n'],
  ['a quotation', '> quoted\n> > again'],
  ['a table', '\n| a | b |\n| - | - |\n| 1 | 2 |\n'],
  ['bars', 'a | b \\| c \\\\| d'],
  ['a fence', '\n```\ncode\n```\n'],
  ['a fence that never ends', '\n````python\nrest'],
  ['many backticks', '` `` ``` ```` ````` x `````'],
  ['emphasis that never ends', '**x *y __z ~~w'],
  ['backslashes', '\\* \\_ \\\\ \\'],
  ['a hard break', 'one  \ntwo\\\nthree'],
  ['deep quotations', '> '.repeat(100)],
  ['deep lists', Array.from({ length: 20 }, (_, at) => `${'  '.repeat(at)}- x`).join('\n')],
  // Templates and references.
  ['a tag of a template', '{{review.name}} {{{review.name}}} {{&name}}'],
  ['a section of a template', '{{#findings}}x{{/findings}} {{^a}}{{/a}} {{>faq}} {{=<% %>=}}'],
  ['a section that never ends', '{{#findings}} {{'],
  ['a reference', '[[CRITICAL-1]] [[#2]] {{count.blockers}}'],
  ['other tags', `{% import os %} ${'$'}{7*7} #{7*7} <%= 7*7 %> {0} %s %n`],
  // Spreadsheets.
  ['a formula', '=HYPERLINK("https://evil.example","x")'],
  ['a formula with a sum', '+SUM(A1)'],
  ['a formula by a minus', "-2+3+cmd|' /C calc'!A0"],
  ['a formula by an at sign', "@SUM(1+1)*cmd|' /C calc'!A0"],
  ['a formula after a tab', '\t=1+1'],
  ['a formula after a line break', '\r\n=1+1'],
  ['a formula after a quote', '"=1+1'],
  ['a formula in full width', '＝1+1 ＋1 －1 ＠x'],
  ['a cell that ends', '","=1+1","'],
  ['other separators', 'a;b\tc,d'],
  // What the eye does not see.
  ['a turned direction', 'user\u202e\u2066# admin\u2069\u2066'],
  ['an isolate that never ends', '\u2067abc'],
  ['characters without a width', 'ad\u200bm\u200c\u2060in\ufeff\u00ad'],
  ['tags of plane 14', 'x\u{e0041}\u{e0042}\u{e007f}'],
  ['letters that look alike', 'аdmіn раypal'],
  ['stacked marks', `z${'\u0351\u0312\u0334'.repeat(60)}`],
  ['a null', 'a\u0000b'],
  ['controls', '\u0001\u0007\u0008\u000b\u000c\u000e\u001f\u007f\u0085\u009b'],
  ['colours of a terminal', '\u001b[31mred\u001b[0m \u009b31m'],
  ['a title of a terminal', '\u001b]0;owned\u0007 \u001b]8;;https://evil.example\u0007x'],
  ['a cleared line', 'safe\rEVIL\u001b[2K\b\b'],
  ['a lone high surrogate', 'a\ud800'],
  ['a lone low surrogate', '\udc00b'],
  ['line separators', 'a\u2028b\u2029c\u0085d'],
  ['carriage returns', 'a\rb\r\nc\n\rd'],
  ['the end of a file', 'a\u001ab\u0004'],
  ['noncharacters', '\ufffe\uffff\u{1fffe}'],
  // Sizes.
  ['a very long word', 'x'.repeat(3_000)],
  ['a very long line', 'word '.repeat(500)],
  ['very many lines', 'x\n'.repeat(100)],
  // Names.
  ['the folder above', '../../../../etc/passwd'],
  ['the folder above, backwards', '..\\..\\windows\\system32'],
  ['an absolute path', '/etc/passwd'],
  ['a drive', 'C:\\Users\\x C:x \\\\?\\C:\\x'],
  ['a device', 'CON AUX.txt nul com1 LPT\u00b9'],
  ['a stream of a file', 'a.py:hidden:$DATA'],
  ['dots and spaces', '. .. ... a. a '],
  ['an option', '--output=/tmp/x -rf'],
  ['a patch', '\n--- a/x\n+++ b/../../x\n@@ -0,0 +1 @@\n+evil\ndiff --git a/x b/x\n'],
  ['a command', '$(id) `id` ; rm -rf / | cat && x > /tmp/x'],
  ['code', "'''\nimport os\nos.system('id')\n\"\"\""],
  // Data.
  ['names of every object', '__proto__ constructor toString'],
  ['data', '{"__proto__":{"x":1}} ],"a":[{'],
  ['the end of a string', '\\" \\u0000 \\x00 \\'],
  ['other languages', 'שלום עולם مرحبا 漢字 한국어 ﷺ 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️'],
  ['nothing', ''],
  ['spaces', ' \t \n '],
]

/** How many tests share the kinds when not every test tries every kind. */
const SHARES = 3

/**
 * The kinds that one of three tests tries, each with others, so that together they try all of them;
 * every kind in every test with `HOSTILE_TEXTS=all`.
 */
export function kindsOfShare(share: 0 | 1 | 2): typeof HOSTILE_KINDS {
  if (process.env.HOSTILE_TEXTS === 'all') return HOSTILE_KINDS
  return HOSTILE_KINDS.filter((_, at) => at % SHARES === share)
}
