import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatActivationCode, parseActivationCode } from '../../src-shared/activation-code.ts';
import { recogniseCodes } from '../../src-shared/find-codes.ts';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const matchingId = fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{0,20}[A-Z0-9]$/);
const code = fc
  .record({ host: label, domain: label, matchingId, confirm: fc.boolean() })
  .map(({ host, domain, matchingId: id, confirm }) =>
    formatActivationCode({
      smdpAddress: `${host}.${domain}.example`,
      matchingId: id,
      confirmationCodeRequired: confirm,
    }),
  );

const apple = (text: string) => `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=${text}`;
const android = (text: string) => `https://esimsetup.android.com/esim_qrcode_provisioning?carddata=${text}`;
const encoded = encodeURIComponent;

/** Ways in which a code comes: each leaves it as it is. */
const ways: readonly (readonly [string, (code: string) => string])[] = [
  ['alone', (text) => text],
  ['in a sentence', (text) => `Scan it or type ${text}. It is good once.`],
  ['in quotation marks', (text) => `your code: “${text}”`],
  ['in brackets, in a list', (text) => `1) (${text}), thanks`],
  ['in the link of Apple', apple],
  ['in the link of Apple, with percent signs', (text) => apple(encoded(text))],
  ['in the link of Android', android],
  [
    'in the link of Android, with percent signs and more behind it',
    (text) => `${android(encoded(text))}&hl=en#top`,
  ],
  ['in a link within a link', (text) => `https://mail.example/r?u=${encoded(apple(text))}&sig=1`],
  [
    'in a link within a link, with percent signs in both',
    (text) => `https://mail.example/r?u=${encoded(apple(encoded(text)))}&sig=1`,
  ],
  ['as an address of the system', (text) => text.replace('LPA:', 'lpa:')],
];

const meaning = (text: string | undefined) => {
  const { remarks: _, ...parts } = parseActivationCode(text ?? '');
  return parts;
};

describe('an activation code is recognised wherever it lands', () => {
  test.each(ways)('%s', (_, write) => {
    fc.assert(
      fc.property(code, (given) => {
        const found = recogniseCodes(write(given));
        expect(found).toHaveLength(1);
        expect(meaning(found[0])).toEqual(meaning(given));
      }),
    );
  });

  test('without its prefix, alone and as card data of a link', () => {
    for (const text of [
      '1$smdp.example.com$ABC-1',
      apple('1$smdp.example.com$ABC-1'),
      apple('1%24smdp.example.com%24ABC-1'),
    ])
      expect(recogniseCodes(text)).toEqual(['1$smdp.example.com$ABC-1']);
  });

  test('several come in their order, each once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(code, { minLength: 2, maxLength: 8 }), (codes) => {
        expect(recogniseCodes([...codes, ...codes].join('\n'))).toEqual(codes);
        expect(recogniseCodes(codes.map((one) => `Your code is ${one}, dear customer.`).join(' '))).toEqual(
          codes,
        );
      }),
    );
  });

  test('one of which a shell has taken the rest is still seen as a code, and explained', () => {
    for (const text of ['LPA:1.example.com-1', 'LPA:1']) {
      expect(recogniseCodes(text)).toEqual([text]);
      expect(() => parseActivationCode(text)).toThrow(/shell|\$/);
    }
    expect(recogniseCodes('LPA:1\\$smdp.example.com\\$ABC')).toEqual(['LPA:1\\$smdp.example.com\\$ABC']);
  });

  // The examples of SGP.22 v2.5 §4.1.
  test.each([
    '1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815',
    '1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$$1',
    '1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1',
    '1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746',
    '1$SMDP.GSMA.COM$$1.3.6.1.4.1.31746',
  ])('%s of the specification', (example) => {
    for (const text of [`LPA:${example}`, `QR: LPA:${example}.`, apple(`LPA:${encoded(example)}`)])
      expect(recogniseCodes(text)).toEqual([`LPA:${example}`]);
  });

  test('nothing else is taken for one, and no text is too much', () => {
    for (const text of [
      '',
      'It costs 1$ or 2$',
      'a1$b$c',
      'https://example.com/?a=1$b',
      'LPA: the local profile assistant',
      '4006381333931',
    ])
      expect(recogniseCodes(text)).toEqual([]);
    for (const many of ['LPA:1$', '%25', 'lpa%3a1%24', '1$a$'])
      expect(recogniseCodes(many.repeat(400_000)).length).toBeLessThan(2);
  });

  test('any text is gone through without a complaint, and what is found stands in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const found of recogniseCodes(text)) expect(found).not.toMatch(/[\s"'<>]/);
      }),
    );
  });
});
