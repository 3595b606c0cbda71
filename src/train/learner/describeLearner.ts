import type { Learner } from './learner.js';

/** What a learner is, in four lines: network, parameters, what is frozen, what it is judged by. */
export function describeLearner({
  architecture,
  data,
  trained,
  precompute,
  lossFunc,
  metrics,
}: Learner): string {
  const { total, trainable } = trained.countParameters();
  const { frozenTo, layerGroups } = trained;
  const frozen = frozenTo === 0 ? 'nothing frozen' : `groups before number ${frozenTo} frozen`;
  return [
    `Learner: ${architecture}, ${data.c} classes`,
    `  ${total.toLocaleString('en')} parameters, ${trainable.toLocaleString('en')} of them learn`,
    `  ${layerGroups.length} layer groups, ${frozen}${precompute ? ', features precomputed' : ''}`,
    `  loss ${lossFunc.name}, metrics ${metrics.map(({ name }) => name).join(', ') || 'none'}`,
  ].join('\n');
}
