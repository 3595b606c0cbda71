import { runProgram } from '../../../src/engine/setup/runProgram.js';

// node programChild.mjs SCRIPT: runs it as the set-up runs a compiler.
await runProgram('sh', ['-c', process.argv[2] as string]);
