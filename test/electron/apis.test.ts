import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driven } from '../summary/needs.ts';
import { drive, missing } from './sandbox.ts';

interface Look {
  readonly settings: { readonly status: string; readonly alerts: readonly string[] };
  readonly answer?: number | string;
}

type Times = 'before' | 'on' | 'refused' | 'again' | 'stolen' | 'had' | 'off' | 'stillOff' | 'told';

type Seen = Readonly<Record<Times, Look>> & {
  readonly port: number;
  readonly taken: number;
  readonly wrongToken: number;
  readonly ended: string;
};

describe('the APIs in the running application', driven(missing()), () => {
  let folder: string;
  let seen: Seen;
  let served: Look;
  const silent: Look = { settings: { status: 'They are not served.', alerts: [] }, answer: 'nobody listens' };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'electron-apis-'));
    seen = await drive<Seen>('drive-apis.ts', folder);
    served = {
      settings: { status: `They are served at http://127.0.0.1:${seen.port}`, alerts: [] },
      answer: 200,
    };
  }, 240_000);
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('are off until they are switched on in the settings, which show their address; a token opens them', () => {
    expect([seen.before, seen.on, seen.wrongToken]).toEqual([silent, served, 401]);
  });

  test('stay where they are when another port is asked for that is taken, and the settings say so', () => {
    expect(seen.refused).toEqual({
      settings: {
        ...served.settings,
        alerts: [expect.stringContaining(`The APIs cannot be served at port ${seen.taken}`)],
      },
      answer: 200,
    });
  });

  test('end with the application, and are there again with the next one', () => {
    expect([seen.ended, seen.again]).toEqual(['nobody listens', served]);
  });

  test('are missing from a window whose port was taken meanwhile, which says so, and can be asked for again', () => {
    expect(seen.stolen.settings).toEqual({
      status: 'They are not served.',
      alerts: [expect.stringContaining(`The APIs cannot be served at port ${seen.port}`)],
    });
    expect(seen.had).toEqual(served);
  });

  test('are switched off for good, but for a port at the command line', () => {
    expect([seen.off, seen.stillOff, seen.told]).toEqual([silent, silent, served]);
  });
});
