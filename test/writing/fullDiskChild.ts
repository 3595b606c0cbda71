import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

// node fullDiskChild.mjs DISK DIST WRITER ROOMS: on a small disk, lets a writer write over what it wrote before, each
// time with another room left, from nothing to nearly all that it needs, and at last with enough; with `read-only`
// for ROOMS once, on a disk that takes nothing. Prints a line of JSON for each try.
const [disk = '', dist = '', writer = '', rooms = '20'] = process.argv.slice(2);

/** One way to write: what it writes next, and its bytes as they are on the disk. */
interface Writer {
  write(generation: number): Promise<unknown>;
  readonly files: () => readonly string[];
  /** Whether a file that is not the old one is a whole new one. */
  isWhole?(): Promise<boolean>;
  /** What another try must not find. */
  forget?(): void;
}

const load = <T>(module: string): Promise<T> => import(join(dist, module)) as Promise<T>;
type Core = typeof import('../../src/core/index.js');
type Data = typeof import('../../src/data/index.js');
type Train = typeof import('../../src/train/index.js');
type Vision = typeof import('../../src/vision/index.js');

/** Photos on the large disk, a learner on the small one. */
async function learner() {
  const { samples } = await load<typeof import('../../src/lessons/index.js')>('lessons/index.js');
  const { createCnn } = await load<Train>('train/index.js');
  const { ImageDataBunch, models } = await load<Vision>('vision/index.js');
  const { path } = await samples.bears({ n: 4 });
  const data = await ImageDataBunch.fromFolder(path, { train: '.', validPct: 0.25, size: 32, bs: 4 });
  const learn = await createCnn(data, models.tinyresnet, { pretrained: false, linFtrs: [64], path: disk });
  // Other weights each time, so that no two states are alike.
  const change = (): void => {
    for (const weight of learn.model.trainableWeights) weight.write(weight.read().add(0.125));
  };
  return { learn, change };
}

async function serveBytes(bytes: () => Buffer): Promise<string> {
  const server = createServer((_request, response) => response.end(bytes()));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const notebookOf = (n: number) => ({
  ...{ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: 'tsvision', display_name: 'x' } } },
  cells: [
    {
      id: 'a',
      cell_type: 'code',
      metadata: {},
      execution_count: null,
      outputs: [],
      source: `Date.now() + ${n}`,
    },
    { id: 'b', cell_type: 'markdown', metadata: {}, source: `text of ${n}\n`.repeat(15_000) },
  ],
});

const writers: Record<string, () => Promise<Writer>> = {
  save: async () => {
    const { learn, change } = await learner();
    const write = (): Promise<string> => {
      change();
      return learn.save('a');
    };
    const isWhole = () => learn.load('a').then(() => true);
    return { write, isWhole, files: () => [join(disk, 'models/a.safetensors')] };
  },
  export: async () => {
    const { learn, change } = await learner();
    const { loadLearner } = await load<Train>('train/index.js');
    const file = join(disk, 'a.safetensors');
    const write = (): Promise<string> => {
      change();
      return learn.export('a.safetensors', { modelCard: false });
    };
    return { write, isWhole: () => loadLearner(file).then(() => true), files: () => [file] };
  },
  notebook: async () => {
    const { writeNotebook } = await load<typeof import('../../src/cli/run/index.js')>('cli/run/index.js');
    const file = join(disk, 'a.ipynb');
    const isWhole = async (): Promise<boolean> => JSON.parse(readFileSync(file, 'utf8')).cells.length === 2;
    return { write: (n) => writeNotebook(file, notebookOf(n)), isWhole, files: () => [file] };
  },
  // The command itself: it must not say that it is done.
  run: async () => {
    const file = join(disk, 'a.ipynb');
    const write = async (n: number): Promise<void> => {
      if (!existsSync(file)) writeFileSync(file, JSON.stringify(notebookOf(n)));
      const options = { encoding: 'utf8', cwd: '/' } as const;
      const { status, stderr } = spawnSync(
        process.execPath,
        [join(dist, 'cli/main.js'), 'run', file, '--inplace'],
        options,
      );
      if (status === 0) return;
      throw Object.assign(new Error(stderr), {
        name: /The disk is full/.test(stderr) ? 'DiskFullError' : 'other',
      });
    };
    const isWhole = async (): Promise<boolean> => JSON.parse(readFileSync(file, 'utf8')).cells.length === 2;
    return { write, isWhole, files: () => [file] };
  },
  download: async () => {
    const { resumableDownload } = await load<Data>('data/index.js');
    let bytes = Buffer.alloc(0);
    const url = await serveBytes(() => bytes);
    const file = join(disk, 'a.bin');
    const forget = (): void => {
      for (const end of ['.incomplete', '.incomplete.json']) rmSync(file + end, { force: true });
    };
    const write = (n: number): Promise<void> => {
      bytes = Buffer.alloc(600_000, `${n} `);
      return resumableDownload(`${url}/a.bin`, file);
    };
    const isWhole = async (): Promise<boolean> => readFileSync(file).equals(bytes);
    return { write, isWhole, forget, files: () => [file] };
  },
  photos: async () => {
    const { downloadImages } = await load<Data>('data/index.js');
    const url = await serveBytes(() => Buffer.alloc(200_000, 'photo'));
    const folder = join(disk, 'photos');
    const names = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.jpg'));
    const isWhole = async (): Promise<boolean> =>
      names().every((name) => statSync(join(folder, name)).size === 200_000);
    const forget = (): void => {
      for (const name of names()) rmSync(join(folder, name));
    };
    const write = (n: number) =>
      downloadImages(
        [0, 1, 2].map((i) => `${url}/${n}/${i}.jpg`),
        folder,
        { maxWorkers: 1 },
      );
    return { write, isWhole, forget, files: () => [join(folder, 'none')] };
  },
  archive: async () => {
    const { unpackArchive } = await load<Data>('data/index.js');
    const { create } = await import('tar');
    const source = join(disk, '..', `source-${process.pid}`);
    mkdirSync(join(source, 'set'), { recursive: true });
    for (let i = 0; i < 12; i++)
      writeFileSync(join(source, 'set', `${i}.jpg`), Buffer.alloc(50_001, 'photo'));
    await create({ cwd: source, file: join(source, 'set.tar') }, ['set']);
    const folder = join(disk, 'set');
    const isWhole = async (): Promise<boolean> =>
      readdirSync(folder).length === 12 &&
      readdirSync(folder).every((name) => statSync(join(folder, name)).size === 50_001);
    const forget = (): void => rmSync(folder, { recursive: true, force: true });
    return {
      write: () => unpackArchive(join(source, 'set.tar'), folder),
      isWhole,
      forget,
      files: () => [join(folder, '11.jpg')],
    };
  },
  predict: async () => predictTable('table.csv'),
  parquet: async () => predictTable('table.parquet'),
  journal: async () => {
    const { JsonLines } = await load<Core>('core/index.js');
    const file = join(disk, 'a.jsonl');
    const journal = new JsonLines(file);
    await journal.append([{ n: 'first' }]);
    const batch = (n: number) => Array.from({ length: 100 }, (_, i) => ({ n, i, text: 'x'.repeat(2000) }));
    const isWhole = async (): Promise<boolean> => (await journal.read()).length % 100 === 1;
    return { write: (n) => journal.append(batch(n)), isWhole, files: () => [file] };
  },
};

async function predictTable(name: string): Promise<Writer> {
  const { mergeParts } = await load<typeof import('../../src/cli/predict/index.js')>('cli/predict/index.js');
  const partsFolder = join(disk, '..', `parts-${process.pid}`);
  mkdirSync(partsFolder, { recursive: true });
  const photos = Array.from({ length: 5000 }, (_, i) => `${i}.jpg`);
  const out = join(disk, name);
  const write = (n: number): Promise<void> => {
    const rows = photos.map((path, index) => ({
      index,
      path,
      label: `${n + 100} ${(index * 7919) % 5003}`,
      error: '',
      probabilities: [Math.sin(index), n + 100],
    }));
    writeFileSync(
      join(partsFolder, '00001-of-00001.jsonl'),
      rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    );
    const list = {
      names: photos,
      sizes: photos.map(() => 0),
      load: async (i: number) => photos[i] as string,
    };
    const run = { photos: list, count: photos.length, partsFolder, out, shards: 1 };
    return mergeParts(run, ['a', 'b']);
  };
  const isWhole = async (): Promise<boolean> =>
    name.endsWith('.csv')
      ? readFileSync(out, 'utf8').split('\n').length === 5002
      : readFileSync(out).subarray(-4).equals(Buffer.from('PAR1'));
  return { write, isWhole, files: () => [out] };
}

/** Fills the disk so that so many bytes are left. */
function leaveRoom(room: number): void {
  rmSync(join(disk, 'filler'), { force: true });
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - room)));
}

const free = (): number => {
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize;
};

const { write, files, isWhole, forget } = await (writers[writer] as () => Promise<Writer>)();
const before = free();
await write(0);
const needed = before - free();
forget?.();
const contents = (): string[] =>
  files().map((path) => (existsSync(path) ? readFileSync(path, 'latin1') : ''));
if (rooms === 'read-only') {
  // This mount alone, not the file system: an ordinary user may do no more.
  const { status, stderr } = spawnSync('mount', ['-o', 'remount,bind,ro', disk], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`no read-only disk: ${stderr}`);
  const { name, message } = await write(1).then(
    () => ({ name: 'none', message: '' }),
    (error: Error) => error,
  );
  console.log(JSON.stringify({ room: 0, name, message }));
  process.exit(0);
}
for (let i = 0; i <= Number(rooms); i++) {
  const old = contents();
  const room = i === Number(rooms) ? needed + 2_000_000 : Math.floor((i * needed) / Number(rooms));
  leaveRoom(room);
  const error = await write(i + 1).then(
    () => undefined,
    (thrown: Error & { path?: string; bytes?: number; free?: number }) => thrown,
  );
  rmSync(join(disk, 'filler'), { force: true });
  const isOld = JSON.stringify(contents()) === JSON.stringify(old);
  const whole = isOld || (await isWhole?.().catch(() => false));
  const litter = readdirSync(disk, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.draft-|\.new-|\.lock$/.test(name),
  );
  const { name, path, bytes, free: said } = error ?? {};
  console.log(JSON.stringify({ room, needed, isOld, whole, litter, name, path, bytes, free: said }));
  forget?.();
}
process.exit(0);
