import { tf } from '../../engine/index.js';
import { ProgressBar } from '../../notebook/index.js';
import { compileGraph, type DataLoader, type FoldedGraph } from '../../vision/index.js';
import type { WebDtype, WebModelCard } from '../../web/contract.js';
import { argMax } from '../metrics/metric.js';

/**
 * Accuracy of a network on photos, by the type of its weights: the share of photos whose class is right, or, where a photo
 * may have several labels, of labels that are. Photos without a known class do not count.
 *
 * @returns null when there are no such photos
 */
export async function measureWeights(
  graphs: Readonly<Record<WebDtype, FoldedGraph>>,
  loader: DataLoader,
  { several, signal }: { readonly several: boolean; readonly signal: AbortSignal },
): Promise<WebModelCard['accuracy']> {
  if (loader.length === 0) return null;
  const entries = Object.entries(graphs) as [WebDtype, FoldedGraph][];
  const compiled = await Promise.all(
    entries.map(
      async ([dtype, graph]) => [dtype, await compileGraph(graph, { precision: 'float32' })] as const,
    ),
  );
  const right: Record<WebDtype, number> = { float32: 0, float16: 0, int8: 0 };
  let [photos, answers] = [0, 0];
  try {
    using bar = new ProgressBar('accuracy of the weights', loader.length);
    for await (const { xs, ys } of loader.batches({ signal })) {
      try {
        const targets = await ys.data();
        const width = several ? targets.length / xs.shape[0] : 1;
        for (const [dtype, network] of compiled) {
          const outputs = await network.features(xs);
          right[dtype] += countRight(await outputs.data(), targets, several);
          outputs.dispose();
        }
        const known = several ? targets.length : targets.filter((target) => target >= 0).length;
        answers += known;
        photos += known / width;
      } finally {
        tf.dispose([xs, ys]);
      }
      bar.advance();
    }
  } finally {
    for (const [, network] of compiled) await network.dispose();
  }
  if (answers === 0) return null;
  const { float32, float16, int8 } = right;
  return { photos, float32: float32 / answers, float16: float16 / answers, int8: int8 / answers };
}

function countRight(outputs: tf.TypedArray, targets: tf.TypedArray, several: boolean): number {
  // An output above 0 is a probability above ½.
  const width = several ? 1 : outputs.length / targets.length;
  const isRight = (target: number, i: number): boolean =>
    several
      ? (outputs[i] as number) > 0 === target > 0.5
      : argMax(outputs.slice(i * width, (i + 1) * width)) === target;
  return Array.from(targets).filter(isRight).length;
}
