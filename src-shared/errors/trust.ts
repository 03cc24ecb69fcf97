import { defineErrors } from './define.ts';

export const trustErrors = defineErrors('trust', {});
