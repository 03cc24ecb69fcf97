/**
 * Exchanges as text for other tools. All of it comes from the redacted view: a command that holds a secret cannot be sent
 * again, and stands as a comment.
 */

import type { TraceCopy, TraceCopyRequest } from '../../src-shared/model/index.ts';
import { visibleText } from '../../src-shared/texts.ts';
import type { OperationStore, RedactedTraceEntry } from '../store/port.ts';
import { redactedHex, redactedText } from '../store/redact.ts';
import { type ApduEntry, isApdu } from './trace-chains.ts';
import { lineOf } from './trace-view.ts';

const spaced = (hex: string, by: string) => hex.match(/../g)?.join(by) ?? '';

const commandHex = ({ command }: ApduEntry) => (command === undefined ? '' : redactedHex(command));
const isSecret = ({ command }: ApduEntry) => (command?.secret.length ?? 0) > 0;
const comment = (text: string) => `# ${visibleText(text, 200)}`;

function hexLines(one: RedactedTraceEntry): string[] {
  const { entry } = one;
  if (entry.kind === 'note') return [comment(`${one.seq} ${entry.code}`)];
  if (isApdu(one)) {
    const response = one.response === undefined ? '' : redactedHex(one.response);
    return [comment(`${one.seq} ${entry.purpose}`), `> ${commandHex(one)}`, `< ${response}`];
  }
  const { requestBody, responseBody } = one;
  const bytes = (part: typeof requestBody) => (part === undefined ? '' : redactedHex(part));
  return [comment(`${one.seq} ${entry.purpose}`), `> ${bytes(requestBody)}`, `< ${bytes(responseBody)}`];
}

function jsonOf(one: RedactedTraceEntry): object {
  const { requestBody, responseBody } = one;
  return {
    ...lineOf(one),
    ...(requestBody === undefined ? {} : { requestText: redactedText(requestBody) }),
    ...(responseBody === undefined ? {} : { responseText: redactedText(responseBody) }),
  };
}

/** Lines for each APDU; what other entries are stands as a comment. */
function apduLines(entries: readonly RedactedTraceEntry[], line: (hex: string) => string): string[] {
  return entries.flatMap((one) => {
    if (!isApdu(one)) return [];
    const hex = commandHex(one);
    if (hex === '') return [];
    if (isSecret(one))
      return [comment(`${one.seq} ${one.entry.purpose}: holds a secret, not to be sent again`), comment(hex)];
    return [line(hex)];
  });
}

/** A shell script that sends the APDUs with scriptor of pcsc-tools; the reader's name is its first argument. */
function scriptText(entries: readonly RedactedTraceEntry[]): string {
  return [
    '#!/bin/sh',
    comment('Sends these APDUs with scriptor (pcsc-tools): sh THIS-FILE READER'),
    `scriptor -r "\${1:?reader}" <<'END'`,
    ...apduLines(entries, (hex) => spaced(hex, ' ')),
    'END',
    '',
  ].join('\n');
}

/** A shell script for opensc-tool, which keeps one connection for all of its -s. */
function openscText(entries: readonly RedactedTraceEntry[]): string {
  const lines = apduLines(entries, (hex) => `-s ${spaced(hex, ':')}`);
  const sent = lines.filter((line) => line.startsWith('-s'));
  const left = lines.filter((line) => !line.startsWith('-s'));
  return ['#!/bin/sh', ...left, ['opensc-tool', ...sent].join(' \\\n  '), ''].join('\n');
}

const formats: Readonly<
  Record<
    TraceCopyRequest['format'],
    {
      readonly mediaType: string;
      readonly extension: string;
      readonly text: (entries: readonly RedactedTraceEntry[]) => string;
    }
  >
> = {
  hex: { mediaType: 'text/plain', extension: 'txt', text: (all) => `${all.flatMap(hexLines).join('\n')}\n` },
  json: {
    mediaType: 'application/json',
    extension: 'json',
    text: (all) => `${JSON.stringify(all.map(jsonOf), null, 2)}\n`,
  },
  script: { mediaType: 'text/x-shellscript', extension: 'sh', text: scriptText },
  opensc: { mediaType: 'text/x-shellscript', extension: 'opensc.sh', text: openscText },
  // gscriptor and scriptor of pcsc-tools: a command a line, `reset` for a reset.
  gscriptor: {
    mediaType: 'text/plain',
    extension: 'script',
    text: (all) => `${['reset', ...apduLines(all, (hex) => spaced(hex, ' '))].join('\n')}\n`,
  },
};

export function copyTrace(
  store: Pick<OperationStore, 'redactedTrace'>,
  { operationId, seqs, format }: TraceCopyRequest,
): TraceCopy {
  const all = store.redactedTrace(operationId, 0, Number.MAX_SAFE_INTEGER);
  const wanted = seqs === undefined ? undefined : new Set(seqs);
  const { mediaType, extension, text } = formats[format];
  return {
    text: text(wanted === undefined ? all : all.filter(({ seq }) => wanted.has(seq))),
    mediaType,
    fileName: `${operationId < 0 ? 'evidence' : 'operation'}-${Math.abs(operationId)}.${extension}`,
  };
}
