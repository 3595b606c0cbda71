/**
 * Takes output in place of a cell: `stream`, `display_data`, `update_display_data`, `error` and `clear_output`, with the
 * content that Jupyter's message of that type has.
 */
export interface OutputSink {
  take(type: string, content: Readonly<Record<string, unknown>>): void;
}
