import { type Figure, type FigureSize, linePlot, type Series } from '../../plot/index.js';
import { fall, fallsClearly, type LrFindPoint, type LrSuggestions, rules } from './suggestions.js';

/** Loss over the learning rate, the suggested rates marked where the loss clearly falls. */
export function rateFigure(
  points: readonly LrFindPoint[],
  suggestions: LrSuggestions | undefined,
  size: FigureSize = {},
): Figure {
  const clear = fallsClearly(points);
  const marks = suggestions && clear ? markers(points, suggestions) : [];
  const curve: Series = {
    x: points.map(({ lr }) => lr),
    y: points.map(({ loss }) => loss),
    name: 'loss',
    trace: { hovertemplate: 'rate %{x:.2e}<br>loss %{y:.4~g}<extra></extra>' },
  };
  const none = suggestions && !clear ? ': no clear fall, so no rate is marked' : '';
  return linePlot([curve, ...marks], {
    title: `Loss as the learning rate grows${none}`,
    xTitle: 'learning rate',
    yTitle: 'loss (smoothed)',
    xType: 'log',
    // The rules stand below the plot.
    height: marks.length > 0 ? 520 : 400,
    ...size,
  });
}

/** The curve's points at the suggested rates, without those outside the drawn part or in the noise before the fall. */
function markers(points: readonly LrFindPoint[], suggestions: LrSuggestions): Series[] {
  const begin = fall(points)[0]?.lr ?? 0;
  const marks = (Object.keys(rules) as (keyof LrSuggestions)[]).flatMap((name) => {
    const rate = suggestions[name];
    const point = points.find(({ lr }) => lr >= rate * (1 - 1e-9));
    if (!point || point.lr > rate * 1.5 || rate < begin * (1 - 1e-9)) return [];
    return [{ name, rate, loss: point.loss }];
  });
  return marks.map(({ name, rate, loss }, i): Series => {
    const label = `${name} ${rate.toExponential(2)}`;
    const hovertemplate = `${label}<br>${rules[name].replace(' (', '<br>(')}<extra></extra>`;
    // Of rules that agree, the later mark lies on the earlier one, which stands out around it.
    const above = marks.slice(i + 1).filter((mark) => Math.abs(Math.log(mark.rate / rate)) < 0.05).length;
    return {
      x: [rate],
      y: [loss],
      name: `${label}: ${rules[name]}`,
      mode: 'markers',
      size: 10 + 7 * above,
      trace: { hovertemplate },
    };
  });
}
