/** Codes as files to print or to send: a picture for each, or sheets of labels. Each of them holds activation codes. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { defaultLabelSheet, parseLabelSheet } from '../../src-shared/label-sheet.ts';
import type { Language } from '../../src-shared/language.ts';
import type { MadeFile } from '../../src-shared/model/index.ts';
import { inLanguage } from '../../src-shared/texts/in-language.ts';
import {
  type CardLabel,
  type CodeLabel,
  type LabelOptions,
  labelHtml,
  labelPages,
  qrTextOf,
} from './labels.ts';
import { qrPng, qrSvg } from './qr.ts';

/** A code of the vault, or a card, by whose number its file is named: a label could be anything. */
export type NumberedLabel = (CodeLabel | CardLabel) & { readonly id: number };

/** How labels are wanted: what `codes.labels` takes. */
export interface LabelWish extends Omit<LabelOptions, 'sheet'> {
  /** `png`: a picture of each code. `svg`: the same, or sheets where one is named. `page`: all sheets as one HTML page. */
  readonly format: 'png' | 'svg' | 'page';
  /** As `parseLabelSheet` reads it. Default for a page: `defaultLabelSheet`. */
  readonly sheet?: string | undefined;
  /** Of what stands on labels beside what is known of a code. Default: English. */
  readonly language?: Language | undefined;
}

const mediaTypes = { png: 'image/png', svg: 'image/svg+xml', html: 'text/html' } as const;

function file(name: string, kind: keyof typeof mediaTypes, content: Uint8Array | string): MadeFile {
  return {
    name: `${name}.${kind}`,
    mediaType: mediaTypes[kind],
    data: Buffer.from(content).toString('base64'),
  };
}

/**
 * The files, in the order of the codes or sheets. Throws label_sheet_measures, label_too_small, label_sheet_png (a sheet as PNG),
 * activation_code_*, qr_text_too_long.
 */
export async function labelFiles(labels: readonly NumberedLabel[], wish: LabelWish): Promise<MadeFile[]> {
  const { format, sheet: name, language = 'en', ...rest } = wish;
  if (format === 'page') {
    const sheet = parseLabelSheet(name ?? defaultLabelSheet);
    const page = await inLanguage(language, () => labelHtml(labels, { ...rest, sheet }));
    return [file('labels', 'html', page)];
  }
  if (name !== undefined) {
    if (format === 'png') throw new WorkbenchError('label_sheet_png');
    const sheet = parseLabelSheet(name);
    const pages = await inLanguage(language, () => labelPages(labels, { ...rest, sheet }));
    return pages.map((page, at) => file(`labels-${at + 1}`, 'svg', page));
  }
  const files: MadeFile[] = [];
  for (const label of labels) {
    const text = qrTextOf(label);
    const content = format === 'png' ? await qrPng(text) : qrSvg(text);
    files.push(file(`${'activationCode' in label ? 'code' : 'card'}-${label.id}`, format, content));
  }
  return files;
}
