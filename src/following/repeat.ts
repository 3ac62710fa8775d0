/** FOLLOW: does something again and again until told to stop. */

export interface Repeated {
  /** Does it no more; resolves when what is under way has ended. */
  close(): Promise<void>;
}

/**
 * Does the work every `interval` milliseconds; while it is under way its turn passes over. An error is told to
 * `failed`, and it is tried again at its next turn. Keeps no process alive by itself.
 */
export function repeat(
  interval: number,
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): Repeated {
  let underWay: Promise<void> | undefined;
  const timer = setInterval(() => {
    underWay ??= work()
      .catch(failed)
      .finally(() => {
        underWay = undefined;
      });
  }, interval);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await underWay;
    },
  };
}
