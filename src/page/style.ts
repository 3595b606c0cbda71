/** Style sheet of the pages: one column, readable from a phone to a desk, light and dark by the system's choice. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1d2430; --quiet: #5a6473; --paper: #f6f7f9; --card: #fff; --line: #d5dae1;
  --accent: #1f5fbf; --on-accent: #fff; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --quiet: #a3adbb; --paper: #14171c; --card: #1e232b; --line: #39414d;
  --accent: #7fb2ff; --on-accent: #10203a; --bad: #ff9d94; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; } .quiet { color: var(--quiet); font-size: .9rem; }
#drop { display: grid; place-items: center; gap: .75rem; text-align: center; margin: 1.25rem 0; padding: 1.5rem 1rem;
  border: 2px dashed var(--line); border-radius: 14px; background: var(--card); }
#drop.over { border-color: var(--accent); }
#answer { display: grid; grid-template-columns: minmax(0, 14rem) 1fr; gap: 1.25rem; align-items: center; margin: 1.25rem 0;
  padding: 1rem; border: 1px solid var(--line); border-radius: 14px; background: var(--card); scroll-margin: 1rem; }
#picture:not(:has(#frame > :not([hidden]))) { display: none; } #picture:not(:has(#frame > :not([hidden]))) + div { grid-column: 1 / -1; }
#frame { position: relative; width: fit-content; max-width: 100%; margin: 0 auto; }
#photo { display: block; max-width: 100%; max-height: 14rem; border-radius: 8px; }
[hidden] { display: none !important; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; justify-content: center; }
button, .button { font: inherit; padding: .55rem .95rem; border: 1px solid var(--line); border-radius: 9px;
  background: var(--paper); color: var(--ink); cursor: pointer; min-height: 44px; }
button.primary, .button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button:disabled { opacity: .5; cursor: default; }
button:focus-visible, input:focus-visible, .button:focus-within { outline: 3px solid var(--accent); outline-offset: 2px; }
input[type=file] { position: absolute; width: 1px; height: 1px; opacity: 0; }
ol { list-style: none; padding: 0; margin: 0 0 .5rem; }
li { display: grid; grid-template-columns: minmax(4rem, 7rem) 1fr 5rem; gap: .75rem; align-items: center; margin: .45rem 0; }
li span:first-child { overflow-wrap: anywhere; } li span:last-child { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
li.top { font-weight: 600; }
.bar { height: .8rem; border-radius: 5px; background: var(--line); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--accent); }
#error { color: var(--bad); font-weight: 600; } #error:empty, #status:empty { display: none; } a { color: var(--accent); }
video { max-width: 100%; border-radius: 8px; }
@media (max-width: 30rem) { #answer { grid-template-columns: 1fr; } li { grid-template-columns: 1fr 5rem; gap: .25rem .75rem; } .bar { grid-column: 1 / -1; order: 3; } }
`;
