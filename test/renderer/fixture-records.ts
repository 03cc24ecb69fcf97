/** Reports, retention and checks of the fixture. Its reports are made as the engine makes them. */

import { outcomeOf } from '../../src-main/workbench/report/entries.ts';
import { makeReport } from '../../src-main/workbench/report/make.ts';
import type { CallOutput, CallRequest } from '../../src-shared/api.ts';
import type {
  DoctorFinding,
  Operation,
  ReportTotals,
  RetentionProgress,
  RetentionReport,
  RetentionSettings,
} from '../../src-shared/model/index.ts';
import { inLanguage } from '../../src-shared/texts/in-language.ts';
import { doctorText } from '../../src-shared/texts.ts';
import { minute } from './fixture-data.ts';

const folder = '/home/lab/euicc-workbench';

export interface RecordHandlers {
  'reports.make'(request: CallRequest<'reports.make'>): Promise<CallOutput<'reports.make'>>;
  'doctor.run'(request: CallRequest<'doctor.run'>): CallOutput<'doctor.run'>;
  'retention.get'(): CallOutput<'retention.get'>;
  'retention.set'(request: CallRequest<'retention.set'>): CallOutput<'retention.set'>;
  'retention.preview'(request: CallRequest<'retention.preview'>): CallOutput<'retention.preview'>;
  'retention.run'(): Promise<CallOutput<'retention.run'>>;
  'retention.cancel'(): CallOutput<'retention.cancel'>;
}

/** `pace`: milliseconds for a part of a retention run, of which there are forty. `pcsc`: whether PC/SC is there. */
export function makeRecordHandlers(
  full: boolean,
  pace: number,
  now: () => number,
  operations: () => Iterable<Operation>,
  pcsc: boolean,
): RecordHandlers {
  let settings: RetentionSettings = { tracesDays: full ? 90 : null, operationsDays: null, maxBytes: null };
  let bytes = full ? 3_410_000_000 : 410_000;
  let freeBytes = 0;
  let progress: RetentionProgress | undefined;
  let lastRun: RetentionReport | undefined = full
    ? {
        startedAt: now() - 1440 * minute,
        endedAt: now() - 1439 * minute,
        traces: 311,
        operations: 0,
        bytesBefore: 3_700_000_000,
        bytesAfter: 3_410_000_000,
        givenBack: 290_000_000,
        interrupted: false,
      }
    : undefined;

  const given = (changed: CallRequest<'retention.set'>): RetentionSettings => ({
    ...settings,
    ...(Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined)) as object),
  });
  const state = () => ({
    settings,
    bytes,
    freeBytes,
    running: progress !== undefined,
    ...(progress === undefined ? {} : { progress: { ...progress, bytes } }),
    ...(lastRun === undefined ? {} : { lastRun }),
  });
  /** Half a gigabyte of traces is older than two months; no operation is. */
  const goes = ({ tracesDays, maxBytes }: RetentionSettings) =>
    full && ((tracesDays !== null && tracesDays <= 60) || (maxBytes !== null && maxBytes < bytes))
      ? { traces: 1204, operations: 0, traceBytes: 500_000_000 }
      : { traces: 0, operations: 0, traceBytes: 0 };

  const matching = (filter: {
    eid?: string | undefined;
    iccid?: string | undefined;
    from?: number | undefined;
    to?: number | undefined;
    kinds?: readonly string[] | undefined;
  }) =>
    [...operations()]
      .filter(
        ({ eid, iccid, createdAt, kind }) =>
          (filter.eid === undefined || eid === filter.eid) &&
          (filter.iccid === undefined || iccid === filter.iccid) &&
          (filter.from === undefined || createdAt >= filter.from) &&
          (filter.to === undefined || createdAt < filter.to) &&
          (filter.kinds === undefined || filter.kinds.includes(kind)),
      )
      .sort((a, b) => a.id - b.id);
  const totalsOf = (some: readonly Operation[]) => {
    const totals: ReportTotals = {
      operations: 0,
      successful: 0,
      failed: 0,
      cancelled: 0,
      running: 0,
      unknown: 0,
    };
    for (const operation of some) {
      totals.operations++;
      totals[outcomeOf(operation)]++;
    }
    return totals;
  };

  return {
    'reports.make': (request) =>
      inLanguage(request.language, () =>
        makeReport(
          {
            *reportOperations(filter, after, limit) {
              yield* matching(filter)
                .filter(({ id }) => id > after)
                .slice(0, limit);
            },
            reportTotals: (filter) => ({
              real: totalsOf(matching(filter).filter(({ simulated }) => !simulated)),
              simulated: totalsOf(matching(filter).filter(({ simulated }) => simulated)),
            }),
          },
          request,
          now(),
        ),
      ),
    'doctor.run': ({ resolve }): DoctorFinding[] => [
      doctorText('folder_ok', { folder }),
      doctorText(full ? 'space_low' : 'space_ok', { free: full ? 312_000_000 : 91_200_000_000 }),
      doctorText('database_version', { found: 8, supported: 8 }),
      doctorText('database_partly'),
      doctorText('references_ok'),
      ...(full ? [doctorText('key_plain')] : [doctorText('key_passphrase')]),
      doctorText('key_fits'),
      ...(pcsc
        ? [doctorText('pcsc_ok')]
        : [
            doctorText('pcsc_socket', { path: '/run/pcscd/pcscd.comm' }),
            doctorText(
              'pcsc_failed',
              {},
              { code: 'pcsc_unavailable', params: { reason: 'libpcsclite.so.1 was not found' } },
            ),
          ]),
      ...(full
        ? [
            doctorText('reader_bad', {
              reader: 'Alcor Micro ‹RLO›AU9540',
              presence: 'mute',
            }),
          ]
        : []),
      ...resolve.map((name) => doctorText('name_found', { name, address: '192.0.2.7' })),
      doctorText('trust_ok', { count: 3 }),
    ],
    'retention.get': state,
    'retention.set': (changed) => {
      settings = given(changed);
      return state();
    },
    'retention.preview': (changed) => ({
      settings: given(changed),
      ...goes(given(changed)),
      moreBySize: false,
    }),
    async 'retention.run'() {
      const startedAt = now();
      const { traces, traceBytes } = goes(settings);
      const bytesBefore = bytes;
      const parts = 40;
      progress = { phase: 'traces', traces: 0, operations: 0, bytesBefore, bytes, ending: false };
      for (let part = 1; part <= parts && traces > 0; part++) {
        await new Promise((resolve) => setTimeout(resolve, pace));
        if (progress.ending) break;
        progress = { ...progress, traces: Math.round((traces * part) / parts) };
        bytes = Math.round(bytesBefore - (traceBytes * part) / parts);
      }
      lastRun = {
        startedAt,
        endedAt: now(),
        traces: progress.traces,
        operations: 0,
        bytesBefore,
        bytesAfter: bytes,
        givenBack: bytesBefore - bytes,
        interrupted: progress.ending,
      };
      progress = undefined;
      freeBytes = 0;
      return lastRun;
    },
    'retention.cancel': () => {
      if (progress !== undefined) progress = { ...progress, ending: true };
      return state();
    },
  };
}
