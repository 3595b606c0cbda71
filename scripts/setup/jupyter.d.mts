/** Path of a program inside the project's virtual environment. */
export function venvProgram(name: string): string;
/** How JupyterLab is started on a folder. */
export function labOptions(options: {
  readonly ip: string;
  readonly port: number | undefined;
  readonly folder: string;
  readonly browser: boolean;
}): string[];
/** Makes `.venv` with the pinned JupyterLab; throws a SetupError that says what is missing. */
export function installJupyter(): Promise<void>;
/** The first Python that is new enough; throws a SetupError. */
export function findPython(): Promise<string>;
