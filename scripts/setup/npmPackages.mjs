import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, SetupError } from './step.mjs';

/** Whether node_modules holds just what the lock file says (npm keeps a copy of the lock in there). */
function isInstalled() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, integrity, optional, peer, devOptional }]) =>
      path === '' ||
      optional ||
      peer ||
      devOptional ||
      // Another package may stand under the same name in the same version: an alias.
      (present[path]?.version === version && present[path]?.integrity === integrity),
  );
}

/** `npm ci`, unless everything is there. Install scripts stay off: none of ours is needed to run. */
export async function installNpmPackages() {
  if (isInstalled()) return;
  const started = performance.now();
  process.stdout.write('• npm packages …\n');
  try {
    await run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts']);
    process.stdout.write(`  npm packages: done in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  } catch (error) {
    throw new SetupError(
      `npm could not install the packages.\n${error.message}`,
      'Check the network connection to the npm registry, then run the same command again.',
    );
  }
}
