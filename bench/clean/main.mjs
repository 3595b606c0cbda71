// Speed of the audits and of comparing hashes. `npm run bench -- clean [--json] [--photos N]`; needs `npm run build`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = (path) => new URL(`../../dist/${path}`, import.meta.url).href;
const { auditImages } = await import(dist('clean/auditImages.js'));
const { eachClosePair } = await import(dist('clean/audits/nearDuplicate.js'));
const { samples } = await import(dist('data/samples/index.js'));
const { Random } = await import(dist('core/index.js'));

const flag = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const seconds = async (work) => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

/** A folder of links to drawn photos, each a few times: decoding does not know that it has seen them. */
async function manyPhotos(count) {
  const { path } = await samples.bears({ n: 100 });
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.jpg'))
    .map((entry) => join(entry.parentPath, entry.name));
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-bench-'));
  for (let i = 0; i < count; i++)
    symlinkSync(files[i % files.length], join(folder, `${String(i).padStart(6, '0')}.jpg`));
  return folder;
}

const { benchBrowser } = await import('./browser.mjs');

const photos = flag('--photos', 10_000);
const folder = await manyPhotos(photos);
const cpuBefore = process.cpuUsage();
const audit = await seconds(() => auditImages(folder, { progress: false }));
// On a machine that does other things too, the processor's own time says more than the clock.
const cpu = process.cpuUsage(cpuBefore);
const cpuSeconds = (cpu.user + cpu.system) / 1e6;
const random = new Random(1);
const hashes = Array.from({ length: 20_000 }, () => [random.uint32(), random.uint32()]);
const compare = median(
  await [0, 1, 2, 3, 4].reduce(
    async (times) => [...(await times), await seconds(async () => eachClosePair(hashes, 6, () => undefined))],
    Promise.resolve([]),
  ),
);

const kills = flag('--kills', 0);
if (kills > 0)
  execFileSync('npx', ['vitest', 'run', '--project', 'unit', 'test/clean/cleaner/crash'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, TSVISION_KILLS: String(Math.ceil(kills / 9)) },
    stdio: 'inherit',
  });

const result = {
  audit: { photos, seconds: audit, photosPerSecond: photos / audit, cpuSeconds, target: 150 },
  compare20000Hashes: { seconds: compare, target: 1 },
  // Last, so that the audit has the machine to itself.
  view: await benchBrowser(),
  peakMemoryMiB: process.resourceUsage().maxRSS / 1024,
};
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
else
  process.stdout.write(
    `view in the browser: ${JSON.stringify(result.view, undefined, 2)}\n` +
      `audit of ${photos} photos: ${result.audit.photosPerSecond.toFixed(0)} photos/s (target 150), ${((1000 * cpuSeconds) / photos).toFixed(1)} ms of processor a photo\n` +
      `20,000 hashes, all pairs: ${compare.toFixed(2)} s (target 1)\n` +
      `peak memory: ${result.peakMemoryMiB.toFixed(0)} MiB\n`,
  );
