// The look of the HTML documents: the tokens of the application, for screens in both themes, phones
// and paper. The text is part of a page's security policy by its hash, so it lives in one place.

const LIGHT = `--text:#1c2026;--muted:#57606c;--page:#ffffff;--panel:#f4f5f7;--line:#d9dde3;
--critical:#a8123b;--high:#a63f00;--medium:#765400;--low:#0b57a4;--info:#4d5663;--good:#146c43;--accent:#3b4cca;--on-tag:#ffffff`
const DARK = `--text:#e4e7ec;--muted:#9aa4b2;--page:#16181d;--panel:#1e2128;--line:#333842;
--critical:#ff7b93;--high:#ffa05c;--medium:#e6b84a;--low:#78b7ff;--info:#9aa4b2;--good:#5fd39a;--accent:#94a3ff;--on-tag:#16181d`

export const PAGE_STYLE = `
:root{color-scheme:light dark;${LIGHT};--mono:"JetBrains Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{scroll-padding-top:16px}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.6 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.layout{display:grid;grid-template-columns:248px minmax(0,1fr);max-width:1280px;margin:0 auto}
nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding:24px 16px;font-size:13px;line-height:20px;border-right:1px solid var(--line)}
nav h2{font-size:12px;margin:20px 0 4px;color:var(--muted);border:0;padding:0}
nav ul{list-style:none;margin:0;padding:0}
nav a{display:block;padding:2px 8px;border-radius:4px;color:var(--text);text-decoration:none;border-left:2px solid transparent}
nav a:hover{background:var(--panel)}
nav a[aria-current]{border-left-color:var(--accent);background:var(--panel);font-weight:600}
main{padding:32px 40px 64px;min-width:0}
main>p,main>ul,main>ol,main>blockquote{max-width:72ch}
h1,h2,h3{line-height:1.3;font-weight:600;text-wrap:pretty;break-after:avoid}
h1{font-size:26px;margin:0 0 16px}
h2{font-size:20px;margin:40px 0 12px;padding-top:16px;border-top:1px solid var(--line)}
h3{font-size:16px;margin:28px 0 8px}
p{margin:8px 0}
a{color:var(--accent);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
ul,ol{padding-left:24px;margin:8px 0}
li{margin:4px 0}
li>p{margin:0}
.contains-task-list{list-style:none;padding-left:4px}
.task-list-item{position:relative;padding-left:24px}
.task-list-item>p{display:inline}
input[type=checkbox]{position:absolute;left:0;top:.35em;margin:0;accent-color:var(--good)}
code,pre{font-family:var(--mono);font-size:13px}
:not(pre)>code{background:var(--panel);border-radius:4px;padding:1px 4px}
pre{margin:0;padding:12px 16px;background:var(--panel);border:1px solid var(--line);border-radius:4px;line-height:20px;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:4;direction:ltr;unicode-bidi:isolate}
pre:not(figure pre){margin:8px 0}
figure{margin:12px 0}
figcaption{font-size:12px;line-height:20px;color:var(--muted);font-family:var(--mono)}
.picture figcaption{font-family:inherit}
.evidence{display:block;max-width:100%;max-height:640px;margin:8px 0;border:1px solid var(--line);border-radius:4px}
.picture svg{display:block;max-width:100%;height:auto}
.canvas{overflow-x:auto}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px}
.pair figure{margin:0;min-width:0}
.table{overflow-x:auto;margin:12px 0}
table{border-collapse:collapse;font-size:13px;line-height:20px;min-width:min(100%,320px)}
th,td{text-align:left;overflow-wrap:break-word;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--line)}
thead th{font-weight:600;border-bottom-color:var(--muted)}
.facts table{width:auto;max-width:72ch}
.facts td{overflow-wrap:anywhere}
.facts th{font-weight:400;color:var(--muted);white-space:nowrap;padding-right:24px}
.number{text-align:right;white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
.tag{display:inline-block;border-radius:4px;padding:0 6px;font-size:12px;line-height:18px;font-weight:600;color:var(--on-tag);background:var(--info);white-space:nowrap}
.tag.critical{background:var(--critical)}.tag.high{background:var(--high)}.tag.medium{background:var(--medium)}.tag.low{background:var(--low)}.tag.info{background:var(--info)}.tag.pass{background:var(--good)}.tag.fail{background:var(--critical)}.tag.conditions{background:var(--medium)}
.verdict{font-size:17px}
.missing em{color:var(--high)}
.draft em{color:var(--muted)}
.hidden-character{unicode-bidi:isolate;color:var(--critical)}
.hidden-character::before{content:"[" attr(data-name) "]"}
.hljs-comment,.hljs-quote{color:var(--muted);font-style:italic}
.hljs-keyword,.hljs-literal,.hljs-meta{color:var(--accent)}
.hljs-string,.hljs-doctag{color:var(--good)}
.hljs-number,.hljs-symbol{color:var(--high)}
.hljs-title,.hljs-built_in{color:var(--low)}
svg text{font:13px system-ui,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--text)}
svg .muted{fill:var(--muted)}
svg .strong{font-weight:600}
svg .end{text-anchor:end}
svg .middle{text-anchor:middle}
svg .line{stroke:var(--line);stroke-width:1}
svg .arrow{stroke:var(--muted);stroke-width:1.5;fill:none}
svg .head{fill:var(--muted)}
svg .box{fill:var(--panel);stroke:var(--line)}
svg .critical{fill:var(--critical)}svg .high{fill:var(--high)}svg .medium{fill:var(--medium)}svg .low{fill:var(--low)}svg .info{fill:var(--info)}svg .good{fill:var(--good)}svg .accent{fill:var(--accent)}svg .empty{fill:var(--panel)}
svg .on{fill:var(--on-tag)}
footer{margin-top:48px;padding-top:12px;border-top:1px solid var(--line);font-size:12px;line-height:20px;color:var(--muted)}
@media (max-width:860px){.layout{display:block}nav{position:static;max-height:none;border-right:0;border-bottom:1px solid var(--line);padding:16px}nav .contents{display:none}nav ul{display:flex;flex-wrap:wrap;gap:4px}main{padding:24px 16px 48px}.pair{grid-template-columns:1fr}}
@media screen and (max-width:860px){.picture svg{max-width:max(100%,560px)}}
@media screen and (max-width:560px){pre{word-break:break-all}.list table,.list tbody,.list tr,.list td{display:block}.list thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.list tr{padding:8px 0;border-bottom:1px solid var(--line)}.list td,.list td:last-child{position:relative;min-height:20px;padding:2px 0 2px 104px;border:0;text-align:left;white-space:normal}.list td::before{content:attr(data-name);position:absolute;left:0;width:96px;color:var(--muted)}}
@media print{:root{${LIGHT};color-scheme:light}@page{margin:18mm 16mm 20mm}body{font-size:10.5pt;line-height:1.45}nav,.skip{display:none}.layout{display:block;max-width:none}main{padding:0}h1{font-size:18pt}h2{font-size:14pt;margin-top:20pt}h3{font-size:11.5pt;margin-top:14pt}table{font-size:9pt;line-height:1.4}code,pre{font-size:8.5pt}pre{line-height:1.45;box-decoration-break:clone}thead{display:table-header-group}tr,.picture,.facts,.evidence,.short{break-inside:avoid}.walkthrough h2{break-before:page;border:0}.walkthrough main{font-size:13pt}figcaption,p.label,p:has(+.pair){break-after:avoid}td code{overflow-wrap:anywhere}td:has(>code){min-width:37mm}.table{overflow:visible}a{color:inherit;text-decoration:none}.tag{print-color-adjust:exact;-webkit-print-color-adjust:exact}svg *{print-color-adjust:exact;-webkit-print-color-adjust:exact}main>p,main>ul,main>ol{max-width:none}
.executive-summary{font-size:9.5pt;line-height:1.35}.executive-summary h1{font-size:16pt;margin-bottom:4pt}.executive-summary h2{font-size:11.5pt;margin:7pt 0 3pt;padding-top:5pt}.executive-summary .verdict{font-size:11pt}.executive-summary p,.executive-summary ul,.executive-summary .table{margin:3pt 0}.executive-summary li{margin:1pt 0}.executive-summary th,.executive-summary td{padding-top:2pt;padding-bottom:2pt}.executive-summary footer{margin-top:8pt;padding-top:4pt}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:auto}}
`

/**
 * Of pages that are printed and never shown: nothing is laid out for a screen first, and what the
 * last line says stands above and below each page.
 */
export const PRINT_STYLE = `${PAGE_STYLE}@media screen{body{display:none}}\n@media print{footer{display:none}}\n`
