import { bash, sh } from './commands/bash.js';
import { capture } from './commands/capture.js';
import { autoreload, loadExt, matplotlib, reloadExt } from './commands/extensions.js';
import { load, writefile } from './commands/files.js';
import { cd, env, pwd } from './commands/folders.js';
import { lsmagic } from './commands/lsmagic.js';
import { html, javascript, latex, markdown, svg } from './commands/showAs.js';
import { time, timeit } from './commands/timing.js';
import { typecheck } from './commands/typecheck.js';
import { reset, who } from './commands/variables.js';
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
