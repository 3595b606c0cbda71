import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, hashOf, root, run, SetupError, step } from './step.mjs';

const windows = process.platform === 'win32';

/** Path of a program inside the project's virtual environment. */
export const venvProgram = (name) =>
  join(root, '.venv', windows ? 'Scripts' : 'bin', windows ? `${name}.exe` : name);

/** How JupyterLab is started on a folder: at its index, if it has one, not at the Launcher, which offers Python first. */
export function labOptions({ ip, port, folder, browser }) {
  const index = existsSync(join(folder, 'index.ipynb'));
  return [
    `--ServerApp.ip=${ip}`,
    '--ServerApp.root_dir',
    folder,
    ...(index ? ['--LabApp.default_url=/lab/tree/index.ipynb'] : []),
    ...(browser ? [] : ['--no-browser']),
    ...(port === undefined ? [] : [`--ServerApp.port=${port}`, '--ServerApp.port_retries=0']),
  ];
}

/** Makes `.venv` with the pinned JupyterLab; throws a SetupError that says what is missing. */
export async function installJupyter() {
  await step('JupyterLab in .venv', {
    stamp: '.venv/tsvision-stamp',
    key: hashOf('requirements.txt', 'scripts/setup/jupyter.mjs'),
    work: async () => {
      const python = await findPython();
      if (!existsSync(venvProgram('python'))) await makeVenv(python);
      await installRequirements();
      // JupyterLab brings CommonJS programs; below our own package.json Node would take them for modules.
      writeFileSync(join(root, '.venv/package.json'), '{ "type": "commonjs" }\n');
    },
  });
  quietFrontEnd();
  admitUploads();
}

/** The first Python that is new enough; throws a SetupError. */
export async function findPython() {
  const names = [process.env.TSVISION_PYTHON, 'python3', 'python', 'python3.13', 'python3.12', 'python3.11'];
  const tooOld = [];
  for (const name of names.filter(Boolean)) {
    const found = await findProgram(name);
    const [major, minor] = (found?.version.match(/(\d+)\.(\d+)/) ?? []).slice(1).map(Number);
    if (major > 3 || (major === 3 && minor >= 10)) return name;
    if (found) tooOld.push(`${name} is ${found.version}`);
  }
  throw new SetupError(
    tooOld.length > 0 ? `No Python of at least 3.10 (${tooOld.join(', ')}).` : 'There is no Python.',
    'Install Python ≥ 3.10 with pip and venv (Debian: apt install python3 python3-venv python3-pip), or set TSVISION_PYTHON.',
  );
}

async function makeVenv(python) {
  try {
    await run(python, ['-m', 'venv', '.venv']);
  } catch (error) {
    throw new SetupError(
      `Python could not make the virtual environment .venv.\n${error.message}`,
      'Install its venv and pip modules (Debian: apt install python3-venv python3-pip).',
    );
  }
}

async function installRequirements() {
  try {
    await run(venvProgram('python'), ['-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt']);
  } catch (error) {
    throw new SetupError(
      `pip could not install JupyterLab.\n${error.message}`,
      'Check the network connection to the Python package index, then run the same command again.',
    );
  }
}

/** Beyond 10 MB the server would end the connection without a word: a file chosen in a `FileUpload` goes at once. */
function admitUploads() {
  const folder = join(root, '.venv/etc/jupyter');
  mkdirSync(folder, { recursive: true });
  const settings = { ServerApp: { tornado_settings: { websocket_max_message_size: 512 * 2 ** 20 } } };
  writeFileSync(join(folder, 'jupyter_server_config.json'), `${JSON.stringify(settings, undefined, 2)}\n`);
}

/** JupyterLab asks the network for news and newer versions by default; a lesson must run offline. */
function quietFrontEnd() {
  const folder = join(root, '.venv/share/jupyter/lab/settings');
  mkdirSync(folder, { recursive: true });
  const settings = {
    '@jupyterlab/apputils-extension:notification': { checkForUpdates: false, fetchNews: 'false' },
    '@jupyterlab/extensionmanager-extension:plugin': { enabled: false },
    // Cells out of sight stay in the page, so that widgets and plots keep their state.
    '@jupyterlab/notebook-extension:tracker': { windowingMode: 'none' },
    // "lesson1-dogs-v…": the column of dates left no room for names.
    '@jupyterlab/filebrowser-extension:browser': { showLastModifiedColumn: false },
  };
  writeFileSync(join(folder, 'overrides.json'), `${JSON.stringify(settings, null, 2)}\n`);
}
