import type { CliCommand } from '../cliCommand.js';

/** `tsvision audit FOLDER`: looks through a folder of photos for problems. */
export const auditCommand: CliCommand = (program) => {
  program
    .command('audit')
    .description('find duplicate, blurred, dark, odd and unreadable photos in a folder')
    .argument('<folder>', 'folder of photos, usually of class folders')
    .option('--json', 'print JSON instead of tables')
    .option(
      '--html <file>',
      'also write the findings, and decisions that were taken, as one page with pictures',
    )
    .option('--only <names...>', 'run only these audits')
    .option('--max-distance <bits>', 'bits of 64 in which near duplicates may differ', Number)
    .option('--most <rows>', 'findings to list', Number, 200)
    .action(async (folder: string, options: AuditFlags) => {
      const { auditImages, saveReport } = await import('../../clean/index.js');
      const report = await auditImages(folder, {
        progress: !options.json && process.stdout.isTTY === true,
        ...(options.only ? { only: options.only } : {}),
        ...(options.maxDistance === undefined ? {} : { maxDistance: options.maxDistance }),
      });
      const text = options.json
        ? JSON.stringify(report, null, 2)
        : report.toString(options.most, process.stdout.columns);
      process.stdout.write(`${text}\n`);
      if (options.html === undefined) return;
      const page = await saveReport(report, options.html);
      // On stdout may be JSON for a program.
      process.stderr.write(`The page is ${page}\n`);
    });
};

interface AuditFlags {
  readonly json?: boolean;
  readonly html?: string;
  readonly only?: string[];
  readonly maxDistance?: number;
  readonly most: number;
}
