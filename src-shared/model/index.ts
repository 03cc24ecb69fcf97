export * from './card.ts';
export * from './common.ts';
export * from './operation.ts';
export * from './system.ts';
export * from './trace.ts';
