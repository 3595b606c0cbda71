import type { CliCommand } from '../cliCommand.js';
import { paintFor } from '../colours.js';
import { memoryLines, memoryReport } from './memoryTable.js';
import { toolChecks } from './toolChecks.js';

/** `tsvision doctor`: which engine runs, why no better one does, what fits into memory, and which tools are there. */
export const doctorCommand: CliCommand = (program) => {
  program
    .command('doctor')
    .description('say which engine runs, why the better ones do not, what fits, and what to do')
    .option('--json', 'as one JSON object')
    .action(async ({ json }: { json?: boolean }) => {
      const report = await examine();
      process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : asText(report));
      if (report.problem) process.exitCode = 1;
    });
};

type DoctorReport = Awaited<ReturnType<typeof examine>>;

async function examine() {
  const { engineInfo, engineReady, nvidiaCheck, setupChecks, webgpuCheck } = await import(
    '../../engine/index.js'
  );
  const problem = await engineReady().then(
    () => undefined,
    (error: Error) => error.message,
  );
  const tools = Promise.all(toolChecks.map((check) => check()));
  const gpus = [(await nvidiaCheck()) ?? [], await webgpuCheck()].flat();
  const checks = [...(await setupChecks()), ...gpus, ...(await tools)];
  // A GPU has memory of its own.
  const memory = problem || engineInfo().gpu ? undefined : await memoryReport();
  const { version, platform, arch } = process;
  return {
    ...engineInfo(),
    chosen: reasonOfChoice(problem !== undefined),
    node: version,
    platform: `${platform}-${arch}`,
    ...(problem && { problem }),
    ...(memory && { memory }),
    checks,
  };
}

/** What computes, in words. */
const placeOf = ({ adapter, gpu, threads }: DoctorReport): string =>
  adapter ?? (gpu ? 'the GPU' : `${threads} threads`);

/** Why this engine runs and no other. */
function reasonOfChoice(failed: boolean): string {
  const wanted = process.env.TSVISION_BACKEND;
  if (failed) return `in place of ${wanted}, which does not run`;
  return wanted
    ? `TSVISION_BACKEND=${wanted} asks for it`
    : 'the first of TensorFlow, WebAssembly and plain JavaScript that runs; webgpu only where TSVISION_BACKEND asks for it';
}

function asText(report: DoctorReport): string {
  const { backend, package: name, tensorflowVersion, bf16, skipped, checks } = report;
  const library = tensorflowVersion ? `, TensorFlow ${tensorflowVersion}` : '';
  const paint = paintFor(process.stdout);
  const lines = [
    `engine    ${backend} (${name}${library}) on ${placeOf(report)}`,
    `chosen    ${report.chosen}`,
    `bfloat16  ${bf16 === 'none' ? 'no instructions for it in this processor' : bf16}`,
    `node      ${report.node} on ${report.platform}`,
  ];
  if (report.problem) lines.unshift(paint('red', report.problem));
  if (backend !== 'tensorflow' && skipped.length > 0)
    lines.push('', paint('bold', 'Better engines that do not run:'));
  if (backend !== 'tensorflow') {
    for (const { engine, reason, remedy } of skipped) {
      lines.push(
        `  ${paint('yellow', engine)}: ${reason}${remedy ? `\n    ${paint('cyan', `→ ${remedy}`)}` : ''}`,
      );
    }
  }
  if (report.memory)
    lines.push('', paint('bold', 'Memory that a training step takes:'), ...memoryLines(report.memory));
  lines.push('', paint('bold', 'Tools:'));
  for (const { name, found, problem, remedy } of checks) {
    const mark = found ? paint('green', '✓') : paint('red', '✗');
    lines.push(
      `  ${mark} ${name}: ${found ?? problem ?? 'not found'}${found ? '' : `\n    ${paint('cyan', `→ ${remedy}`)}`}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
