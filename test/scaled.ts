/** The full size of a test in the nightly run (`TSVISION_NIGHTLY=1`), a smaller one in `npm test`. */
export const scaled = <T, U = T>(full: T, usual: U): T | U =>
  process.env.TSVISION_NIGHTLY === '1' ? full : usual;
