import { defineErrors } from './define.ts';

export const es10Errors = defineErrors('es10', {});
