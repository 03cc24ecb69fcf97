import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ActivationCodeRemark,
  formatActivationCode,
  maxActivationCodeLength,
  parseActivationCode,
  parseServerAddress,
} from '../../src-shared/activation-code.ts';
import { type ErrorCode, WorkbenchError } from '../../src-shared/errors/index.ts';
import { activationCodeParts } from '../../src-shared/model/index.ts';

function failure(text: string): WorkbenchError {
  try {
    parseActivationCode(text);
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) return thrown;
    throw thrown;
  }
  throw new Error(`accepted: ${text}`);
}

describe('activation codes that are right (SGP.22 v2.5 §4.1, examples of its table)', () => {
  test.each<[string, object]>([
    [
      'LPA:1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815',
      {
        smdpAddress: 'SMDP.GSMA.COM',
        matchingId: '04386-AGYFT-A74Y8-3F815',
        confirmationCodeRequired: false,
        remarks: [],
      },
    ],
    [
      'LPA:1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$$1',
      {
        smdpAddress: 'SMDP.GSMA.COM',
        matchingId: '04386-AGYFT-A74Y8-3F815',
        confirmationCodeRequired: true,
        remarks: [],
      },
    ],
    [
      'LPA:1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1',
      {
        smdpAddress: 'SMDP.GSMA.COM',
        matchingId: '04386-AGYFT-A74Y8-3F815',
        smdpOid: '1.3.6.1.4.1.31746',
        confirmationCodeRequired: true,
        remarks: [],
      },
    ],
    [
      'LPA:1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746',
      {
        smdpAddress: 'SMDP.GSMA.COM',
        matchingId: '04386-AGYFT-A74Y8-3F815',
        smdpOid: '1.3.6.1.4.1.31746',
        confirmationCodeRequired: false,
        remarks: [],
      },
    ],
    [
      'LPA:1$SMDP.GSMA.COM$$1.3.6.1.4.1.31746',
      {
        smdpAddress: 'SMDP.GSMA.COM',
        matchingId: '',
        smdpOid: '1.3.6.1.4.1.31746',
        confirmationCodeRequired: false,
        remarks: [],
      },
    ],
  ])('%s', (text, parts) => {
    const parsed = parseActivationCode(text);
    expect(parsed).toEqual(parts);
    expect(activationCodeParts.parse(parsed)).toEqual(parsed);
    expect(formatActivationCode(parsed)).toBe(text);
  });
});

describe('what is tolerated, with a remark', () => {
  test.each<[string, ActivationCodeRemark[]]>([
    ['1$smdp.example.com$ABC', ['prefix_missing']],
    ['lpa:1$smdp.example.com$ABC', ['prefix_lower_case']],
    ['  LPA:1$smdp.example.com$ABC\r\n', ['white_space_removed']],
    ['\uFEFFLPA:1$smdp.example.com$ABC\u200B', ['white_space_removed']],
    ['"LPA:1$smdp.example.com$ABC"', ['quotes_removed']],
    ["' “LPA:1$smdp.example.com$ABC” '", ['quotes_removed', 'white_space_removed']],
    ['LPA:1\\$smdp.example.com\\$ABC', ['backslashes_removed']],
    ['LPA:1$smdp.example.com:8443$ABC', ['port_deviation']],
    ['LPA:1$127.0.0.1:8443$ABC', ['port_deviation']],
    ['LPA:1$smdp.example.com$abc-1', ['matching_id_lower_case']],
    ['LPA:1$smdp.example.com$TS48v1_A', ['matching_id_nonstandard']],
    [
      ' "1$localhost:1$a_b" ',
      [
        'white_space_removed',
        'quotes_removed',
        'prefix_missing',
        'port_deviation',
        'matching_id_nonstandard',
      ],
    ],
  ])('%j', (text, remarks) => {
    expect(parseActivationCode(text).remarks).toEqual(remarks);
  });

  test('what was tolerated around a code is not in its parts', () => {
    expect(parseActivationCode(' "lpa:1$smdp.example.com:8443$ABC$2.999$1"\n')).toMatchObject({
      smdpAddress: 'smdp.example.com:8443',
      matchingId: 'ABC',
      smdpOid: '2.999',
      confirmationCodeRequired: true,
    });
  });
});

describe('faults, each with its own code', () => {
  test.each<[string, ErrorCode]>([
    ['', 'activation_code_empty'],
    [' \n\t', 'activation_code_empty'],
    ['""', 'activation_code_empty'],
    ['LPB:1$smdp.example.com$ABC', 'activation_code_prefix'],
    ['https://smdp.example.com', 'activation_code_prefix'],
    ['smdp.example.com', 'activation_code_prefix'],
    ['LPA 1$smdp.example.com$ABC', 'activation_code_prefix'],
    ['$smdp.example.com$ABC', 'activation_code_prefix'],
    ['LPA:2$smdp.example.com$ABC', 'activation_code_format'],
    ['LPA:01$smdp.example.com$ABC', 'activation_code_format'],
    ['LPA:$smdp.example.com$ABC', 'activation_code_format'],
    ['LPA:smdp.example.com$ABC', 'activation_code_format'],
    ['LPA:', 'activation_code_format'],
    ['2$smdp.example.com$ABC', 'activation_code_format'],
    ['LPA:1$', 'activation_code_missing_part'],
    ['LPA:1$$ABC', 'activation_code_address'],
    ['LPA:1$smdp.example.com', 'activation_code_missing_part'],
    ['LPA:1$https://smdp.example.com$ABC', 'activation_code_address'],
    ['LPA:1$smdp_example.com$ABC', 'activation_code_address'],
    ['LPA:1$smdp..example.com$ABC', 'activation_code_address'],
    ['LPA:1$smdp.example.com.$ABC', 'activation_code_address'],
    ['LPA:1$-smdp.example.com$ABC', 'activation_code_address'],
    ['LPA:1$smdp.example.com/path$ABC', 'activation_code_address'],
    ['LPA:1$smdp.example.com:0$ABC', 'activation_code_address'],
    ['LPA:1$smdp.example.com:65536$ABC', 'activation_code_address'],
    ['LPA:1$smdp.example.com:$ABC', 'activation_code_address'],
    ['LPA:1$:8443$ABC', 'activation_code_address'],
    ['LPA:1$[::1]:8443$ABC', 'activation_code_address'],
    ['LPA:1$1.2.3.256$ABC', 'activation_code_address'],
    ['LPA:1$1.2.3$ABC', 'activation_code_address'],
    [`LPA:1$${'a'.repeat(64)}.com$ABC`, 'activation_code_address'],
    ['LPA:1$smdp.example.com$ABC+1', 'activation_code_matching_id'],
    ['LPA:1$smdp.example.com$ABC%20', 'activation_code_matching_id'],
    ['LPA:1$smdp.example.com$ABC$notanoid', 'activation_code_oid'],
    ['LPA:1$smdp.example.com$ABC$3.1', 'activation_code_oid'],
    ['LPA:1$smdp.example.com$ABC$1.40', 'activation_code_oid'],
    ['LPA:1$smdp.example.com$ABC$1.3.06', 'activation_code_oid'],
    ['LPA:1$smdp.example.com$ABC$1', 'activation_code_oid'],
    ['LPA:1$smdp.example.com$ABC$$0', 'activation_code_flag'],
    ['LPA:1$smdp.example.com$ABC$$yes', 'activation_code_flag'],
    ['LPA:1$smdp.example.com$ABC$$1$', 'activation_code_trailing'],
    ['LPA:1$smdp.example.com$ABC$2.999$1$more$yet', 'activation_code_trailing'],
    ['LPA:1$smdp.example.com$AB C', 'activation_code_characters'],
    ['LPA:1$smdp.example.com$AB\nC', 'activation_code_characters'],
    ['LPA:1$smdp.exämple.com$ABC', 'activation_code_characters'],
    ['LPA:1$smdp.example.com$АВС', 'activation_code_characters'],
    [`LPA:1$smdp.example.com$${'A'.repeat(240)}`, 'activation_code_too_long'],
    ['A'.repeat(100_000), 'activation_code_too_long'],
    // What is left of LPA:1$rsp.example.com$ABC-1 in double quotes, and of others
    ['LPA:1', 'activation_code_shell'],
    ['LPA:1.example.com-1', 'activation_code_shell'],
    ['LPA:1.example.com', 'activation_code_shell'],
    ['LPA:1-smdp.example.com-B', 'activation_code_shell'],
    ['1.example.com-1', 'activation_code_shell'],
    ['1', 'activation_code_shell'],
  ])('%j: %s', (text, code) => {
    const error = failure(text);
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/\{\w+\}/);
  });

  test('the missing part is named', () => {
    expect(failure('LPA:1$').message).toContain('SM-DP+ address');
    expect(failure('LPA:1$smdp.example.com').message).toContain('matching ID');
  });

  test('the longest code is taken, one character more is not', () => {
    const longest = `1$smdp.example.com$${'A'.repeat(maxActivationCodeLength)}`.slice(
      0,
      maxActivationCodeLength,
    );
    expect(parseActivationCode(`LPA:${longest}`).matchingId).toHaveLength(
      maxActivationCodeLength - '1$smdp.example.com$'.length,
    );
    expect(failure(`LPA:${longest}A`).code).toBe('activation_code_too_long');
  });

  test('no fault tells the matching id', () => {
    for (const text of [
      '1$a b$SECRET-1',
      'LPA:1$$SECRET-1',
      'LPA:1$x.y$SECRET-1+',
      'LPA:1$x.y$SECRET-1$SECRET-1',
      'LPA:1$x.y$SECRET-1$$SECRET-1',
    ])
      expect(JSON.stringify([failure(text).toData(), failure(text).message])).not.toContain('SECRET');
  });
});

const label = fc
  .stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,10}[A-Za-z0-9])?$/)
  .filter((text) => !/^\d+$/.test(text));
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const address = fc
  .tuple(name, fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined }))
  .map(([host, port]) => (port === undefined ? host : `${host}:${port}`));
const smdpOid = fc
  .tuple(fc.constantFrom('0', '1', '2'), fc.nat(39), fc.array(fc.nat(), { maxLength: 8 }))
  .map(([top, second, rest]) => [top, second, ...rest].join('.'));
const parts = fc.record(
  {
    smdpAddress: address,
    matchingId: fc.stringMatching(/^[A-Z0-9-]{0,60}$/),
    smdpOid,
    confirmationCodeRequired: fc.boolean(),
  },
  { requiredKeys: ['smdpAddress', 'matchingId', 'confirmationCodeRequired'] },
);

describe('properties', () => {
  test('what is formatted is parsed to the same', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const { remarks, ...parsed } = parseActivationCode(formatActivationCode(given));
        expect(parsed).toEqual(given);
        expect(remarks).toEqual(given.smdpAddress.includes(':') ? ['port_deviation'] : []);
      }),
    );
  });

  test('what is parsed is formatted to the same, but for what the remarks say', () => {
    fc.assert(
      fc.property(
        parts,
        fc.constantFrom('', ' ', '\n'),
        fc.constantFrom('LPA:', 'lpa:', ''),
        (given, space, prefix) => {
          const text = formatActivationCode(given);
          const pasted = `${space}${prefix}${text.slice(4)}${space}`;
          expect(formatActivationCode(parseActivationCode(pasted))).toBe(text);
        },
      ),
    );
  });

  test('any text is taken apart or refused by a WorkbenchError of its own', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'LPA:',
        'lpa:',
        '1',
        '$',
        '\\$',
        '"',
        ' ',
        'smdp.example.com',
        ':',
        '443',
        '.',
        '2.999',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        try {
          expect(activationCodeParts.safeParse(parseActivationCode(text)).success).toBe(true);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(WorkbenchError);
          expect((thrown as WorkbenchError).code).toMatch(/^activation_code_/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('server addresses', () => {
  test('the name is lower case, the port is 443 where none is given', () => {
    expect(parseServerAddress('SMDP.Example.com')).toEqual({ name: 'smdp.example.com', port: 443 });
    expect(parseServerAddress('localhost:8443')).toEqual({ name: 'localhost', port: 8443 });
    expect(parseServerAddress('10.0.0.255')).toEqual({ name: '10.0.0.255', port: 443 });
  });

  test.each([
    '',
    'a b',
    'https://a.b',
    'a.b:x',
    'a.b:443:443',
    'user@a.b',
    'a.b?x',
    '1.2.3.4.5',
    'a'.repeat(400),
  ])('%j is refused', (text) => {
    expect(() => parseServerAddress(text)).toThrowError(
      expect.objectContaining({ code: 'address_malformed' }),
    );
  });
});
