/** Operations as the fixture knows them from before: one in each state, with their steps. */

import type { Operation, OperationStep } from '../../src-shared/model/index.ts';
import { eids, iccid, minute, profile } from './fixture-data.ts';

const none = { state: 'none' } as const;

/** An operation in each state, with an error of each common kind. */
export function makeOperations(now: number): Operation[] {
  const at = (minutesAgo: number) => now - minutesAgo * minute;
  const base = {
    readerId: 'pcsc:HID Global OMNIKEY 3x21 Smart Card Reader 00 00',
    readerName: 'HID Global OMNIKEY 3x21 Smart Card Reader 00 00',
    simulated: false,
    eid: eids.three as string,
    reconciliation: none,
    activationCodeUse: 'none',
    remarks: [],
  } as const satisfies Partial<Operation>;
  const ended = (minutesAgo: number, seconds: number) => ({
    createdAt: at(minutesAgo),
    updatedAt: at(minutesAgo) + seconds * 1000,
    endedAt: at(minutesAgo) + seconds * 1000,
  });
  const alcor = {
    ...base,
    readerId: 'pcsc:Alcor Micro AU9540 01 00',
    readerName: 'Alcor Micro AU9540 01 00',
    eid: eids.twelve,
  };
  const sim = {
    ...base,
    readerId: 'sim:0',
    readerName: 'Simulated reader 0',
    eid: eids.simulated,
    simulated: true,
  };
  const list: Omit<Operation, 'id'>[] = [
    { ...base, remarks: [], kind: 'read_card', status: 'successful', ...ended(300, 2.1) },
    {
      ...base,
      kind: 'activate',
      status: 'successful',
      ...ended(280, 27.4),
      iccid: iccid(1),
      smdpAddress: 'smdp-plus.example-carrier.com',
      profile: profile(1),
      activationCodeUse: 'used',
      remarks: [
        { code: 'notification_kept', params: {} },
        { code: 'reset_instead_of_refresh', params: {} },
      ],
    },
    {
      ...alcor,
      remarks: [],
      kind: 'download',
      status: 'failed',
      ...ended(240, 3.2),
      smdpAddress: 'smdp.unknown-root.example',
      error: { code: 'timed_out', params: { what: 'ES9+.InitiateAuthentication', seconds: 30 } },
      activationCodeUse: 'unused',
    },
    {
      ...alcor,
      remarks: [],
      kind: 'enable',
      status: 'failed',
      ...ended(200, 1.4),
      iccid: iccid(106),
      profile: profile(106),
      error: {
        code: 'status_word',
        params: { function: 'ES10c.EnableProfile', sw: '6985', meaning: 'conditions of use not satisfied' },
      },
    },
    {
      ...base,
      remarks: [],
      kind: 'activate',
      status: 'failed',
      ...ended(150, 14.9),
      iccid: iccid(77),
      smdpAddress: 'smdp-plus.example-carrier.com',
      profile: profile(77),
      error: { code: 'card_removed', params: { reader: 'HID Global OMNIKEY 3x21 Smart Card Reader 00 00' } },
      reconciliation: { state: 'pending' },
      activationCodeUse: 'unknown',
    },
    {
      ...base,
      remarks: [],
      kind: 'download',
      status: 'failed',
      ...ended(140, 9.9),
      iccid: iccid(2),
      profile: profile(2),
      smdpAddress: 'smdp-plus.example-carrier.com',
      error: { code: 'engine_gone', params: {} },
      reconciliation: { state: 'done', outcome: 'profile_installed', at: at(135) },
      activationCodeUse: 'used',
    },
    {
      ...base,
      remarks: [],
      kind: 'download',
      status: 'failed',
      ...ended(120, 6.1),
      error: { code: 'cancelled', params: {} },
      activationCodeUse: 'unused',
      smdpAddress: 'smdp.voyage.example',
    },
    { ...sim, remarks: [], kind: 'read_card', status: 'successful', ...ended(90, 0.3) },
    {
      ...base,
      remarks: [],
      kind: 'nickname',
      status: 'successful',
      ...ended(60, 0.8),
      iccid: iccid(1),
      profile: profile(1, { nickname: 'Lab main line' }),
    },
    {
      ...base,
      remarks: [],
      kind: 'send_notifications',
      status: 'failed',
      ...ended(30, 31),
      error: { code: 'timed_out', params: { what: 'ES9+.HandleNotification', seconds: 30 } },
    },
    { ...base, remarks: [], kind: 'read_card', status: 'successful', ...ended(1, 1.9) },
  ];
  return list.map(
    (operation, index) => ({ ...operation, id: index + 1, remarks: [...operation.remarks] }) as Operation,
  );
}

/** Steps of a download as a real card takes them. */
export const downloadSteps: readonly (readonly [
  status: OperationStep['status'],
  step: string,
  apdus: number,
  ms: number,
])[] = [
  ['starting', 'TERMINAL CAPABILITY', 1, 4],
  ['starting', 'MANAGE CHANNEL', 1, 6],
  ['starting', 'SELECT ISD-R', 1, 22],
  ['starting', 'ES10c.GetEID', 1, 24],
  ['download', 'ES10b.GetEUICCInfo1', 2, 58],
  ['download', 'ES10b.GetEUICCChallenge', 1, 31],
  ['download', 'ES9+.InitiateAuthentication', 0, 46],
  ['download', 'ES10b.AuthenticateServer', 12, 3010],
  ['download', 'ES9+.AuthenticateClient', 0, 48],
  ['download', 'ES10b.PrepareDownload', 5, 3712],
  ['download', 'ES9+.GetBoundProfilePackage', 0, 61],
  ['download', 'ES10b.LoadBoundProfilePackage', 58, 18_040],
  ['download_verify', 'ES10c.GetProfilesInfo', 3, 140],
  ['download_verify', 'ES10b.RetrieveNotificationsList', 2, 84],
  ['download_verify', 'ES9+.HandleNotification', 0, 55],
  ['download_verify', 'ES10b.RemoveNotificationFromList', 1, 33],
  ['enable', 'ES10c.EnableProfile', 1, 410],
  ['enable_verify', 'FETCH', 2, 64],
  ['enable_verify', 'SELECT ISD-R', 3, 41],
  ['enable_verify', 'ES10c.GetProfilesInfo', 3, 138],
];

/** Statuses and steps of an operation that has ended, as far as it came. */
export function makeSteps(operation: Operation): OperationStep[] {
  const steps: OperationStep[] = [];
  let at = operation.createdAt;
  const push = (step: Omit<OperationStep, 'seq' | 'at'>) =>
    steps.push({ seq: steps.length + 1, at, ...step });
  const wanted: Record<string, string[]> = {
    activate: ['starting', 'download', 'download_verify', 'enable', 'enable_verify'],
    download: ['starting', 'download', 'download_verify'],
    enable: ['starting', 'enable', 'enable_verify'],
  };
  const statuses = wanted[operation.kind] ?? ['starting'];
  let before = '';
  let left = operation.status === 'failed' ? 9 : 100;
  for (const [status, step, apdus, ms] of downloadSteps) {
    if (!statuses.includes(status) || left-- === 0) continue;
    if (left < 0) break;
    if (status !== before) push({ status, apdus: 0 });
    before = status;
    push({ status, step, apdus, durationMs: ms });
    at += ms;
  }
  if (operation.status === 'successful' || operation.status === 'failed')
    push({ status: operation.status, apdus: 0 });
  return steps;
}
