import type { z } from 'zod';
import { WorkbenchError } from './errors/index.ts';

type Issue = z.core.$ZodIssue;

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  file: ['byte', 'bytes'],
};

function amount(origin: string, limit: number | bigint): string {
  const unit = units[origin];
  return unit === undefined ? String(limit) : `${limit} ${unit[Number(limit) === 1 ? 0 : 1]}`;
}

function bound(issue: Extract<Issue, { code: 'too_big' | 'too_small' }>): string {
  const { origin, code } = issue;
  const counted = units[origin] !== undefined;
  const limit = code === 'too_big' ? issue.maximum : issue.minimum;
  if (issue.exact === true) return `it must have exactly ${amount(origin, limit)}`;
  if (counted && code === 'too_small' && Number(limit) === 1) return 'it is empty';
  const verb = counted ? 'have' : 'be';
  if (issue.inclusive === false)
    return `it must ${verb} ${code === 'too_big' ? 'less' : 'more'} than ${amount(origin, limit)}`;
  return `it may ${verb} ${amount(origin, limit)} at ${code === 'too_big' ? 'most' : 'least'}`.replace(
    /^it may (.*) at least$/,
    'it must $1 at least',
  );
}

/** What people type most, in words. */
const forms: Readonly<Record<string, string>> = {
  [String(/^\d{32}$/)]: 'the 32 digits of an EID',
  [String(/^[0-9A-F]{10,20}$/)]: 'the 10 to 20 digits of an ICCID',
};

function form(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  if (issue.format === 'regex' && issue.pattern !== undefined) {
    const words = forms[issue.pattern];
    return words === undefined ? `it does not have the form ${issue.pattern}` : `it must be ${words}`;
  }
  return `it does not have the form of ${issue.format}`;
}

function reasonOf(issue: Issue): string {
  switch (issue.code) {
    case 'too_big':
    case 'too_small':
      return bound(issue);
    case 'invalid_format':
      return form(issue);
    case 'invalid_type':
      // Zod does not say in the issue whether there was a value; its text ends so where there was none.
      if (issue.message.endsWith('received undefined')) return 'it is missing';
      return `it must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `it must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `there is no ${issue.keys
        .map((key) => key.slice(0, 64))
        .slice(0, 8)
        .join(', ')} in it`;
    case 'invalid_union':
      return 'it is none of the things that it may be';
    default:
      return issue.message;
  }
}

/**
 * What is wrong with an input, and where, as `input_invalid`; `what` names the call or thing that wanted it. Holds none of
 * the input's values.
 */
export function inputInvalid(what: string, error: z.ZodError): WorkbenchError {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  return new WorkbenchError('input_invalid', {
    what,
    path: path === '' ? 'input' : path,
    reason: issue === undefined ? 'it is not as it must be' : reasonOf(issue),
  });
}
