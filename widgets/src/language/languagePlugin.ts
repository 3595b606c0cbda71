import { INotebookTracker } from '@jupyterlab/notebook';
import type { Application, NotebookPanel, NotebookTracker } from './labTypes.js';

/** Types as you type, in the notebooks whose kernel is ours. */
export const languagePlugin = {
  id: 'tsvision:language',
  description: 'Types as you type in TypeScript notebooks.',
  autoStart: true,
  optional: [INotebookTracker],
  activate: (app: Application, tracker: NotebookTracker | null): void => {
    const equip = async (panel: NotebookPanel): Promise<void> => {
      await panel.context.ready;
      const { NotebookLanguage } = await import('./notebookLanguage.js');
      if (!panel.isDisposed) new NotebookLanguage(app, panel);
    };
    tracker?.widgetAdded.connect((_, panel) => void equip(panel));
    tracker?.forEach((panel) => void equip(panel));
  },
};
