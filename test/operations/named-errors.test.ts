/** No answer of a card or a server is left without words: the tables of SGP.22 v2.5 §5.2.6, §5.6 and §5.7 walked. */

import { describe, expect, it } from 'vitest';
import { es10Functions } from '../../src-main/es10/index.ts';
import { bppCommandId, bppErrorReason } from '../../src-main/rsp/index.ts';
import { smdpFunctionStatus } from '../../src-main/simulator/smdp/status.ts';
import { smdsFunctionStatus } from '../../src-main/simulator/smds/status.ts';
import type { Definition } from '../../src-main/tlv/index.ts';
import { describeStatus, reasons, statusPairs, subjects } from '../../src-shared/errors/es9-status.ts';
import { describeError } from '../../src-shared/errors/index.ts';

/** The lists of named results within a response: an INTEGER of which one value means that the function has failed. */
function resultsIn(definition: Definition): Readonly<Record<string, number>>[] {
  switch (definition.kind) {
    case 'integer':
      return definition.names !== undefined && 'undefinedError' in definition.names ? [definition.names] : [];
    case 'sequence':
      return definition.fields.flatMap((field) => resultsIn(field.definition));
    case 'choice':
      return definition.alternatives.flatMap((one) => resultsIn(one.definition));
    case 'explicit':
    case 'captured':
      return resultsIn(definition.inner);
    default:
      return [];
  }
}

const refusals = es10Functions.flatMap((fn) =>
  resultsIn(fn.response.definition)
    .flatMap((names) => Object.keys(names))
    .filter((result) => result !== 'ok')
    .map((result) => [fn.name, result] as const),
);

/** Both sentences, without a place that was left open. */
function words(code: Parameters<typeof describeError>[0]['code'], params: Record<string, string | number>) {
  const { message, remedy } = describeError({ code, params });
  for (const text of [message, remedy]) {
    expect(text).toMatch(/^\S.{8,}/);
    expect(text).not.toMatch(/\{\w+\}|unknown error/i);
  }
  expect(remedy).toMatch(/\.$/);
  return { message, remedy };
}

describe('what a card refuses', () => {
  it('is read from the declarations of all functions that can refuse', () => {
    const functions = new Set(refusals.map(([name]) => name));
    expect(functions.size).toBeGreaterThanOrEqual(13);
    expect(refusals).toContainEqual(['ES10b.CancelSession', 'invalidTransactionId']);
    expect(refusals).toContainEqual(['ES10c.EnableProfile', 'wrongProfileReenabling']);
  });

  it.each(refusals)('%s: %s says what it means and what to do', (name, result) => {
    const { message } = words('es10_refused', { function: name, result });
    expect(message).toContain(result);
    expect(message).not.toContain('knows no such value');
  });

  it('by a value that the specification does not have is said to be that', () => {
    expect(words('es10_refused', { function: 'ES10c.EnableProfile', result: 99 }).message).toContain(
      'SGP.22 v2.5 knows no such value',
    );
  });

  it.each(Object.keys(bppErrorReason))(
    'in an installation: %s says what it means and what to do',
    (reason) => {
      for (const command of Object.keys(bppCommandId)) {
        const { message } = words('profile_installation_failed', { command, reason });
        expect(message).toContain(command);
        expect(message).not.toContain('knows no such value');
      }
    },
  );
});

const certificates = '8.1.2/6.1 8.1.2/6.3 8.1.3/6.1 8.1.3/6.3 8.1/6.1 8.11.1/3.9 8.10.1/3.9';
/** Subject and reason codes by function (§5.6.1 to §5.6.5, §5.8.1, §5.8.2). */
const tables: Readonly<Record<string, string>> = {
  'ES9+.InitiateAuthentication': '8.8.1/3.8 8.8.2/3.1 8.8.3/3.1 8.8.4/3.7',
  'ES9+.AuthenticateClient': `${certificates} 8.1/4.8 8.1.1/3.8 8.2/1.2 8.2/3.7 8.2.5/4.3 8.2.6/3.8 8.8.5/4.10 8.8.5/6.4`,
  'ES9+.GetBoundProfilePackage':
    '8.1/6.1 8.2/3.7 8.2.1/3.7 8.2.7/2.2 8.2.7/3.8 8.2.7/6.4 8.8.5/4.10 8.10.1/3.9',
  'ES9+.HandleNotification': '8.1/6.1',
  'ES9+.CancelSession': '8.1/6.1 8.8/3.10 8.10.1/3.9',
  'ES11.InitiateAuthentication': '8.9.1/3.8 8.9.2/3.1 8.9.3/3.1 8.9.4/3.7',
  'ES11.AuthenticateClient': `${certificates} 8.9.5/3.9 8.9/4.2 8.9/5.1`,
  'every function': '1.2/4.2 1.3.1/2.1 1.6/2.1 1.6/2.2 8.1/4.2',
};

describe('what a server refuses', () => {
  it.each(
    Object.entries(tables).flatMap(([name, pairs]) => pairs.split(' ').map((pair) => [name, pair] as const)),
  )('%s: %s has a meaning of its own', (_name, pair) => {
    expect(statusPairs).toHaveProperty([pair]);
  });

  it.each(
    Object.entries({ ...smdpFunctionStatus, ...smdsFunctionStatus }).filter(([name]) =>
      /^ES(9\+|11)\./.test(name),
    ),
  )('of the simulators: all of %s have a meaning of their own', (_name, codes) => {
    for (const [subject, reason] of codes) expect(statusPairs).toHaveProperty([`${subject}/${reason}`]);
  });

  it('has words for every subject with every reason', () => {
    for (const subjectCode of Object.keys(subjects))
      for (const reasonCode of Object.keys(reasons)) {
        const { subject, reason, nextStep } = describeStatus(subjectCode, reasonCode);
        expect(subject + reason).not.toMatch(/code \d/);
        const { message } = words('es9_status', {
          function: 'ES9+.AuthenticateClient',
          subjectCode,
          reasonCode,
          subject,
          reason,
          nextStep,
          serverMessage: '',
        });
        expect(message).toContain(subject);
      }
  });
});
