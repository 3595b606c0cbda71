export interface Comparison {
  readonly differences: Readonly<Record<'losses' | 'frozen' | 'unfrozen' | 'validation', number>>;
  readonly agree: boolean;
}
export const tolerances: Comparison['differences'];
export function compareEngines(env: Record<string, string>, words?: string[]): Promise<Comparison>;
