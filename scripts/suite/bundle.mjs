// tfjs-core's tests stand in its npm package as modules for a bundler; here is the bundle, for one engine.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../setup/step.mjs';

/**
 * Bundles the tests such that they run on one backend.
 *
 * @returns the file, a CommonJS module that registers its tests with jasmine's globals
 */
export async function bundleTests(backend) {
  const tests = join(root, 'node_modules/@tensorflow/tfjs-core/dist');
  const outfile = join(root, `.cache/suite/${backend}.cjs`);
  mkdirSync(join(root, '.cache/suite'), { recursive: true });
  const environment = { name: backend, backendName: backend, flags: {}, isDataSync: true };
  await build({
    stdin: {
      contents: `import ${JSON.stringify('suite:environment')}; import ${JSON.stringify(join(tests, 'tests.js'))};`,
      resolveDir: root,
    },
    bundle: true,
    ignoreAnnotations: true, // The package says that its test files have no side effects; describe() is one.
    platform: 'node',
    outfile,
    logLevel: 'error',
    plugins: [firstModule('suite:environment', environment, join(tests, 'jasmine_util.js'))],
  });
  return outfile;
}

/** The environments must be set before the first test file asks for them: modules run in the order of imports. */
function firstModule(name, environment, jasmineUtil) {
  return {
    name: 'environment',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: 'suite' }));
      onLoad({ filter: /.*/, namespace: 'suite' }, () => ({
        contents: `import { setTestEnvs } from ${JSON.stringify(jasmineUtil)};
setTestEnvs([${JSON.stringify(environment)}]);`,
        resolveDir: root,
      }));
    },
  };
}
