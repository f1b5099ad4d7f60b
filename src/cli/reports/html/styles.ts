import { Markup } from './markup.ts';

/**
 * Light and dark as the system says, and ink on white on paper. Every state is a word too, so that colour says nothing
 * alone. Contrast is at least 4.5 to 1 for text and 3 to 1 for marks in both.
 */
export const styles = new Markup(`
:root {
  color-scheme: light dark;
  --back: #ffffff; --soft: #f3f4f6; --line: #c9cdd3; --text: #1c2024; --quiet: #545b64; --link: #0b57d0;
  --good: #1a7f37; --bad: #c3222e; --unsure: #8a5a00; --errored: #6b3fa0; --none: #6b7280; --track: #dfe3e8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #15181c; --soft: #20252b; --line: #414a54; --text: #e6e9ed; --quiet: #a8b1bb; --link: #8ab4f8;
    --good: #4cc26a; --bad: #ff7b80; --unsure: #e0ac4b; --errored: #c4a1f5; --none: #9aa4af; --track: #39424c;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; line-height: 1.25; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0 0 .25rem; }
h4 { font-size: .95rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0; }
nav { margin-top: .75rem; }
a { color: var(--link); }
code, pre { font: .875rem/1.45 ui-monospace, Menlo, Consolas, monospace; }
pre { margin: 0; white-space: pre-wrap; }
.quiet { color: var(--quiet); }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 .5rem; padding: 0; list-style: none; }
.counts li { padding: .25rem .75rem; background: var(--soft); border: 1px solid var(--line); border-radius: .375rem; }
.counts strong { font-size: 1.15rem; }
.passed { --state: var(--good); } .failed, .slow { --state: var(--bad); } .notSure { --state: var(--unsure); }
.errored { --state: var(--errored); } .skipped, .quarantined, .notReached { --state: var(--none); }
.state { color: var(--state); font-weight: 600; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: start; color: var(--quiet); padding-bottom: .25rem; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
thead th { background: var(--soft); }
thead th, .word { overflow-wrap: normal; }
tbody th { font-weight: 500; }
.number { text-align: end; font-variant-numeric: tabular-nums; }
.case { margin: 1rem 0; padding: .9rem 1rem; border: 1px solid var(--line); border-inline-start: .3rem solid var(--state);
  border-radius: .375rem; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: .75rem; margin: .5rem 0; }
.beside > div { padding: .5rem .75rem; background: var(--soft); border-radius: .375rem; }
.beside h4, .beside h5 { margin: 0 0 .25rem; font-size: .85rem; color: var(--quiet); }
details { margin: .5rem 0; }
summary { cursor: pointer; }
.transcript { margin: .5rem 0; padding: 0; list-style: none; }
.transcript li { padding: .4rem 0; border-top: 1px solid var(--line); }
.transcript dl { display: grid; grid-template-columns: 5rem 1fr; gap: .15rem .75rem; margin: 0; }
dt { color: var(--quiet); } dd { margin: 0; white-space: pre-wrap; }
svg { display: block; max-width: 100%; height: auto; }
svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
.track { fill: var(--track); } .interval { fill: var(--quiet); opacity: .55; } .fill { fill: var(--state); }
.mark { fill: var(--text); } .dot { fill: var(--link); opacity: .6; } .span { stroke: var(--quiet); stroke-width: 2; }
@media (max-width: 30rem) {
  body { padding: .75rem; }
  .case { padding: .5rem; }
  table { font-size: .85rem; } th, td { padding: .4rem .25rem; }
}
@media print {
  :root { --back: #ffffff; --soft: #ffffff; --text: #000000; --quiet: #333333; --link: #000000; --track: #dfe3e8;
    --line: #999999; --good: #1a7f37; --bad: #c3222e; --unsure: #8a5a00; --errored: #6b3fa0; --none: #6b7280; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  tr, .beside, .transcript li, svg { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`);
