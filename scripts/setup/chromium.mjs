import { findProgram, run } from './step.mjs';

const names = ['/usr/bin/chromium', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium for the browser tests: the machine's own, else Debian's package when we may install it. */
export async function findChromium() {
  const preferred = process.env.TSVISION_CHROMIUM;
  const find = async () => (await findProgram(...(preferred ? [preferred] : names)))?.name;
  const found = await find();
  if (found || preferred) return found;
  if (process.getuid?.() !== 0 || !(await findProgram('apt-get'))) return undefined;
  process.stdout.write('• Chromium, for the tests (Debian package) …\n');
  try {
    await run('apt-get', ['update']);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
  } catch (error) {
    process.stdout.write(`  not installed: ${error.message}\n`);
  }
  return find();
}
