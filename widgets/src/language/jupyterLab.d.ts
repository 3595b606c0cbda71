// What is used of JupyterLab is described in labTypes.ts: its packages bring half of JupyterLab along.
declare module '@jupyterlab/notebook' {
  /** Stands for the open notebooks when a plugin asks for them. */
  export const INotebookTracker: import('@lumino/coreutils').Token<import('./labTypes.js').NotebookTracker>;
}
