// What `tsvision predict --shard I/N` costs, as a formula: every worker starts and lists all photos, predicts its share of
// them, and the one that ends last joins the parts.
import { linearFit } from './linearFit.mjs';

/**
 * @typedef {object} Cost
 * @property {number} wall seconds by the clock, alone on the machine
 * @property {number} processor seconds of its processors, all threads together
 *
 * @typedef {object} ShardCosts
 * @property {Cost} start of a process, until it knows the network, and what the first photos take more than others
 * @property {Cost} list a photo that is listed
 * @property {Cost} pass a photo that is predicted
 * @property {Cost} join a row that is joined
 */

/**
 * The costs, from runs of one process over sets of different sizes.
 * @param {readonly { photos: number, start: Cost, list: Cost, pass: Cost, join: Cost }[]} runs at least two sizes
 * @returns {ShardCosts}
 */
export function shardCosts(runs) {
  const photos = runs.map((run) => run.photos);
  const line = (part, kind) =>
    linearFit(
      photos,
      runs.map((run) => run[part][kind]),
    );
  const slope = (part) => ({ wall: line(part, 'wall').slope, processor: line(part, 'processor').slope });
  const start = (kind) =>
    runs.reduce((sum, run) => sum + run.start[kind], 0) / runs.length + line('pass', kind).intercept;
  return {
    start: { wall: start('wall'), processor: start('processor') },
    list: slope('list'),
    pass: slope('pass'),
    join: slope('join'),
  };
}

/**
 * Seconds from the start to the joined table. Processes on one machine share its cores: none is faster than alone, and
 * together they get no more than all cores.
 * @param {ShardCosts} costs
 * @param {{ photos: number, cores: number, machines?: number, processes?: number }} job `processes` of each machine
 */
export function shardSeconds(costs, { photos, cores, machines = 1, processes = 1 }) {
  const shared = ({ wall, processor }) => Math.max(wall, (processes * processor) / cores);
  const start = shared(costs.start);
  const list = photos * shared(costs.list);
  const pass = (photos / (machines * processes)) * shared(costs.pass);
  const join = photos * costs.join.wall;
  return { start, list, pass, join, total: start + list + pass + join };
}

/**
 * Seconds of processors of all the workers together; other programs do not change them.
 * @param {ShardCosts} costs
 * @param {{ photos: number, workers: number }} job
 */
export function shardProcessorSeconds(costs, { photos, workers }) {
  const once = photos * (costs.pass.processor + costs.join.processor);
  return workers * (costs.start.processor + photos * costs.list.processor) + once;
}
