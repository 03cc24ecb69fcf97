import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mistakesOf, type ReportDraft, reportRequestOf } from '../../src-renderer/reports/report-request.ts';
import { isWhole, settingsOf } from '../../src-renderer/upkeep/retention-draft.ts';
import type { CallName } from '../../src-shared/api.ts';
import { reportDocument, reportRequest } from '../../src-shared/model/index.ts';
import { startBench, type WindowBench } from './bench.ts';
import { describeWindow } from './describe-window.ts';

const draft: ReportDraft = { by: 'day', from: '', to: '', eid: '', kind: '', iccid: '', batch: '' };

describe('the fields of reports and retention', () => {
  test('days are whole days of the time zone, the last one included; spaces of an ICCID are none of it', () => {
    const request = reportRequestOf(
      {
        ...draft,
        from: '2026-03-29',
        to: '2026-03-29',
        iccid: ' 8949 1100 0000 0000 015 ',
        batch: '  Rig 7 ',
      },
      'Europe/Vienna',
    );
    expect(reportRequest.parse(request)).toMatchObject({ iccid: '8949110000000000015', batch: 'Rig 7' });
    // The day on which summer time begins has 23 hours.
    expect((request.to ?? 0) - (request.from ?? 0)).toBe(23 * 3_600_000);
    expect(reportRequestOf(draft, 'Europe/Vienna')).toEqual({ by: 'day', timeZone: 'Europe/Vienna' });
    expect([...mistakesOf({ ...draft, from: '2026-03-29', to: '2026-03-28', iccid: '12' })]).toEqual([
      'days',
      'iccid',
    ]);
  });

  test.each([
    ['', '', '', { tracesDays: null, operationsDays: null, maxBytes: null }],
    ['90', ' 730 ', '2,5', { tracesDays: 90, operationsDays: 730, maxBytes: 2_500_000_000 }],
    ['0', '36501', '0.001', { tracesDays: undefined, operationsDays: undefined, maxBytes: undefined }],
    ['1e3', '-1', '1e99', { tracesDays: undefined, operationsDays: undefined, maxBytes: undefined }],
  ])('retention: %j, %j, %j', (traces, operations, gigabytes, settings) => {
    const found = settingsOf({ traces, operations, gigabytes });
    expect(found).toEqual(settings);
    expect(isWhole(found)).toBe(settings.maxBytes !== undefined);
  });
});

let bench: WindowBench;

describeWindow('reports and upkeep in the window', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.tidy());
  afterAll(() => bench.end());

  const open = async (hash: string, scenario: 'full' | 'none' | 'sixteen' = 'full') => {
    const opened = await bench.open(scenario, { pace: 40 });
    await opened.page.locator('.frame').waitFor();
    await opened.page.evaluate((next) => {
      window.location.hash = next;
    }, hash);
    const last = (name: CallName) =>
      opened.server.workbench.calls.findLast((call) => call.name === name)?.input;
    return { ...opened, last };
  };

  test('a report per card, per day, per batch: counted, opened, narrowed; real cards apart from simulated ones', async () => {
    const { page, problems, last } = await open('#/reports');
    const sections = page.getByRole('list', { name: 'Sections of the report' });
    await sections.getByRole('table').waitFor();
    expect(await page.locator('.report-total').count()).toBe(2);
    const heads = sections.getByRole('button', { expanded: false });
    const closed = await heads.count();
    expect(closed).toBeGreaterThan(0);
    await heads.first().press('Enter');
    await expect.poll(() => sections.getByRole('table').count()).toBe(2);
    await page.getByText('Day', { exact: true }).click();
    await expect.poll(() => last('reports.make')).toMatchObject({ by: 'day', format: 'json' });
    await sections.getByRole('columnheader', { name: 'EID' }).first().waitFor();
    await page.getByLabel('What was done').selectOption('delete');
    await expect.poll(() => last('reports.make')).toMatchObject({ kinds: ['delete'] });
    const iccid = page.getByRole('textbox', { name: 'ICCID', exact: true });
    await iccid.fill('123');
    await page.getByText('18 to 20 digits').waitFor();
    expect(await page.getByRole('button', { name: 'Save CSV' }).isDisabled()).toBe(true);
    await iccid.fill('8949110000000000999');
    await page.getByText('Nothing was done in this time').waitFor();
    expect(problems).toEqual([]);
  });

  test('the files are those of the engine, and what is printed is its page alone', async () => {
    const { page, server, problems } = await open('#/reports');
    await page.getByRole('list', { name: 'Sections of the report' }).waitFor();
    const save = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ]);
      return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
    };
    const csv = await save('Save CSV');
    expect(csv.name).toBe('report-card.csv');
    const made = server.workbench.calls.findLast(({ name }) => name === 'reports.make')?.input as never;
    expect(csv.text).toBe((await server.workbench.call('reports.make', made)).text);
    expect(csv.text.split('\r\n').length).toBeGreaterThan(8);
    const json = await save('Save JSON');
    expect(reportDocument.parse(JSON.parse(json.text)).groups.length).toBeGreaterThan(1);
    await page.evaluate(() => {
      window.print = () => {
        const root = document.querySelector('.print-root');
        if (root !== null) document.body.append(root.cloneNode(true));
        // The style of the page, which goes with it.
        const rules = document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]);
        document.body.dataset['style'] = rules.map((rule) => rule.cssText).join('\n');
      };
    });
    await page.getByRole('button', { name: 'Print' }).click();
    const printed = page.locator('.print-root');
    await expect
      .poll(() => page.evaluate(() => document.body.dataset['style']))
      .toMatch(/@media print \{[\s\S]*border-collapse: collapse[\s\S]*landscape/);
    await printed.getByText('Report per card').waitFor({ state: 'attached' });
    expect(await printed.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await printed.getByText('Report per card').isVisible()).toBe(true);
    expect(await page.locator('main').isVisible()).toBe(false);
    // Hostile names are text on paper, too.
    expect(await printed.locator('img, script').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('retention: what would go is told before, the run is seen and ended, wrong fields are not sent', async () => {
    const { page, server, problems, last } = await open('#/upkeep');
    const panel = page.getByRole('region', { name: 'Retention' });
    const traces = panel.getByRole('textbox', { name: 'Keep traces for' });
    expect(await traces.inputValue()).toBe('90');
    await traces.fill('0');
    await panel.getByText('1 to 36500, or empty').waitFor();
    expect(await panel.getByRole('button', { name: 'What would go?' }).isDisabled()).toBe(true);
    await traces.fill('30');
    await panel.getByRole('button', { name: 'What would go?' }).click();
    await panel.getByText(/would remove: traces 1.204/).waitFor();
    expect(
      server.workbench.calls.some(({ name }) => name === 'retention.set' || name === 'retention.run'),
    ).toBe(false);
    await panel.getByRole('button', { name: 'Save and remove now' }).click();
    const run = panel.getByRole('region', { name: 'Old records are being removed' });
    await run.getByRole('progressbar').waitFor();
    expect(last('retention.set')).toEqual({ tracesDays: 30, operationsDays: null, maxBytes: null });
    await run.getByRole('button', { name: 'Cancel' }).click();
    await panel.getByText('It was broken off; what it had removed is gone.').waitFor();
    await run.waitFor({ state: 'detached' });
    expect(await traces.inputValue()).toBe('30');
    await traces.fill('');
    await panel.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => last('retention.set')).toMatchObject({ tracesDays: null });
    await panel.getByRole('button', { name: 'What would go?' }).click();
    await panel.getByText('A run would remove nothing.').waitFor();
    expect(await panel.getByRole('button', { name: /emove now/ }).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('checks: the worst first with what to do; asked for anew with names and in depth, and why they failed', async () => {
    const { page, server, problems, last } = await open('#/upkeep');
    const panel = page.getByRole('region', { name: 'Checks' });
    const findings = panel.getByRole('listitem');
    await findings.first().getByRole('img', { name: 'Problem' }).waitFor();
    await findings.first().getByText('let old traces go').waitFor();
    await panel.getByText('Problems: 1. Warnings: 2.').waitFor();
    expect(await findings.count()).toBe(3);
    await panel.getByRole('checkbox', { name: 'Show what is all right' }).check();
    expect(await findings.count()).toBeGreaterThan(8);
    const names = panel.getByRole('textbox', { name: 'Names of servers to look up' });
    await names.fill('https://not a name');
    await panel.getByText(/no name of a server/).waitFor();
    await names.fill('smdp.example.com, rsp.example.org');
    await panel.getByRole('checkbox', { name: /Check every page/ }).check();
    await panel.getByRole('button', { name: 'Check again' }).click();
    await expect
      .poll(() => last('doctor.run'))
      .toEqual({ deep: true, resolve: ['smdp.example.com', 'rsp.example.org'] });
    server.workbench.fail('doctor.run');
    await panel.getByRole('button', { name: 'Check again' }).click();
    await panel.getByRole('alert').waitFor();
    expect(problems).toEqual([]);
  });

  test('the settings lead to it; where there is nothing, each says so', async () => {
    const { page, problems } = await open('#/reports', 'none');
    await page.getByText('Nothing was done in this time').waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Upkeep' }).click();
    await page.getByRole('heading', { level: 1, name: 'Upkeep' }).waitFor();
    await page.getByText('Problems: 1. Warnings: 1.').waitFor();
    expect(problems).toEqual([]);
    const rack = await open('#/upkeep', 'sixteen');
    await rack.page.getByText('All is well', { exact: true }).waitFor();
    expect(rack.problems).toEqual([]);
  });
});
