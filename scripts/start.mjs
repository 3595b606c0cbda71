// npm start [-- --no-browser --port N --ip A --folder F]: prepares the checkout, then opens JupyterLab on notebooks/.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve as absolute, join } from 'node:path';
import { parseArgs } from 'node:util';
import { labOptions, venvProgram } from './setup/jupyter.mjs';
import { asProgram, prepare } from './setup/prepare.mjs';
import { root, SetupError } from './setup/step.mjs';

await asProgram(async () => {
  const { browser, port, ip, folder } = readOptions();
  if (port !== undefined) await checkPort(port, ip);
  const missing = await prepare();
  for (const { what, reason } of missing) process.stdout.write(`! ${what} is not available: ${reason}\n`);
  if (missing.some(({ what }) => what === 'Jupyter')) {
    throw new SetupError(
      'JupyterLab could not be installed, so there is nothing to open.',
      'Mend what is said above; until then `npx tsvision run notebooks/NAME.ipynb` runs a lesson without Jupyter.',
    );
  }
  await openLab({ browser, port, ip, folder });
});

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        'no-browser': { type: 'boolean' },
        port: { type: 'string' },
        ip: { type: 'string' },
        folder: { type: 'string' },
      },
    });
    if (values.port !== undefined && !/^\d{1,5}$/.test(values.port)) {
      throw new Error(`--port takes a number, not ${values.port}`);
    }
    const folder = values.folder === undefined ? join(root, 'notebooks') : absolute(values.folder);
    if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
    return {
      folder,
      browser: !values['no-browser'],
      port: values.port === undefined ? undefined : Number(values.port),
      ip: values.ip ?? '127.0.0.1',
    };
  } catch (error) {
    throw new SetupError(`${error.message}.`, 'npm start -- [--no-browser] [--port N] [--ip A] [--folder F]');
  }
}

/** JupyterLab would take the next free port in silence; who names a port wants that one. */
function checkPort(port, host) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new SetupError(
              `Port ${port} is in use.`,
              `Stop what listens there, or choose another: npm start -- --port ${port + 1}`,
            )
          : new SetupError(`Port ${port} on ${host} cannot be opened: ${error.message}.`),
      ),
    );
    probe.listen(port, host, () => probe.close(resolve));
  });
}

function openLab({ browser, port, ip, folder }) {
  const options = labOptions({ ip, port, folder, browser });
  // Jupyter refuses to run as root unless told; in a container that is the usual user.
  if (process.getuid?.() === 0) options.push('--allow-root');
  const lab = spawn(venvProgram('jupyter'), ['lab', ...options], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, JUPYTER_PREFER_ENV_PATH: '1' },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => lab.kill(signal));
  return new Promise((resolve) => {
    lab.on('close', (code) => {
      process.exitCode = code ?? 0;
      resolve(undefined);
    });
  });
}
