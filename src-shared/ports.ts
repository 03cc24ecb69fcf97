/**
 * The ports through which every room sees time and chance. They are injected, so that a test can run a year in a
 * millisecond and get the same bytes twice. The system's own are in `system-ports.ts`.
 */

export interface Clock {
  /** Wall-clock time in milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back. For durations. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Entropy {
  /** `length` unpredictable bytes (in a test: reproducible ones). */
  bytes(length: number): Uint8Array;
}
