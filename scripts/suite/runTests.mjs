// A process of its own for each engine: node scripts/suite/runTests.mjs BUNDLE RESULTS [FILTER]. Writes a line of JSON
// for each test that ran, at once, so that a crash shows where it came.
import { appendFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { engineReady } from '../../dist/engine/index.js';

const [bundle, results, filter = ''] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const jasmine = require('jasmine-core').boot();
writeFileSync(results, '');
await engineReady();
require(bundle);

const env = jasmine.getEnv();
env.configure({ random: false, specFilter: (spec) => spec.getFullName().includes(filter) });
env.addReporter({
  specDone({ fullName, status, failedExpectations }) {
    if (status === 'excluded') return;
    const messages = failedExpectations.map(({ message }) => message.split('\n', 1)[0]);
    appendFileSync(results, `${JSON.stringify({ name: fullName, status, messages })}\n`);
  },
});
await env.execute();
process.exit(0); // Some tests leave timers behind.
