/** Mean, deviation and range of what several runs of the same reached. */
export function spreadOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1),
  );
  return { mean, deviation, least: Math.min(...values), most: Math.max(...values), values };
}

/** A table for people: what was reached, with its spread, beside what was published and what is aimed at. */
export function tableOf(figures) {
  const rows = figures.map(({ what, reached, published, target }) => [
    what,
    `${reached.mean.toFixed(4)} ± ${reached.deviation.toFixed(4)}`,
    `${reached.least.toFixed(4)} … ${reached.most.toFixed(4)}`,
    `${reached.values.length}`,
    String(published),
    `${target}${reached.mean >= target ? '' : ' missed'}`,
  ]);
  const all = [['', 'reached', 'range', 'runs', 'published', 'target'], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ')).join('\n');
}

/** The folder of real photos and digits. */
export function realData() {
  const folder = process.env.TSVISION_DATA;
  if (!folder)
    throw new Error('The lessons are measured on real photos: name their folder in TSVISION_DATA.');
  return folder;
}
