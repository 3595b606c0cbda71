/** What decides which native libraries can run. */
export interface Machine {
  /** As `process.platform`. */
  readonly platform: string;
  /** As `process.arch`. */
  readonly arch: string;
  /** Version of glibc, on Linux with glibc. */
  readonly glibc?: string | undefined;
}

/** The machine, or the emulated one, that this process runs on. */
export function thisMachine(): Machine {
  const { platform, arch } = process;
  return platform === 'linux' ? { platform, arch, glibc: glibcVersion() } : { platform, arch };
}

function glibcVersion(): string | undefined {
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  const before = report.excludeNetwork ?? false;
  // The list of network interfaces asks name servers, which takes seconds where there are none.
  report.excludeNetwork = true;
  const { header } = report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  report.excludeNetwork = before;
  return header.glibcVersionRuntime;
}
