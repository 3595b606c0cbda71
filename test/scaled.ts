/** The full size of a test in the nightly run (`TSVISION_NIGHTLY=1`), a smaller one in `npm test`. */
export const scaled = (full: number, usual: number): number =>
  process.env.TSVISION_NIGHTLY === '1' ? full : usual;
