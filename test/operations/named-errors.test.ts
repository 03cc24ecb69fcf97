/** No answer of a card or a server is left without words: the tables of SGP.22 v2.5 §5.2.6, §5.6 and §5.7 walked. */

import { describe, expect, it } from 'vitest';
import { describeStatus, reasons, statusPairs, subjects } from '../../src-main/es9/status-codes.ts';
import { es10Functions } from '../../src-main/es10/index.ts';
import { bppCommandId, bppErrorReason } from '../../src-main/rsp/index.ts';
import { smdpFunctionStatus } from '../../src-main/simulator/smdp/status.ts';
import { smdsFunctionStatus } from '../../src-main/simulator/smds/status.ts';
import type { Definition } from '../../src-main/tlv/index.ts';
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

/** Those that an LPA is told of. */
const told = Object.entries({ ...smdpFunctionStatus, ...smdsFunctionStatus })
  .filter(([name]) => /^ES(9\+|11)\./.test(name))
  .flatMap(([name, codes]) => codes.map(([subject, reason]) => [subject, reason, name] as const));

describe('what a server refuses', () => {
  it.each(told)('%s with %s has a meaning of its own (%s)', (subject, reason) => {
    expect(statusPairs).toHaveProperty([`${subject}/${reason}`]);
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
