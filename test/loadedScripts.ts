import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/core/index.js';

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** Every script that a new Node process loaded while it ran this: V8 names them all when it counts coverage. */
export async function loadedScripts(program: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tsvision-loaded-'));
  try {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: packageRoot(),
      env: { ...process.env, NODE_V8_COVERAGE: folder },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the program ended with ${code}`);
    const reports = await Promise.all(
      (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')),
    );
    return reports.flatMap((text) => (JSON.parse(text) as Coverage).result.map(({ url }) => url));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
