import { monitorEventLoopDelay } from 'node:perf_hooks';

/** In milliseconds, each with the sampling interval of 5 ms in it. */
export interface EventLoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Samples the event loop of this process until `stop`. */
export function watchEventLoop(): { stop(): EventLoopDelay } {
  const histogram = monitorEventLoopDelay({ resolution: 5 });
  histogram.enable();
  return {
    stop() {
      histogram.disable();
      const at = (percentile: number) => histogram.percentile(percentile) / 1e6;
      return { p50: at(50), p99: at(99), max: histogram.max / 1e6 };
    },
  };
}
