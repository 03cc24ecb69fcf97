import { expect, test } from 'vitest';
import {
  conformancePage,
  type KnownTest,
  knownToLpaOnly,
  type SpecifiedFunction,
  specifiedFunctions,
  testOf,
  withoutTest,
} from '../../scripts/lib/conformance.ts';

const specified: SpecifiedFunction = {
  name: 'ES9+.CancelSession',
  section: '5.6.5',
  errors: [{ code: '8.8/3.10', meaning: 'The OID is another' }],
};
const known = (name: string, file = 'test/simulator/a.test.ts'): KnownTest => ({ name, file });

test('a function and a code without a test are named', () => {
  expect(withoutTest([specified], [])).toEqual(['ES9+.CancelSession', 'ES9+.CancelSession 8.8/3.10']);
  // Neither another function, nor another code, nor a title that mentions it in passing.
  const others = [
    'ES9+.CancelSessions: x',
    'ES9+.CancelSession 8.8/3.1: x',
    'as ES9+.CancelSession 8.8/3.10: x',
  ];
  expect(
    withoutTest(
      [specified],
      others.map((name) => known(name)),
    ),
  ).toHaveLength(2);
});

test('a test shows what its title begins with, within whatever suite', () => {
  const works = known('a suite > ES9+.CancelSession: ends the session');
  const fails = known('ES9+.CancelSession > ES9+.CancelSession 8.8/3.10: another OID');
  expect(withoutTest([specified], [works, fails])).toEqual([]);
  expect(testOf([fails, works], 'ES9+.CancelSession')).toBe(works);
  const executed = known('ES9+.CancelSession > ES9+.CancelSession Executed-Success: ends the session');
  expect(testOf([fails, executed], 'ES9+.CancelSession')).toBe(executed);
  expect(testOf([fails, known('ES9+.CancelSession > ends it')], 'ES9+.CancelSession')?.name).toContain(
    'ends it',
  );
});

test('a test without a fault rule comes before one with', () => {
  const injected = known('ES9+.CancelSession 8.8/3.10: injected');
  const real = known('ES9+.CancelSession 8.8/3.10: the OID is another');
  expect(testOf([injected, real], 'ES9+.CancelSession', '8.8/3.10')).toBe(real);
  expect(testOf([injected], 'ES9+.CancelSession', '8.8/3.10')).toBe(injected);
  expect(conformancePage([specified], [injected])).toContain('injected (by a fault rule) · a');
});

test('the page changes with a title, and with a code', () => {
  const tests = [known('ES9+.CancelSession: ends the session'), known('ES9+.CancelSession 8.8/3.10: a | b')];
  const page = conformancePage([specified], tests);
  expect(page).toContain('| `8.8/3.10` | The OID is another | a \\| b · a |');
  expect(conformancePage([specified], [known('ES9+.CancelSession: ends it')])).not.toBe(page);
  expect(conformancePage([{ ...specified, errors: [] }], tests)).not.toBe(page);
});

test('the tables have every function of §5.3 and §5.5 to §5.10, in that order, and all that our LPA has', () => {
  const functions = specifiedFunctions();
  const count = (section: string) => functions.filter((one) => one.section.startsWith(`${section}.`)).length;
  expect(['5.3', '5.5', '5.6', '5.8', '5.9', '5.10'].map(count)).toEqual([5, 5, 5, 2, 2, 2]);
  const es10 = functions.filter((one) => one.name.startsWith('ES10')).map((one) => one.section);
  expect(new Set(es10)).toEqual(new Set(Array.from({ length: 20 }, (_, index) => `5.7.${index + 3}`)));
  expect(knownToLpaOnly(functions).functions).toEqual([]);
});
