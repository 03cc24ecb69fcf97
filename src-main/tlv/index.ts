export * from './decode.ts';
export * from './encode.ts';
export * from './schema.ts';
export * from './tlv.ts';
export * from './values.ts';
