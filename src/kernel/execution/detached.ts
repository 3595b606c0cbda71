/**
 * Starts the work in a turn of the event loop of its own: when its execution is terminated by an interrupt, the
 * caller does not go down with it.
 */
export function detached<T>(work: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        Promise.resolve(work()).then(resolve, reject);
      } catch (error) {
        reject(error);
      }
    });
  });
}
