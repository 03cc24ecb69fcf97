export * from './card.ts';
export * from './code.ts';
export * from './common.ts';
export * from './operation.ts';
export * from './order.ts';
export * from './system.ts';
export * from './token.ts';
export * from './trace.ts';
