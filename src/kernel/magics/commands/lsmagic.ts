import type { Magic } from '../magic.js';

/** `%lsmagic`: what there is. */
export const lsmagic: Magic = {
  name: 'lsmagic',
  summary: 'this list',
  line(context) {
    const line = (marks: string, { name, summary }: Magic): string =>
      `  ${(marks + name).padEnd(14)} ${summary}`;
    const lines = context.magics.filter((m) => m.line || m.expand).map((m) => line('%', m));
    const cells = context.magics.filter((m) => m.cell).map((m) => line('%%', m));
    const rest = [
      `  ${'!command'.padEnd(14)} run a shell command; {expressions} are filled in`,
      `  ${'x = !command'.padEnd(14)} its output as an array of lines`,
      `  ${'name?'.padEnd(14)} documentation (name?? also the source)`,
    ];
    const all = ['For a line:', ...lines, '', 'For a whole cell:', ...cells, '', 'Also:', ...rest];
    context.write('stdout', `${all.join('\n')}\n`);
  },
};
