// Sends photos to the server named by the first argument, as its parent says, and reports what came back.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';

const [, , url, path] = process.argv;
const photo = readFileSync(path);
const post = async (dispatcher) => {
  const started = performance.now();
  try {
    const { statusCode, headers, body } = await request(`${url}classify`, {
      method: 'POST',
      body: photo,
      dispatcher,
    });
    const { error } = /** @type {{ error?: { code: string } }} */ (await body.json());
    const milliseconds = performance.now() - started;
    return { status: statusCode, code: error?.code, retryAfter: headers['retry-after'], milliseconds };
  } catch (error) {
    return { status: 0, code: error.code ?? 'failed', retryAfter: undefined, milliseconds: 0 };
  }
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

/** Looks at the gauges every so many ms, one look at a time, until it is told to stop. A look that fails is left out. */
function look(milliseconds, seen) {
  let isLooking = false;
  const clock = setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    await gauges().then(seen, () => undefined);
    isLooking = false;
  }, milliseconds);
  return () => clearInterval(clock);
}

async function one() {
  const { status, milliseconds } = await post(alone);
  if (status !== 200) throw new Error(`status ${status}`);
  return milliseconds;
}

/** Keeps so many connections busy for so many seconds; looks at the server's memory meanwhile. */
async function sustained({ connections, seconds }) {
  const dispatcher = new Agent({ connections });
  const started = performance.now();
  const times = [];
  const samples = [];
  let errors = 0;
  const stopLooking = look(500, ({ residentMiB, heapMiB, externalMiB }) => {
    samples.push({ second: (performance.now() - started) / 1000, residentMiB, heapMiB, externalMiB });
  });
  const lane = async () => {
    while (performance.now() - started < 1000 * seconds) {
      const { status, milliseconds } = await post(dispatcher);
      if (status === 200) times.push(milliseconds);
      else errors++;
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  const took = (performance.now() - started) / 1000;
  stopLooking();
  await dispatcher.close();
  return { answers: times.length, errors, seconds, rate: times.length / took, ...spread(times), samples };
}

async function burst({ posts }) {
  const dispatcher = new Agent({ connections: posts, headersTimeout: 120_000 });
  let [deepest, peakMiB] = [0, 0];
  const stopLooking = look(20, ({ depth, residentMiB }) => {
    deepest = Math.max(deepest, depth);
    peakMiB = Math.max(peakMiB, residentMiB);
  });
  const answers = await Promise.all(Array.from({ length: posts }, () => post(dispatcher)));
  stopLooking();
  await dispatcher.close();
  const refused = answers.filter(({ status }) => status === 503);
  return {
    posts,
    answered: timesOf(answers.filter(({ status }) => status === 200)),
    refused: timesOf(refused.filter(({ code }) => code === 'overloaded')),
    tooSlow: timesOf(refused.filter(({ code }) => code === 'too_slow')),
    failed: answers.filter(({ status }) => status !== 200 && status !== 503).map(({ code }) => code),
    withoutRetryAfter: refused.filter(({ retryAfter }) => !retryAfter).length,
    retryAfter: refused.map(({ retryAfter }) => Number(retryAfter)).reduce((a, b) => Math.max(a, b), 0),
    deepest,
    peakMiB,
  };
}

const timesOf = (answers) => ({
  count: answers.length,
  ...spread(answers.map(({ milliseconds }) => milliseconds)),
});

function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * sorted.length)] ?? null;
  return { p50: at(0.5), p99: at(0.99), longest: sorted.at(-1) ?? null };
}

const kinds = { one, sustained, burst };
process.on('message', async (/** @type {{ kind: string }} */ message) =>
  process.send(await kinds[message.kind](message)),
);
process.on('disconnect', () => process.exit());
process.send('ready');
