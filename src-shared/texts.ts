/**
 * The catalogue of what a person reads. Errors have theirs in `errors/`; everything else is here: statuses, steps, remarks,
 * rules in `texts/domain.ts`, the labels of the window in `texts/window.ts`. Window, CLI and reports use the same words.
 */
export * from './texts/activation.ts';
export * from './texts/card.ts';
export * from './texts/card-words.ts';
export * from './texts/console.ts';
export * from './texts/decode.ts';
export * from './texts/doctor.ts';
export * from './texts/domain.ts';
export * from './texts/evidence.ts';
export * from './texts/fault-headings.ts';
export * from './texts/format.ts';
export * from './texts/orders.ts';
export * from './texts/reports.ts';
export * from './texts/shell.ts';
export * from './texts/station.ts';
export * from './texts/steps.ts';
export * from './texts/visible.ts';
export * from './texts/window.ts';
export * from './texts/window-activate.ts';
export * from './texts/window-apis.ts';
export * from './texts/window-bench.ts';
export * from './texts/window-codes.ts';
export * from './texts/window-evidence.ts';
export * from './texts/window-history.ts';
export * from './texts/window-operations.ts';
export * from './texts/window-orders.ts';
export * from './texts/window-records.ts';
export * from './texts/window-remedies.ts';
export * from './texts/window-simulator.ts';
export * from './texts/window-states.ts';
export * from './texts/window-station.ts';
export * from './texts/window-trace.ts';
