// Is a bench alone? Figures taken in company were off by a factor of two, and not evenly: peers suffer from it
// differently. Linux only: elsewhere nothing can be said, and that is said.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Processors that others may use before figures stop counting: a tenth of one. */
const allowed = 0.1;
const lookMs = 2000;

/**
 * Looks for two seconds before the work and then until `stop()`; both in processors' worth of work by programs that
 * are not ours, machines on the same host that took our time included.
 */
export async function watchCompany() {
  if (process.platform !== 'linux') return { stop: () => ({ unseen: process.platform }) };
  const first = look();
  await sleep(lookMs);
  const start = look();
  const before = between(first, start);
  let last = start;
  const seen = [];
  const clock = setInterval(() => {
    const now = look();
    seen.push(between(last, now));
    last = now;
  }, lookMs);
  return {
    // No last look: what our children's children used is nobody's once they have all ended.
    stop() {
      clearInterval(clock);
      return { before, during: mean(seen), worst: Math.max(0, ...seen) };
    },
  };
}

/**
 * Why figures taken in such company do not count; empty where they do.
 * @param {{ before?: number, during?: number, unseen?: string }} company
 */
export function crowded({ before, during, unseen }) {
  if (unseen) return [`whether the machine did something else cannot be seen on ${unseen}`];
  return Object.entries({ before, during })
    .filter(([, processors]) => processors > allowed)
    .map(([when, processors]) => `other programs used ${processors.toFixed(2)} processors ${when} it`);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const between = (from, to) =>
  Math.max(0, (to.busy - from.busy - (to.ours - from.ours)) / Math.max(1, to.at - from.at));

/** Ticks (1/100 s) of the whole machine at work, and ours with all our children, living and ended. */
function look() {
  const [user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return { at: performance.now() / 10, busy: user + nice + system + irq + softirq + steal, ours: ourTicks() };
}

function ourTicks() {
  const processes = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const entry = readProcess(name);
    if (entry) processes.set(Number(name), entry);
  }
  const isOurs = (pid) => {
    for (let at = pid; at > 1; at = processes.get(at)?.parent ?? 0) if (at === process.pid) return true;
    return false;
  };
  return [...processes].filter(([pid]) => isOurs(pid)).reduce((sum, [, { ticks }]) => sum + ticks, 0);
}

function readProcess(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: fields.slice(11, 15).reduce((sum, n) => sum + Number(n), 0) };
  } catch {
    return undefined; // it has just ended
  }
}
