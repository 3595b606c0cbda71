/** Path of a program inside the project's virtual environment. */
export function venvProgram(name: string): string;
/** How JupyterLab is started on a folder. */
export function labOptions(options: {
  readonly ip: string;
  readonly port: number | undefined;
  readonly folder: string;
  readonly browser: boolean;
}): string[];
