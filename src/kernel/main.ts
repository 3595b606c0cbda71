import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTsvisionError, packageRoot } from '../core/index.js';
import { Kernel } from './kernel.js';
import { readConnectionFile } from './protocol/connectionInfo.js';

// `node dist/kernel/main.js CONNECTION_FILE`: the program that Jupyter starts.
try {
  const file = process.argv[2] ?? '';
  const manifest = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  new Kernel(readConnectionFile(file), (JSON.parse(manifest) as { version: string }).version);
} catch (error) {
  process.stderr.write(`${isTsvisionError(error) ? error.message : (error as Error)?.stack}\n`);
  process.exitCode = 1;
}
