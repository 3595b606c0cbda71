/**
 * Milliseconds after which what a test awaits is taken to hang. Nothing is expected to take that long: tests wait for
 * what they mean, on a machine as busy as it may be.
 */
export const hangLimit = 300_000;
