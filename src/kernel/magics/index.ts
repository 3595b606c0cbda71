import { autoreload } from './commands/autoreload.js';
import { bash, sh } from './commands/bash.js';
import { capture } from './commands/capture.js';
import { cd } from './commands/cd.js';
import { env } from './commands/env.js';
import { html } from './commands/html.js';
import { javascript } from './commands/javascript.js';
import { latex } from './commands/latex.js';
import { load } from './commands/load.js';
import { loadExt } from './commands/loadExt.js';
import { lsmagic } from './commands/lsmagic.js';
import { markdown } from './commands/markdown.js';
import { matplotlib } from './commands/matplotlib.js';
import { pwd } from './commands/pwd.js';
import { reloadExt } from './commands/reloadExt.js';
import { reset } from './commands/reset.js';
import { svg } from './commands/svg.js';
import { time } from './commands/time.js';
import { timeit } from './commands/timeit.js';
import { typecheck } from './commands/typecheck.js';
import { who } from './commands/who.js';
import { writefile } from './commands/writefile.js';
import type { Magic } from './magic.js';

/** Every magic. A new one is a file of its own and a line here. */
export const magics: readonly Magic[] = [
  autoreload,
  bash,
  capture,
  cd,
  env,
  html,
  javascript,
  latex,
  load,
  loadExt,
  lsmagic,
  markdown,
  matplotlib,
  pwd,
  reloadExt,
  reset,
  sh,
  svg,
  time,
  timeit,
  typecheck,
  who,
  writefile,
];

/** A magic by its name, as a line or as a whole cell. */
export function findMagic(name: string, kind: 'line' | 'cell'): Magic | undefined {
  const wanted = name === 'whos' ? 'who' : name;
  return magics.find((m) => m.name === wanted && (kind === 'cell' ? m.cell : (m.line ?? m.expand)));
}
