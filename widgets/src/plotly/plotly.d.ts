declare module 'plotly.js/dist/plotly.min.js' {
  import type { Plotly } from './plotlyTypes.js';

  const plotly: Plotly;
  export default plotly;
}
