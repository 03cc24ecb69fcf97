import { defineErrors } from './define.ts';

export const inputErrors = defineErrors('input', {});
