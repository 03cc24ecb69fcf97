import { defineErrors } from './define.ts';

export const es9Errors = defineErrors('es9', {});
