import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import { openKey } from '../../src-main/store/key.ts';
import { openStore } from '../../src-main/store/open.ts';
import { type DoctorFacts, doctorFindings } from '../../src-main/workbench/doctor.ts';
import type { DoctorFinding, Reader } from '../../src-shared/model/index.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { FakeWorkbench } from './fake-workbench.ts';
import { startCli } from './run-cli.ts';

function folderOfItsOwn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A data folder in which an engine has been. */
function used(passphrase?: string): string {
  const folder = folderOfItsOwn();
  const key = openKey({ folder, passphrase, entropy: systemEntropy });
  openStore({ folder, clock: systemClock, entropy: systemEntropy, key }).close();
  return folder;
}

async function doctor(folder: string, ...args: string[]) {
  const { done } = startCli(['doctor', '--json', ...args], new FakeWorkbench(), { dataFolder: folder });
  const { code, stdout } = await done;
  const { findings } = JSON.parse(stdout) as { findings: DoctorFinding[] };
  const of = (level: DoctorFinding['level'], area: DoctorFinding['area']) =>
    findings.filter((one) => one.level === level && one.area === area).map(({ text }) => text);
  return { code, findings, of };
}

describe('doctor without an engine', () => {
  it('finds a folder that is not there no problem of its own, and makes none', async () => {
    const folder = join(folderOfItsOwn(), 'none');
    const { of } = await doctor(folder);
    expect([of('problem', 'database'), of('problem', 'keys'), of('problem', 'folder')]).toEqual([[], [], []]);
    expect(existsSync(folder)).toBe(false);
  });

  it('names a folder that cannot be worked in as a problem, and goes on with what it can look at', async () => {
    const file = join(folderOfItsOwn(), 'file');
    writeFileSync(file, '');
    const { code, findings, of } = await doctor(file);
    expect(code).toBe(1);
    expect(of('problem', 'folder')).toEqual([expect.stringContaining('cannot be used')]);
    for (const { advice, level } of findings) if (level === 'problem') expect(advice).toMatch(/\w/);
    expect(findings.map(({ area }) => area)).toEqual(expect.arrayContaining(['readers', 'trust', 'clock']));
  });

  it('checks database, key and vault of a folder that is well', async () => {
    const { of } = await doctor(used());
    expect(of('problem', 'database')).toEqual([]);
    expect(of('ok', 'database').join(' ')).toMatch(/newest.*whole.*No row/s);
    expect(of('ok', 'keys').join(' ')).toMatch(/key fits the database.*keys of the vault unseal/s);
    expect(of('ok', 'engine')).toEqual(['No engine runs in this data folder.']);
  });

  it('says how long the tokens of accounts at shops last, but of those that renew themselves', async () => {
    const folder = folderOfItsOwn();
    const key = openKey({ folder, entropy: systemEntropy });
    const store = openStore({ folder, clock: systemClock, entropy: systemEntropy, key });
    const now = systemClock.now();
    const login = { username: 'u', password: 'p' };
    for (const [label, access] of [
      ['over', { token: 'a', tokenExpiresAt: now - 2 * 3_600_000 }],
      ['lasts', { token: 'a', tokenExpiresAt: now + 3_600_000 }],
      ['unknown', { token: 'a' }],
      ['itself', { token: 'a', tokenExpiresAt: now - 1, login }],
    ] as const)
      store.orders.addAccount({
        connector: 'octopus',
        label,
        baseUrl: 'https://a/',
        simulated: false,
        at: now,
        access,
      });
    store.close();
    const { of } = await doctor(folder);
    expect(of('warning', 'keys').filter((text) => text.includes('account'))).toEqual([
      'The token of the account over at a shop ran out 2 h 00 min ago: its orders wait.',
    ]);
    expect(of('ok', 'keys').filter((text) => text.includes('account'))).toEqual([
      expect.stringMatching(/^The token of the account lasts at a shop lasts (59|60) min \d\d s|1 h/),
    ]);
  });

  it('says that the key was not checked where its passphrase is missing, and checks the rest', async () => {
    const folder = used('open sesame');
    const { of } = await doctor(folder);
    expect(of('warning', 'keys')).toEqual([expect.stringContaining('was not checked')]);
    expect(of('ok', 'database').join(' ')).toContain('whole');
    const file = join(folderOfItsOwn(), 'passphrase');
    writeFileSync(file, 'open sesame\n');
    expect((await doctor(folder, '--passphrase-file', file)).of('ok', 'keys').join(' ')).toContain('fits');
  });

  it('tells a damaged database, ends with 1 and changes nothing', async () => {
    const folder = used();
    writeFileSync(join(folder, 'workbench.db'), 'no database at all, but long enough to be one '.repeat(100));
    const before = readdirSync(folder).filter((name) => name !== 'engine.lock');
    const { code, of, findings } = await doctor(folder);
    expect(code).toBe(1);
    expect(of('problem', 'database').length).toBeGreaterThan(0);
    expect(readdirSync(folder).filter((name) => name !== 'engine.lock')).toEqual(before);
    for (const { level, advice } of findings) if (level === 'problem') expect(advice).toMatch(/\w/);
  });

  it('tells another key, a key that is missing and one that others can read', async () => {
    const folder = used();
    chmodSync(join(folder, 'store.key'), 0o644);
    expect((await doctor(folder)).of('warning', 'keys').join(' ')).toContain('mode 644');
    rmSync(join(folder, 'store.key'));
    expect((await doctor(folder)).of('problem', 'keys')).toEqual([expect.stringContaining('is not there')]);
    const other = used();
    writeFileSync(
      join(folder, 'store.key'),
      `${JSON.stringify({ version: 1, kind: 'plain', key: 'AB'.repeat(32) })}\n`,
      { mode: 0o600 },
    );
    expect((await doctor(folder)).of('problem', 'keys')).toEqual([
      'The key does not belong to the database.',
    ]);
    expect((await doctor(other)).of('problem', 'keys')).toEqual([]);
  });

  it('looks up the names that it is given and no other', async () => {
    const folder = used();
    expect((await doctor(folder)).findings.filter(({ area }) => area === 'network')).toEqual([]);
    const { of } = await doctor(folder, '--resolve', 'localhost', 'nowhere.invalid');
    expect(of('ok', 'network')).toEqual([expect.stringMatching(/^localhost is at /)]);
    expect(of('problem', 'network')).toEqual([expect.stringContaining('nowhere.invalid is not found')]);
    const { done } = startCli(['doctor', '--resolve', 'no name'], new FakeWorkbench(), {
      dataFolder: folder,
    });
    expect((await done).code).toBe(2);
  });
});

it('doctor asks the engine that runs', async () => {
  const folder = folderOfItsOwn();
  const engine = await startEngine({ dataFolder: folder, simulator: false, connectTo: [], autoRead: false });
  onTestFinished(() => engine.close());
  const { of } = await doctor(folder, '--deep');
  expect(of('ok', 'engine')).toEqual([expect.stringContaining('An engine runs')]);
  expect(of('ok', 'keys').join(' ')).toContain('The key fits the database.');
  expect(of('ok', 'database').join(' ')).toContain('whole');
});

describe('what is found', () => {
  const now = Date.UTC(2026, 10, 27);
  const root = {
    keyId: 'AABB',
    subject: 'CN=Lab \u202ECI',
    origin: 'lab',
    enabled: true,
    notAfter: now * 2,
  } as const;
  const facts: DoctorFacts = {
    folder: '/nowhere',
    now,
    database: { exists: false, bytes: 0, walBytes: 0, supported: 8, partly: false },
    key: undefined,
    pcsc: { available: true },
    readers: [],
    roots: [root],
    rootProblems: [],
    names: [],
    engine: 'none',
  };
  const bad = (changed: Partial<DoctorFacts>) =>
    doctorFindings({ ...facts, ...changed }).filter(({ level }) => level !== 'ok');
  const reader = (presence: Reader['presence']): Reader => ({
    id: 'pcsc:R',
    index: 0,
    name: 'R',
    kind: 'pcsc',
    presence,
  });

  it.each<[string, Partial<DoctorFacts>, string]>([
    ['a clock of before', { now: 0 }, 'The clock says 1970-01-01'],
    [
      'a clock that went back',
      { database: { ...facts.database, newestOperationAt: now + 1e9 } },
      'newest operation',
    ],
    ['a clock far ahead', { roots: [{ ...root, notAfter: now - 1 }] }, 'all roots have expired'],
    ['a root that has expired', { roots: [{ ...root, notAfter: now - 1 }] }, 'has expired on 2026-11-26'],
    ['a root that expires soon', { roots: [{ ...root, notAfter: now + 1e9 }] }, 'expires on 2026-12-08'],
    ['no root', { roots: [{ ...root, enabled: false }] }, 'No root is switched on'],
    [
      'a file that is no root',
      { rootProblems: [{ code: 'trust_store_unreadable', params: { path: 'x', reason: 'y' } }] },
      'x',
    ],
    ['no reader', {}, 'No PC/SC reader'],
    ['a mute card', { readers: [reader('mute')] }, 'Card does not answer'],
    ['an engine that does not answer', { engine: 'silent' }, 'does not answer'],
    ['a large log', { database: { ...facts.database, exists: true, walBytes: 1e9 } }, 'WAL'],
    ['damage', { database: { ...facts.database, exists: true, damage: ['row 7 missing'] } }, 'row 7 missing'],
    ['references', { database: { ...facts.database, exists: true, brokenReferences: 2 } }, '2 rows'],
    [
      'polkit',
      {
        pcsc: {
          available: false,
          error: { code: 'pcsc_unavailable', params: { reason: 'SCARD_W_SECURITY_VIOLATION' } },
        },
      },
      'refuses you',
    ],
    [
      'no service',
      {
        pcsc: { available: false, error: { code: 'pcsc_service_stopped', params: { reason: 'x' } } },
        pcscSocket: '/nowhere/pcscd.comm',
      },
      '/nowhere/pcscd.comm',
    ],
  ])('%s is told with what to do', (_name, changed, text) => {
    const found = bad(changed);
    expect(found.map((one) => one.text).join(' ')).toContain(text);
    for (const { advice } of found) expect(advice).toMatch(/\w/);
    expect(JSON.stringify(found)).not.toMatch(/\u202E|\{\w+\}/);
  });
});
