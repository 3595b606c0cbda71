type Layout = Readonly<Record<string, unknown>>;

/** Whether JupyterLab shows a dark theme (its body says so; other front ends say nothing and are light). */
export function isDark(): boolean {
  return document.body.dataset.jpThemeLight === 'false';
}

/**
 * The layout in the colours of the front end's theme, where the figure names none of its own: transparent paper,
 * readable text, faint grid.
 */
export function themedLayout(layout: Layout, dark: boolean): Record<string, unknown> {
  const [text, grid, zero] = dark ? ['#e0e0e0', '#3d3d3d', '#6b6b6b'] : ['#2a2a2a', '#e6e6e6', '#9a9a9a'];
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  const axisDefaults = { gridcolor: grid, zerolinecolor: zero, linecolor: zero };
  return {
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    // Else plotly derives a grey box from the paper that is not there.
    modebar: {
      bgcolor: 'rgba(0,0,0,0)',
      color: dark ? '#9e9e9e' : '#8a8a8a',
      activecolor: dark ? '#fff' : '#222',
    },
    ...layout,
    font: { color: text, ...(layout.font as object | undefined) },
    ...Object.fromEntries(
      [...new Set([...axes, 'xaxis', 'yaxis'])].map((key) => [
        key,
        { ...axisDefaults, ...(layout[key] as object | undefined) },
      ]),
    ),
    ...(layout.sliders ? { sliders: themedSliders(layout.sliders as object[], dark) } : {}),
    ...(layout.updatemenus ? { updatemenus: themedMenus(layout.updatemenus as object[], dark) } : {}),
  };
}

/** Plotly's buttons are white, whatever the font. */
function themedMenus(menus: readonly object[], dark: boolean): object[] {
  return menus.map((menu) => ({
    ...(dark ? { bgcolor: '#4a4a4a', bordercolor: '#888', font: { color: '#fff' } } : {}),
    ...menu,
  }));
}

/** Nor are a slider's marks seen on black. */
function themedSliders(sliders: readonly object[], dark: boolean): object[] {
  const colours = { bgcolor: '#777', bordercolor: '#777', activebgcolor: '#bbb', tickcolor: '#bbb' };
  return sliders.map((slider) => ({ ...(dark ? colours : {}), ...slider }));
}
