import { defineErrors } from './define.ts';

export const simulatorErrors = defineErrors('simulator', {});
