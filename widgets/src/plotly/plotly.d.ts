declare module 'plotly.js/plotly.min.js' {
  import type { Plotly } from './plotlyTypes.js';

  const plotly: Plotly;
  export default plotly;
}
