/** A console of the fixture: a card that knows a few inputs, and recordings that are taken for what their names say. */

import { createRedactor } from '../../src-main/store/redact.ts';
import { createTraceView } from '../../src-main/workbench/trace-view.ts';
import type { consoleRows } from '../../src-shared/api/console.ts';
import type { importRows } from '../../src-shared/api/imports.ts';
import type { CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  ConsoleAnswer,
  ConsoleChecked,
  ConsoleFunction,
  Operation,
} from '../../src-shared/model/index.ts';
import { consoleDangerText } from '../../src-shared/texts.ts';
import { eids } from './fixture-data.ts';
import { makeEntries } from './fixture-trace.ts';

type Name = keyof (typeof consoleRows & typeof importRows) & CallName;
export type ConsoleHandlers = {
  readonly [N in Name]: (request: CallRequest<N>) => CallOutput<N> | Promise<CallOutput<N>>;
};

const functions: readonly ConsoleFunction[] = [
  {
    name: 'ES10c.GetEID',
    section: 'SGP.22 v2.5 §5.7.20',
    skeleton: 'ES10c.GetEID {"tagList":"5A"}',
    fields: [{ path: 'tagList', type: 'bytes in hexadecimal', optional: false }],
  },
  {
    name: 'ES10c.GetProfilesInfo',
    section: 'SGP.22 v2.5 §5.7.15',
    skeleton: 'ES10c.GetProfilesInfo',
    fields: [
      { path: 'searchCriteria', type: 'one of isdpAid, iccid, profileClass', optional: true },
      { path: 'searchCriteria.isdpAid', type: '16 bytes in hexadecimal', optional: true },
      { path: 'searchCriteria.iccid', type: 'digits of an ICCID', optional: true },
      { path: 'tagList', type: 'bytes in hexadecimal', optional: true },
    ],
  },
  {
    name: 'ES10c.DeleteProfile',
    section: 'SGP.22 v2.5 §5.7.18',
    skeleton: 'ES10c.DeleteProfile {"iccid":""}',
    fields: [
      { path: 'isdpAid', type: '16 bytes in hexadecimal', optional: true },
      { path: 'iccid', type: 'digits of an ICCID', optional: true },
    ],
    danger: 'delete_profile',
  },
  {
    name: 'select',
    section: 'ETSI TS 102 221 §11.1.1',
    skeleton: 'select A0000005591010FFFFFFFF8900000100',
    fields: [],
  },
];

function understand(input: string): ConsoleChecked {
  if (/^hello/.test(input)) throw new WorkbenchError('console_input_unknown');
  if (/^0020/.test(input))
    return {
      kind: 'apdu',
      title: 'VERIFY PIN',
      section: 'ETSI TS 102 221 §11.1.9',
      secret: true,
      warnings: [{ danger: 'pin_tries', params: { key: '01', tries: 'unknown' } }],
    };
  if (/DeleteProfile/i.test(input))
    return {
      kind: 'es10',
      title: 'ES10c.DeleteProfile',
      section: 'SGP.22 v2.5 §5.7.18',
      secret: false,
      warnings: [{ danger: 'delete_profile', params: {} }],
    };
  if (/GetEID/i.test(input))
    return {
      kind: 'es10',
      title: 'ES10c.GetEID',
      section: 'SGP.22 v2.5 §5.7.20',
      hex: 'BF3E035C015A',
      secret: false,
      warnings: [],
    };
  return {
    kind: 'apdu',
    title: 'SELECT',
    section: 'ETSI TS 102 221 §11.1.1',
    hex: '00A40004023F00',
    secret: false,
    warnings: [],
  };
}

export function makeConsoleHandlers(
  now: () => number,
  operations: Map<number, Operation>,
  emit: (event: WorkbenchEvent) => void,
): ConsoleHandlers {
  let n = 0;

  function keep(part: Partial<Operation> & Pick<Operation, 'kind' | 'readerId' | 'readerName'>): Operation {
    const id = Math.max(0, ...operations.keys()) + 1;
    const operation: Operation = {
      id,
      status: 'starting',
      simulated: part.readerId.startsWith('sim:'),
      createdAt: now(),
      updatedAt: now(),
      reconciliation: { state: 'none' },
      activationCodeUse: 'none',
      remarks: [],
      ...part,
    };
    operations.set(id, operation);
    emit({ type: 'operation', operation });
    return operation;
  }

  function end(id: number, part: Partial<Operation>): Operation {
    const before = operations.get(id);
    if (before === undefined) throw new WorkbenchError('operation_not_found', { id });
    const operation = { ...before, endedAt: now(), updatedAt: now(), ...part };
    operations.set(id, operation);
    emit({ type: 'operation', operation });
    return operation;
  }

  function answer(id: number, input: ConsoleChecked): ConsoleAnswer {
    const made = makeEntries({ ...(operations.get(id) as Operation), kind: 'activate' }, false);
    const shown = createRedactor({ secrets: [] }).trace(made.map((entry, at) => ({ seq: at + 1, entry })));
    const view = createTraceView({
      redactedTrace: (_id, after, limit) => shown.slice(after, after + limit),
    });
    const wanted = input.title === 'SELECT' ? 'SELECT' : 'ES10c.GetEID';
    const lines = view
      .list(id, 0, 1000)
      .filter((line) => line.kind === 'apdu' && line.purpose.includes(wanted))
      .slice(0, 2);
    const [line] = lines;
    const detail = line === undefined ? undefined : view.get(id, line.seq);
    const refused = input.title === 'ES10c.DeleteProfile';
    const wrong = input.title === 'SELECT';
    return {
      n: ++n,
      input,
      statusWord: wrong ? '6A82' : '9000',
      meaning: wrong ? 'file or application not found' : 'normal ending',
      ...(refused
        ? {
            error: {
              code: 'es10_refused',
              params: { function: input.title, result: 'profileNotInDisabledState' },
            },
          }
        : {}),
      lines: [...lines],
      more: 0,
      ...(detail === undefined ? {} : { detail }),
    };
  }

  return {
    'console.start': ({ readerId }) => {
      n = 0;
      return keep({ kind: 'console', readerId, readerName: readerId, eid: eids.three });
    },
    'console.send': ({ id, input, confirmed }) => {
      const checked = understand(input);
      if (checked.warnings.length > 0 && !confirmed)
        throw new WorkbenchError('console_not_confirmed', {
          danger: checked.warnings.map(({ danger, params }) => consoleDangerText(danger, params)).join(' '),
        });
      return answer(id, checked);
    },
    'console.check': ({ input }) => understand(input),
    'console.end': ({ id }) => end(id, { status: 'successful' }),
    'console.functions': () => [...functions],
    'trace.import': ({ fileName }) => {
      if (fileName.startsWith('cut'))
        throw new WorkbenchError('import_malformed', {
          file: fileName,
          place: 'line 12',
          reason: 'its body is cut',
        });
      const { id } = keep({ kind: 'import', readerId: 'import:lpac', readerName: fileName });
      return { operation: end(id, { status: 'successful' }), exchanges: { apdus: 42, http: 6 } };
    },
  };
}
