// What the estimate says that a training step will need, beside what it needed: the bytes that tensors held, and the
// growth of the process. 224 px; `--arch mobilenetV2 --bs 8` for one network, `--mode lean`, `frozen` or `bfloat16`.
import { fork } from 'node:child_process';

export const options = {
  arch: { type: 'string', default: 'tinyresnet,mobilenetV2,resnet34' },
  bs: { type: 'string', default: '4,16' },
  mode: { type: 'string', default: 'whole,frozen,lean' },
};

export async function measure({
  arch = options.arch.default,
  bs = options.bs.default,
  mode = options.mode.default,
}) {
  const cases = [];
  for (const network of arch.split(','))
    for (const how of mode.split(','))
      for (const batchSize of bs.split(','))
        cases.push({ network, how, batchSize, ...(await inOwnProcess([network, batchSize, how])) });
  return { cases };
}

export function describe({ cases }) {
  const lines = ['MB of a step, 224 px: estimated / held by tensors; estimated / growth of the process'];
  for (const { network, how, batchSize, estimated, estimatedTensors, held, growth } of cases)
    lines.push(
      `  ${network.padEnd(14)}${how.padEnd(10)}bs ${batchSize.padStart(3)}${beside(estimatedTensors, held)}${beside(estimated, growth)}`,
    );
  return lines.join('\n');
}

const megabytes = (bytes) => (bytes / 1e6).toFixed(0).padStart(7);
const beside = (a, b) => `${megabytes(a)} /${megabytes(b)} = ${(a / b).toFixed(2)}`;

function inOwnProcess(args) {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('memoryOfSteps.mjs', import.meta.url), args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let answer;
    child.once('message', (message) => {
      answer = message;
    });
    child.once('exit', (code) =>
      answer ? resolve(answer) : reject(new Error(`${args} ended with ${code}`)),
    );
  });
}
