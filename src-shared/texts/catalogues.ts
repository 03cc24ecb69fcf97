/**
 * The one catalogue: every text that the window shows, by the name under which a language translates it
 * (`texts/de/`, `texts/zh/`). A new file of texts gets its line here; a test then asks for its translations.
 */

import { es9StatusTexts } from '../errors/es9-status.ts';
import { es10Texts } from '../errors/es10.ts';
import { errorTexts } from '../errors/index.ts';
import { phraseTexts } from '../errors/phrases.ts';
import { activationTexts } from './activation.ts';
import { cardText } from './card.ts';
import { consoleTexts } from './console.ts';
import { decodeRemarkTexts, spokenDecodeWords } from './decode.ts';
import { doctorTexts } from './doctor.ts';
import { domainTexts } from './domain.ts';
import { evidenceTexts } from './evidence.ts';
import { faultHeadings } from './fault-headings.ts';
import { orderTexts } from './orders.ts';
import { labelTexts, reportTexts } from './reports.ts';
import { shellText } from './shell.ts';
import { stationTexts } from './station.ts';
import { stepTexts } from './steps.ts';
import { windowText } from './window.ts';
import { activateText } from './window-activate.ts';
import { apisText } from './window-apis.ts';
import { benchPageText } from './window-bench.ts';
import { codesText } from './window-codes.ts';
import { evidencePageText } from './window-evidence.ts';
import { historyText, tokensText } from './window-history.ts';
import { operationPageText } from './window-operations.ts';
import { ordersText } from './window-orders.ts';
import { reportsPageText, upkeepText } from './window-records.ts';
import { remedyTexts } from './window-remedies.ts';
import { simulatorText } from './window-simulator.ts';
import { statesText } from './window-states.ts';
import { stationPageText } from './window-station.ts';
import { traceText } from './window-trace.ts';

export const catalogues = {
  shell: shellText,
  window: windowText,
  trace: traceText,
  codes: codesText,
  history: historyText,
  tokens: tokensText,
  orders: ordersText,
  card: cardText,
  domain: domainTexts,
  evidence: evidenceTexts,
  evidencePage: evidencePageText,
  operationPage: operationPageText,
  order: orderTexts,
  reports: reportsPageText,
  report: reportTexts,
  label: labelTexts,
  upkeep: upkeepText,
  remedies: remedyTexts,
  apis: apisText,
  bench: benchPageText,
  station: stationTexts,
  stationPage: stationPageText,
  console: consoleTexts,
  decode: decodeRemarkTexts,
  /** Empty in English: it has translations alone. */
  decodeWords: spokenDecodeWords,
  doctor: doctorTexts,
  steps: stepTexts,
  states: statesText,
  activation: activationTexts,
  simulator: simulatorText,
  faultHeadings,
  activate: activateText,
  errors: errorTexts,
  es10: es10Texts,
  serverStatus: es9StatusTexts,
  phrases: phraseTexts,
};
