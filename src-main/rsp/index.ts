export * from './common.ts';
export * from './info.ts';
export * from './package.ts';
export * from './profiles.ts';
export * from './session.ts';
