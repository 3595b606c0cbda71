import { capture } from './capture.js';
import { autoreload, loadExt, matplotlib, reloadExt } from './extensions.js';
import { cd, env, load, pwd, writefile } from './files.js';
import { history } from './history.js';
import type { Magic } from './magic.js';
import { npm } from './packages.js';
import { run } from './run.js';
import { exit, lsmagic, reset, typecheck, who } from './session.js';
import { bash, python, script, sh } from './shell.js';
import { html, javascript, latex, markdown, svg } from './showAs.js';
import { store } from './store.js';
import { time, timeit } from './timing.js';

/** Every magic. A new one goes to its family, or into a file of its own, and is a line here. */
export const magics: readonly Magic[] = [
  autoreload,
  bash,
  capture,
  cd,
  env,
  exit,
  history,
  html,
  javascript,
  latex,
  load,
  loadExt,
  lsmagic,
  markdown,
  matplotlib,
  npm,
  pwd,
  python,
  reloadExt,
  reset,
  run,
  script,
  sh,
  store,
  svg,
  time,
  timeit,
  typecheck,
  who,
  writefile,
];

/** What people call some of them, too. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['quit', 'exit'],
  ['whos', 'who'],
]);

/** A magic by its name, as a line or as a whole cell. */
export function findMagic(name: string, kind: 'line' | 'cell'): Magic | undefined {
  const wanted = otherNames.get(name) ?? name;
  return magics.find((m) => m.name === wanted && (kind === 'cell' ? m.cell : (m.line ?? m.expand)));
}
