/**
 * Sheets of labels with QR codes, as SVG pages and as one page to print, in the language that is spoken. They hold activation
 * codes: they are secrets.
 */

import { parseActivationCode } from '../../src-shared/activation-code.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { LabelSheet } from '../../src-shared/label-sheet.ts';
import { languageTags, spokenLanguage } from '../../src-shared/language.ts';
import type { ImportedCode } from '../../src-shared/model/index.ts';
import { fillText, labelTexts, visibleText } from '../../src-shared/texts.ts';
import { drawQr } from './qr.ts';

/** What the label of a code shows: it, with what is known about it. */
export type CodeLabel = ImportedCode;

/** What the label of a card shows: its EID as QR code, and what was put onto it. */
export interface CardLabel {
  readonly eid: string;
  readonly iccid?: string;
  readonly carrier?: string;
  readonly label?: string;
  readonly batch?: string;
}

export type Label = CodeLabel | CardLabel;

const isCode = (label: Label): label is CodeLabel => 'activationCode' in label;

/** What stands in the QR code of a label. */
export function qrTextOf(label: Label): string {
  return isCode(label) ? label.activationCode : label.eid;
}

export interface LabelOptions {
  readonly sheet: LabelSheet;
  /** How many labels of the first sheet are used up already. */
  readonly skip?: number | undefined;
  /** Print the confirmation code too, where it is there. Whoever has label and code has the profile. */
  readonly withConfirmationCode?: boolean | undefined;
  /** Print server and matching id as text, for devices without a camera. */
  readonly withCodeText?: boolean | undefined;
  /** Draw the edges of the labels, to cut plain paper. */
  readonly outlines?: boolean | undefined;
}

/** Lengths in millimetres. */
const padding = 1.5;
/** The smallest square of a QR code that an office printer and a telephone agree on. */
const smallestModule = 0.25;
const text = { largest: 3.2, smallestCut: 2.1, smallest: 1.5, lineHeight: 1.25 } as const;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Line {
  readonly text: string;
  readonly bold?: boolean;
  /** Is made as small as can be read where it is too long, then narrower. Other lines are cut before. */
  readonly whole?: boolean;
}

function number(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** Text of others in an XML or HTML document: nothing in it acts, nothing in it is markup. */
function escaped(value: string): string {
  return visibleText(value)
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The width of a text in em, rather too much than too little: no font is asked. */
function emWidth(value: string): number {
  let width = 0;
  for (const character of value) {
    if (/[\u1100-\uFFFF\p{Extended_Pictographic}]/u.test(character)) width += 1.05;
    else if (/[MWmw@%]/.test(character)) width += 0.95;
    else if (/[\p{Lu}\d#&$+<>=_-]/u.test(character)) width += 0.7;
    else width += 0.58;
  }
  return width;
}

function cut(value: string, em: number): string {
  if (emWidth(value) <= em) return value;
  let kept = '';
  for (const character of value) {
    if (emWidth(`${kept}${character}…`) > em) break;
    kept += character;
  }
  return `${kept}…`;
}

/** What stands beside the QR code, the more important first: what does not fit is left out from the end. */
function linesOf(label: Label, options: LabelOptions): Line[] {
  const lines = isCode(label) ? linesOfCode(label, options) : linesOfCard(label);
  return lines.filter((line) => line.text !== '');
}

function linesOfCard({ eid, iccid, carrier, label, batch }: CardLabel): Line[] {
  return [
    ...(label === undefined ? [] : [{ text: label, bold: true }]),
    ...(iccid === undefined ? [] : [{ text: iccid, whole: true }]),
    ...(carrier === undefined ? [] : [{ text: carrier }]),
    { text: eid, whole: true },
    ...(batch === undefined ? [] : [{ text: batch }]),
  ];
}

function linesOfCode(label: CodeLabel, options: LabelOptions): Line[] {
  const lines: Line[] = [];
  if (label.label !== undefined) lines.push({ text: label.label, bold: true });
  if (options.withConfirmationCode === true && label.confirmationCode !== undefined)
    lines.push({
      text: fillText(labelTexts.confirmationCode, { code: label.confirmationCode }),
      whole: true,
    });
  else if (label.confirmationCodeRequired)
    lines.push({ text: labelTexts.confirmationCodeNeeded, whole: true });
  if (label.iccid !== undefined) lines.push({ text: label.iccid, whole: true });
  if (options.withCodeText === true) {
    const { smdpAddress, matchingId } = parseActivationCode(label.activationCode);
    lines.push({ text: smdpAddress, whole: true }, { text: matchingId, whole: true });
  }
  if (label.carrier !== undefined) lines.push({ text: label.carrier });
  if (label.validUntil !== undefined) {
    const day = new Date(label.validUntil).toISOString().slice(0, 10);
    lines.push({ text: fillText(labelTexts.validUntil, { day }), whole: true });
  }
  if (label.batch !== undefined) lines.push({ text: label.batch });
  return lines;
}

function drawLines(lines: readonly Line[], box: Box): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, Math.floor(box.height / (text.smallest * text.lineHeight)));
  const largest = Math.min(text.largest, box.height / (shown.length * text.lineHeight));
  return shown
    .map(({ text: value, bold = false, whole = false }, at) => {
      const visible = visibleText(value, 300);
      const fitting = box.width / emWidth(visible);
      const size = Math.min(largest, Math.max(fitting, whole ? text.smallest : text.smallestCut));
      const y = box.y + (at + 0.9) * largest * text.lineHeight;
      const narrower =
        whole && size > fitting ? ` textLength="${number(box.width)}" lengthAdjust="spacingAndGlyphs"` : '';
      const weight = bold ? ' font-weight="bold"' : '';
      const written = whole ? visible : cut(visible, box.width / size);
      return `<text x="${number(box.x)}" y="${number(y)}" font-size="${number(size)}"${weight}${narrower}>${escaped(written)}</text>`;
    })
    .join('');
}

function placeQr(content: string, box: Box, label: LabelSheet['label']): string {
  const { size, path } = drawQr(content);
  const module = box.width / size;
  if (module < smallestModule)
    throw new WorkbenchError('label_too_small', { ...label, module: number(module), limit: smallestModule });
  const place = `x="${number(box.x)}" y="${number(box.y)}" width="${number(box.width)}" height="${number(box.height)}"`;
  return `<svg ${place} viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
}

/** The QR code on the left of a wide label, else on top of it; the text beside or below. */
function drawLabel(label: Label, options: LabelOptions): string {
  const { width, height } = options.sheet.label;
  const lines = linesOf(label, options);
  const wide = width > 1.3 * height;
  const below =
    lines.length === 0 ? 0 : Math.min(height * 0.35, lines.length * text.largest * text.lineHeight);
  const side = wide ? Math.min(height, width / 2) : Math.min(width, height - below);
  // The quiet zone is part of the QR code, so it may touch the edge of the label.
  const qr = wide
    ? { x: 0, y: (height - side) / 2, width: side, height: side }
    : { x: (width - side) / 2, y: 0, width: side, height: side };
  const beside = wide
    ? { x: side, y: padding, width: width - side - padding, height: height - 2 * padding }
    : { x: padding, y: side, width: width - 2 * padding, height: height - side - padding };
  return placeQr(qrTextOf(label), qr, { width, height }) + drawLines(lines, beside);
}

function drawPage(labels: readonly (Label | undefined)[], options: LabelOptions): string {
  const { paper, columns, label, margin, gap } = options.sheet;
  const drawn = labels.map((one, at) => {
    if (one === undefined) return '';
    const x = margin.left + (at % columns) * (label.width + gap.x);
    const y = margin.top + Math.floor(at / columns) * (label.height + gap.y);
    const size = `width="${number(label.width)}" height="${number(label.height)}"`;
    const outline = options.outlines ? `<rect ${size} fill="none" stroke="#999" stroke-width="0.2"/>` : '';
    // A viewport of its own: what is too long for a label ends at its edge.
    return `<svg x="${number(x)}" y="${number(y)}" ${size} overflow="hidden">${outline}${drawLabel(one, options)}</svg>`;
  });
  const size = `width="${number(paper.width)}mm" height="${number(paper.height)}mm" viewBox="0 0 ${number(paper.width)} ${number(paper.height)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" direction="ltr" style="unicode-bidi:isolate"><rect width="100%" height="100%" fill="#fff"/>${drawn.join('')}</svg>`;
}

/**
 * The sheets as SVG documents, one for each page, in the order of the labels. Throws label_too_small, activation_code_*,
 * qr_text_too_long.
 */
export function labelPages(labels: readonly Label[], options: LabelOptions): string[] {
  const places = options.sheet.columns * options.sheet.rows;
  const skipped = Array.from({ length: (options.skip ?? 0) % places }, () => undefined);
  const all = [...skipped, ...labels];
  return Array.from({ length: Math.ceil(all.length / places) }, (_, page) =>
    drawPage(all.slice(page * places, (page + 1) * places), options),
  );
}

/** The sheets as one HTML page to print. It loads nothing, runs nothing, and is complete in itself. Throws as `labelPages`. */
export function labelHtml(labels: readonly Label[], options: LabelOptions): string {
  const { width, height } = options.sheet.paper;
  const style = `@page{size:${number(width)}mm ${number(height)}mm;margin:0}
html,body{margin:0}
body>svg{display:block;break-inside:avoid}
body>svg+svg{break-before:page}
@media screen{body{background:#ddd;padding:5mm}body>svg{margin:0 auto 5mm;box-shadow:0 0 2mm #888}}`;
  return `<!doctype html>
<html lang="${languageTags[spokenLanguage()]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escaped(labelTexts.title)}</title>
<style>
${style}
</style>
</head>
<body>
${labelPages(labels, options).join('\n')}
</body>
</html>
`;
}
