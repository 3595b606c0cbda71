/**
 * How this user calls tsvision's command line, for messages: `commandLine('setup')` is `npx tsvision setup`, or
 * `tsvision setup` where pip installed it, whose users may have no npm.
 */
export function commandLine(...words: readonly string[]): string {
  return [installedByPip() ? 'tsvision' : 'npx tsvision', ...words].join(' ');
}

/** Whether this process was started by the program or the kernelspec of the pip wheel. */
export function installedByPip(): boolean {
  return process.env.TSVISION_PIP_PREFIX !== undefined;
}
