// A task as a notebook, so that its code can be run as a reader would: cells in order, commands where they stand.

const block = /^```(ts|sh)\n([\s\S]*?)^```$/gm;

/**
 * @param {string} markdown
 * @param {string} program what stands for `npx tsvision`
 * @returns {{ notebook: object, served: string[] }} the notebook, and the commands that serve until they are stopped
 */
export function taskNotebook(markdown, program) {
  const served = [];
  const cells = [...markdown.matchAll(block)].flatMap(([, language, code]) => {
    if (language === 'ts') return [cell(code)];
    const commands = code.trim().split('\n');
    served.push(...commands.filter((command) => command.startsWith('npx tsvision serve ')));
    return commands
      .filter((command) => !served.includes(command))
      .map((command) => cell(shell(command, program)));
  });
  const kernelspec = { display_name: 'TypeScript (tsvision)', language: 'typescript', name: 'tsvision' };
  return { notebook: { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }, served };
}

function cell(source) {
  return { cell_type: 'code', metadata: {}, source: source.trimEnd(), outputs: [], execution_count: null };
}

/** A command that fails must fail its cell. */
function shell(command, program) {
  const given = JSON.stringify(command.replace(/^npx tsvision/, program));
  return `(await import('node:child_process')).execSync(${given}, { encoding: 'utf8' })`;
}
