export interface TestResult {
  readonly name: string;
  readonly status: string;
  readonly messages: readonly string[];
}
export interface Report {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
  readonly unlisted: readonly TestResult[];
  readonly mended: readonly string[];
}
export function judge(
  results: readonly TestResult[],
  known: readonly { readonly reason: string; readonly tests: readonly string[] }[],
): Report;
export function agrees(report: Report): boolean;
