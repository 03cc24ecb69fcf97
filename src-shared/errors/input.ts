import { defineErrors } from './define.ts';

export const inputErrors = defineErrors('input', {
  input_invalid: ['{what}: {path} is not valid: {reason}', 'Correct the input and try again.'],
  unknown_call: ['There is no call {call}', 'Look at the list of calls in docs/api.md.'],
  frame_too_large: ['A message is longer than {limit} bytes', 'Send less at a time.'],
  too_many_requests: [
    'More than {limit} requests wait for their answers',
    'Wait for some of them before asking more.',
  ],
  client_too_slow: [
    'The attached program has left more than {limit} bytes unread',
    'Attach again and read what comes.',
  ],
});
