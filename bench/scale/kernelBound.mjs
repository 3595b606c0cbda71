// How fast a step can get when only its kernels get faster (Amdahl 1967).

/**
 * A step is kernels, the crossings into the engine that start them, and what JavaScript does between; while it runs, the
 * loader's threads prepare the next batch.
 * @param {{ step: number, inKernels: number, calls: number, crossing: number, loader: number }} measured milliseconds of
 * a step, of all calls of kernels in it, of one call that has nothing to compute, and of a batch out of the loader
 * @param {number} k how many times as fast kernels become; Infinity: they take no time
 */
export function kernelBound({ step, inKernels, calls, crossing, loader }, k) {
  const crossings = Math.min(inKernels, calls * crossing);
  const outside = Math.max(0, step - inKernels);
  const ms = outside + crossings + (inKernels - crossings) / k;
  return { ms, faster: step / ms, fed: Math.max(ms, loader), fedFaster: step / Math.max(ms, loader) };
}
