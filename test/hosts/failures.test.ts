import { expect, test } from 'vitest';
import { statusOf } from '../../src-main/hosts/server/failures.ts';
import { type ErrorCode, errorCatalogue, WorkbenchError } from '../../src-shared/errors/index.ts';

test('what a call names and there is not is 404, but what it is about (docs/api.md): readers, tokens, events, pictures', () => {
  const missing = (Object.keys(errorCatalogue) as ErrorCode[]).filter((code) =>
    /_not_(found|known)$/.test(code),
  );
  expect(missing.length).toBeGreaterThan(10);
  expect(missing.filter((code) => statusOf(new WorkbenchError(code)) !== 404).sort()).toEqual([
    'event_not_found',
    'qr_not_found',
    'reader_not_found',
    'token_not_found',
  ]);
});
