import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const repeated = resolve(import.meta.dirname, 'repeatedProperties.ts');

/**
 * Gives tests a fast-check that tries each property with `TSVISION_PROPERTY_RUNS` times its cases, where that is set: what
 * fails once in a thousand cases fails at night rather than on somebody's change. It stands between the tests and
 * fast-check because `fc.configureGlobal` does not reach a test that says its own `numRuns`.
 */
export function propertyRuns(): Plugin {
  return {
    name: 'property-runs',
    enforce: 'pre',
    resolveId: (source, importer) =>
      process.env.TSVISION_PROPERTY_RUNS && source === 'fast-check' && importer !== repeated
        ? repeated
        : undefined,
  };
}
