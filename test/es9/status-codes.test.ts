import { describe, expect, test } from 'vitest';
import { parseConnectTo } from '../../src-main/es9/connect-to.ts';
import { describeStatus, reasons, statusPairs, subjects } from '../../src-shared/errors/es9-status.ts';

describe('status codes (SGP.22 v2.5 §5.2.6)', () => {
  test('every pair is made of codes that have a name', () => {
    for (const pair of Object.keys(statusPairs)) {
      const [subject = '', reason = ''] = pair.split('/');
      expect(subjects[subject], pair).toBeDefined();
      expect(reasons[reason], pair).toBeDefined();
    }
  });

  test('every code has its family', () => {
    for (const code of [...Object.keys(subjects), ...Object.keys(reasons)])
      if (code.includes('.'))
        expect({ ...reasons, ...subjects }[code.slice(0, code.lastIndexOf('.'))], code).toBeDefined();
  });

  test('every pair says what it means and what to do, in sentences', () => {
    for (const [subject, reason] of Object.keys(statusPairs).map((pair) => pair.split('/'))) {
      const words = describeStatus(subject ?? '', reason ?? '');
      expect(words.reason).toMatch(/^[A-Z][^.]{10,}$/);
      expect(words.nextStep).toMatch(/^[A-Z].{10,}\.$/);
    }
  });

  test('a pair that the specification does not have has the names of its codes', () => {
    expect(describeStatus('8.2.7', '5.1')).toMatchObject({
      subject: 'Confirmation code',
      reason: 'Inaccessible',
    });
    expect(describeStatus('9.9', '7')).toMatchObject({ subject: 'code 9.9', reason: 'code 7' });
  });
});

describe('--connect-to', () => {
  test('names are told apart without regard to case; IPv6 stands in brackets', () => {
    const map = parseConnectTo(['SMDP.example.com:127.0.0.1:8443', 'smds.example.com:[::1]:443']);
    expect(map.get('smdp.example.com')).toEqual({ host: '127.0.0.1', port: 8443 });
    expect(map.get('smds.example.com')).toEqual({ host: '::1', port: 443 });
  });

  test.each([
    '',
    'a',
    'a.b:c.d',
    'a.b:c.d:0',
    'a.b:c.d:65536',
    'a b:c.d:1',
    'a.b:c d:1',
    'a.b:c.d:e',
    'a.b:c.d:1:2',
    'a.b:[x]:1',
  ])('%j is refused', (text) => {
    expect(() => parseConnectTo([text])).toThrowError(
      expect.objectContaining({ code: 'connect_to_malformed' }),
    );
  });
});
