// Sends photos to the server named by the first argument, as its parent says, and reports what came back.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';

const [, , url, path] = process.argv;
const photo = readFileSync(path);
const post = async (dispatcher) => {
  const { statusCode, headers, body } = await request(`${url}classify`, {
    method: 'POST',
    body: photo,
    dispatcher,
  });
  await body.text();
  return { status: statusCode, retryAfter: headers['retry-after'] };
};
const alone = new Agent({ connections: 1 });
const watch = new Agent({ connections: 1 });

/** What the server says of itself. */
async function gauges() {
  const { body } = await request(`${url}metrics`, { dispatcher: watch });
  const text = await body.text();
  const value = (name) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  const mebibytes = (kind) => value(`tsvision_${kind}_bytes`) / 2 ** 20;
  return {
    depth: value('tsvision_queue_depth'),
    residentMiB: mebibytes('resident'),
    heapMiB: mebibytes('heap'),
    externalMiB: mebibytes('external'),
  };
}

async function one() {
  const started = performance.now();
  const { status } = await post(alone);
  if (status !== 200) throw new Error(`status ${status}`);
  return performance.now() - started;
}

async function sustained({ connections, seconds }) {
  const dispatcher = new Agent({ connections });
  const until = performance.now() + seconds * 1000;
  const times = [];
  const samples = [];
  let errors = 0;
  const clock = setInterval(async () => {
    const { residentMiB, heapMiB, externalMiB } = await gauges();
    const second = seconds - (until - performance.now()) / 1000;
    samples.push({ second, residentMiB, heapMiB, externalMiB });
  }, 500);
  const lane = async () => {
    while (performance.now() < until) {
      const started = performance.now();
      const { status } = await post(dispatcher).catch(() => ({ status: 0 }));
      if (status === 200) times.push(performance.now() - started);
      else errors++;
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  clearInterval(clock);
  await dispatcher.close();
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(share * times.length)];
  return { answers: times.length, errors, seconds, p50: at(0.5), p99: at(0.99), samples };
}

async function flood({ posts }) {
  const dispatcher = new Agent({ connections: posts });
  let [deepest, peakMiB] = [0, 0];
  const clock = setInterval(async () => {
    const { depth, residentMiB } = await gauges();
    deepest = Math.max(deepest, depth);
    peakMiB = Math.max(peakMiB, residentMiB);
  }, 20);
  const answers = await Promise.all(
    Array.from({ length: posts }, () =>
      post(dispatcher).catch((error) => ({ status: error.code ?? 'failed', retryAfter: undefined })),
    ),
  );
  clearInterval(clock);
  await dispatcher.close();
  const statuses = {};
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  const withoutRetryAfter = answers.filter(({ status, retryAfter }) => status === 503 && !retryAfter).length;
  return { posts, statuses, withoutRetryAfter, deepest, peakMiB };
}

const kinds = { one, sustained, flood };
process.on('message', async (/** @type {{ kind: string }} */ message) =>
  process.send(await kinds[message.kind](message)),
);
process.on('disconnect', () => process.exit());
process.send('ready');
