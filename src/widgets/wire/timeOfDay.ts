/** A time of the day, as a `TimePicker` has it. */
export interface TimeOfDay {
  /** 0–23. */
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly milliseconds: number;
}
