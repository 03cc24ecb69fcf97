/**
 * The one catalogue: every text that the window shows, by the name under which a language translates it
 * (`texts/de/`, `texts/zh/`). A new file of texts gets its line here; a test then asks for its translations.
 */

import { es10Texts } from '../errors/es10.ts';
import { errorTexts } from '../errors/index.ts';
import { activationTexts } from './activation.ts';
import { decodeRemarkTexts } from './decode.ts';
import { domainTexts } from './domain.ts';
import { evidenceTexts } from './evidence.ts';
import { orderTexts } from './orders.ts';
import { shellText } from './shell.ts';
import { stationTexts } from './station.ts';
import { stepTexts } from './steps.ts';
import { windowText } from './window.ts';
import { activateText } from './window-activate.ts';
import { apisText } from './window-apis.ts';
import { codesText } from './window-codes.ts';
import { historyText, tokensText } from './window-history.ts';
import { ordersText } from './window-orders.ts';
import { reportsPageText, upkeepText } from './window-records.ts';
import { statesText } from './window-states.ts';

export const catalogues = {
  shell: shellText,
  window: windowText,
  codes: codesText,
  history: historyText,
  tokens: tokensText,
  orders: ordersText,
  domain: domainTexts,
  evidence: evidenceTexts,
  order: orderTexts,
  reports: reportsPageText,
  upkeep: upkeepText,
  apis: apisText,
  station: stationTexts,
  decode: decodeRemarkTexts,
  steps: stepTexts,
  states: statesText,
  activation: activationTexts,
  activate: activateText,
  errors: errorTexts,
  es10: es10Texts,
};
