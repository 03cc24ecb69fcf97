/**
 * What docs/conformance.md says: each function and each error code of SGP.22 v2.5 §5.3 and §5.5 to §5.10, as the tables of
 * card and servers have them, with the test that shows it. A test shows what its title begins with: `FUNCTION CODE: …` an
 * error, `FUNCTION: …` or `FUNCTION Executed-Success: …` the function at work.
 */

import { es10Functions as lpaFunctions } from '../../src-main/es10/registry.ts';
import { es8Functions, es10Functions } from '../../src-main/simulator/euicc/functions.ts';
import type { FunctionStatus } from '../../src-main/simulator/rsp-server/index.ts';
import { smdpFunctionStatus } from '../../src-main/simulator/smdp/status.ts';
import { smdsFunctionStatus } from '../../src-main/simulator/smds/status.ts';
import { statusPairs } from '../../src-shared/errors/es9-status.ts';

export interface SpecifiedFunction {
  /** As `ES9+.AuthenticateClient`. */
  readonly name: string;
  /** As `5.6.3`. */
  readonly section: string;
  readonly errors: readonly {
    /** As it stands in the title of a test. */
    readonly code: string;
    readonly meaning: string;
  }[];
}

/** A test that exists. */
export interface KnownTest {
  /** With its suites before it, joined by ` > `. */
  readonly name: string;
  /** Relative to the project's folder. */
  readonly file: string;
}

/** Sections of the functions whose tables do not name them. */
const sections: Readonly<Record<string, string>> = {
  'ES2+.DownloadOrder': '5.3.1',
  'ES2+.ConfirmOrder': '5.3.2',
  'ES2+.CancelOrder': '5.3.3',
  'ES2+.ReleaseProfile': '5.3.4',
  'ES2+.HandleDownloadProgressInfo': '5.3.5',
  'ES9+.InitiateAuthentication': '5.6.1',
  'ES9+.GetBoundProfilePackage': '5.6.2',
  'ES9+.AuthenticateClient': '5.6.3',
  'ES9+.HandleNotification': '5.6.4',
  'ES9+.CancelSession': '5.6.5',
  'ES11.InitiateAuthentication': '5.8.1',
  'ES11.AuthenticateClient': '5.8.2',
  'ES12.RegisterEvent': '5.9.1',
  'ES12.DeleteEvent': '5.9.2',
  'ES15.RegisterEvent': '5.10.1',
  'ES15.DeleteEvent': '5.10.2',
};

const numbered = (errors: Readonly<Record<string, number>>) =>
  Object.entries(errors).map(([code, number]) => ({ code, meaning: String(number) }));

function bySection(a: SpecifiedFunction, b: SpecifiedFunction): number {
  const [left, right] = [a, b].map(({ section }) => section.split('.').map(Number)) as [number[], number[]];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

/** Every function with its errors, from the tables of card, SM-DP+ and SM-DS. Throws for a function of no known section. */
export function specifiedFunctions(): SpecifiedFunction[] {
  const reasons = es10Functions.find((one) => one.name === 'ES10b.LoadBoundProfilePackage')?.errors ?? {};
  const ofCard = [
    ...es8Functions.map(({ name, section, reasons: own }) => ({
      name,
      section,
      errors: own.map((code) => ({ code, meaning: String(reasons[code] ?? '') })),
    })),
    ...es10Functions.map(({ name, section, errors }) => ({ name, section, errors: numbered(errors) })),
  ];
  // A call-back: our SM-DP+ makes it and fails with nothing.
  const status: FunctionStatus = { ...smdpFunctionStatus, ...smdsFunctionStatus };
  const ofServers = Object.entries(status).map(([name, codes]) => {
    const section = sections[name];
    if (section === undefined) throw new Error(`scripts/lib/conformance.ts has no section for ${name}`);
    const errors = codes.map(([subject, reason, meaning]) => ({ code: `${subject}/${reason}`, meaning }));
    return { name, section, errors };
  });
  return [...ofCard, ...ofServers]
    .map((one) => ({ ...one, section: one.section.replace(/^§/, '') }))
    .sort(bySection);
}

/** What our LPA knows and neither card nor servers have: functions of ES10, and pairs of codes. */
export function knownToLpaOnly(functions: readonly SpecifiedFunction[]): {
  readonly functions: readonly string[];
  readonly codes: readonly string[];
} {
  const names = new Set(functions.map((one) => one.name));
  const codes = new Set(functions.flatMap((one) => one.errors.map((error) => error.code)));
  return {
    functions: lpaFunctions.map((one) => one.name).filter((name) => !names.has(name)),
    codes: Object.keys(statusPairs).filter((pair) => !codes.has(pair)),
  };
}

/** Tests in which a fault rule makes the error, where the card or server itself is not brought to it. */
const isInjected = (test: KnownTest) => /\binjected\b/.test(test.name);

const titleOf = ({ name }: KnownTest) =>
  name.slice(name.lastIndexOf(' > ') < 0 ? 0 : name.lastIndexOf(' > ') + 3);

/** The test that shows a function, or one of its errors; one without fault rules comes first, one of that title before a suite's. */
export function testOf(tests: readonly KnownTest[], name: string, code?: string): KnownTest | undefined {
  const starts = code === undefined ? [`${name}: `, `${name} Executed-Success: `] : [`${name} ${code}: `];
  const isTitled = (test: KnownTest) => starts.some((start) => titleOf(test).startsWith(start));
  // Within the function's suite, a title that is no error's.
  const isWithin = (test: KnownTest) =>
    code === undefined && test.name.includes(`${name} > `) && !titleOf(test).startsWith(`${name} `);
  const titled = tests.filter(isTitled);
  return titled.find((test) => !isInjected(test)) ?? titled[0] ?? tests.find(isWithin);
}

/** What has no test, as `FUNCTION` or `FUNCTION CODE`. */
export function withoutTest(functions: readonly SpecifiedFunction[], tests: readonly KnownTest[]): string[] {
  return functions.flatMap(({ name, errors }) => [
    ...(testOf(tests, name) === undefined ? [name] : []),
    ...errors
      .filter(({ code }) => testOf(tests, name, code) === undefined)
      .map(({ code }) => `${name} ${code}`),
  ]);
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

function row(what: string, meaning: string, name: string, test: KnownTest | undefined): string {
  const title = test === undefined ? '**no test**' : titleOf(test).replace(/^\S+( \S+?)?: /, '');
  const remark = test !== undefined && isInjected(test) ? ' (by a fault rule)' : '';
  const shown = test === undefined ? title : `${title}${remark}`;
  const suite =
    test === undefined
      ? ''
      : ` · ${test.file.replace(/^test\/simulator\//, '').replace(/\.test\.tsx?$/, '')}`;
  return `| ${what} | ${cell(meaning)} | ${cell(shown.replace(`${name} `, ''))}${suite} |`;
}

const interfaces: Readonly<Record<string, string>> = {
  '5.3': 'ES2+: operator and SM-DP+',
  '5.5': 'ES8+: SM-DP+ and eUICC',
  '5.6': 'ES9+: LPA and SM-DP+',
  '5.7': 'ES10: LPA and eUICC',
  '5.8': 'ES11: LPA and SM-DS',
  '5.9': 'ES12: SM-DP+ and SM-DS',
  '5.10': 'ES15: SM-DS and SM-DS',
};

/** The page. The same tests give the same page. */
export function conformancePage(
  functions: readonly SpecifiedFunction[],
  tests: readonly KnownTest[],
): string {
  const codes = functions.reduce((sum, one) => sum + one.errors.length, 0);
  const lines = [
    '# Conformance',
    '',
    `Each function and each error code of SGP.22 v2.5 §5.3 and §5.5 to §5.10 that card, SM-DP+ and SM-DS know, with the test that`,
    `shows it: ${functions.length} functions, ${codes} error codes. The lists are the simulators' own tables, which tests hold against`,
    'RSPDefinitions and against what the functions do. `npm run conformance` runs the tests and writes this page if all of them',
    'pass; `npm run check` fails where it is not what the tests say, or where something has no test.',
    '',
  ];
  let group = '';
  for (const { name, section, errors } of functions) {
    const own = section.split('.').slice(0, 2).join('.');
    if (own !== group) lines.push(`## ${interfaces[own] ?? own} (§${own})`, '');
    group = own;
    lines.push(`### ${name} (§${section})`, '', '| code | | test |', '|---|---|---|');
    lines.push(row('works', '', name, testOf(tests, name)));
    for (const { code, meaning } of errors)
      lines.push(row(`\`${code}\``, meaning, name, testOf(tests, name, code)));
    lines.push('');
  }
  const { functions: others, codes: pairs } = knownToLpaOnly(functions);
  lines.push(
    '## What only the LPA knows',
    '',
    'Our LPA has words for these, which other servers give; the simulators do not give them but by a fault rule.',
    '',
    ...[...others, ...pairs].map(
      (one) => `- \`${one}\`${statusPairs[one] === undefined ? '' : `: ${statusPairs[one].meaning}`}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}
