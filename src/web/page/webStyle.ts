/** What the page of a web export has beyond the style of all pages. */
export const webStyle = `
#failed, .failed { color: var(--bad); font-weight: 600; margin: 1rem 0; } #failed:empty { display: none; }
#loading { margin: 1rem 0; } #loading label { display: block; } progress { width: 100%; height: .6rem; accent-color: var(--accent); }
#heat { position: absolute; inset: 0; width: 100%; height: 100%; border-radius: 8px; pointer-events: none; }
#video { display: block; max-height: 18rem; background: #000; } #live { margin-top: .6rem; }
@media (min-width: 40rem) { #answer:has(#video:not([hidden])) { grid-template-columns: minmax(0, 19rem) 1fr; } }
#explain { margin: .5rem 0 .25rem; } button[aria-pressed=true] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
#heat-text:empty { display: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
details { margin: 1.25rem 0; } summary { cursor: pointer; min-height: 44px; display: list-item; padding: .5rem 0; }
summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .25rem 0 .75rem; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; } dd.long { max-height: 12rem; overflow: auto; }
@media (prefers-reduced-motion: no-preference) { .bar i { transition: width .15s linear; } }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } .row button, .row .button { flex: 1 1 9rem; text-align: center; } }
`;
