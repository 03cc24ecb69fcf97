/** Simplified Chinese. Loaded on demand: it is in no other file of the window. */

import type { Translations } from '../speak.ts';
import { activate } from './activate.ts';
import { activation } from './activation.ts';
import { bench } from './bench.ts';
import { card } from './card.ts';
import { codes } from './codes.ts';
import { consoleTexts } from './console.ts';
import { decodeWords } from './decode-words.ts';
import { doctor } from './doctor.ts';
import { domain } from './domain.ts';
import { accessErrors } from './errors-access.ts';
import { cardErrors } from './errors-card.ts';
import { consoleErrors } from './errors-console.ts';
import { importErrors } from './errors-import.ts';
import { inputErrors } from './errors-input.ts';
import { serverErrors } from './errors-server.ts';
import { shopErrors } from './errors-shop.ts';
import { simulatorErrors } from './errors-simulator.ts';
import { storeErrors } from './errors-store.ts';
import { workErrors } from './errors-work.ts';
import { es10 } from './es10.ts';
import { evidence } from './evidence.ts';
import { evidencePage } from './evidence-page.ts';
import { faultHeadings } from './fault-headings.ts';
import { history, tokens } from './history.ts';
import { operationPage } from './operation-page.ts';
import { order, orders } from './orders.ts';
import { phrases } from './phrases.ts';
import { apis, decode, reports, upkeep } from './records.ts';
import { remedies } from './remedies.ts';
import { label, report } from './reports.ts';
import { serverStatus } from './server-status.ts';
import { shell } from './shell.ts';
import { simulator } from './simulator.ts';
import { states } from './states.ts';
import { station } from './station.ts';
import { steps } from './steps.ts';
import { trace } from './trace.ts';
import { window } from './window.ts';
import { stationPage } from './window-station.ts';

export const texts: Translations = {
  activation,
  activate,
  shell,
  window,
  trace,
  codes,
  history,
  tokens,
  orders,
  card,
  domain,
  order,
  reports,
  report,
  label,
  upkeep,
  remedies,
  apis,
  bench,
  station,
  stationPage,
  console: consoleTexts,
  decode,
  decodeWords,
  doctor,
  evidence,
  evidencePage,
  operationPage,
  steps,
  states,
  simulator,
  faultHeadings,
  errors: {
    ...cardErrors,
    ...serverErrors,
    ...accessErrors,
    ...shopErrors,
    ...inputErrors,
    ...importErrors,
    ...workErrors,
    ...consoleErrors,
    ...storeErrors,
    ...simulatorErrors,
  },
  es10,
  serverStatus,
  phrases,
};
