/**
 * Must be the first import of the window: zod compiles its checks with `new Function` unless told not to, which the
 * window's content security policy refuses (and reports).
 */
const scope = globalThis as { __zod_globalConfig?: { jitless?: boolean } };
scope.__zod_globalConfig = { ...scope.__zod_globalConfig, jitless: true };

export {};
