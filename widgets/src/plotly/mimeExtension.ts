import { PlotlyRenderer, plotlyMimeType } from './plotlyRenderer.js';

/** Makes JupyterLab and Notebook 7 show plotly figures, without the network. */
export default {
  id: 'tsvision:plotly',
  description: 'Shows plotly figures.',
  rendererFactory: {
    safe: true,
    mimeTypes: [plotlyMimeType],
    createRenderer: () => new PlotlyRenderer(),
  },
  rank: 0,
  dataType: 'json',
};
