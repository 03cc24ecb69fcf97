export * from './es10a.ts';
export * from './es10b.ts';
export * from './es10c.ts';
export * from './function.ts';
export * from './load-bpp.ts';
export * from './models.ts';
export * from './registry.ts';
