/** `decode`: bytes as a tree. It needs no engine and no data folder. */

import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { TraceNode } from '../../../../src-shared/model/index.ts';
import { decodeRemarkText, visibleText } from '../../../../src-shared/texts.ts';
import { decodeInput, decodeLimit } from '../../../decode/index.ts';
import { type Context, readBytes } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';

export interface DecodeOptions {
  readonly file?: string;
  readonly sections?: boolean;
}

/** Hexadecimal of a file of 1 MiB, with a blank behind each byte. */
const longestText = 3 * decodeLimit;

async function fromStdin(context: Context): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of context.streams.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array | string);
    length += bytes.length;
    if (length > longestText)
      throw new WorkbenchError('decode_input_too_large', { length, limit: decodeLimit });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Text as it is; bytes that are no text as hexadecimal. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what tells bytes from text
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? bytes.toString('hex') : text;
}

/** Nodes as lines, indented; `sections`: with what defines each. */
export function treeText(nodes: readonly TraceNode[], sections: boolean, depth = 0): string[] {
  return nodes.flatMap((node) => {
    const { label, tag, value, hex, section, remarks = [], children = [] } = node;
    const parts = [
      visibleText(label, 80),
      ...(tag === undefined || tag === label ? [] : [`[${tag}]`]),
      ...(value === undefined ? [] : [visibleText(value, 400)]),
      ...(hex === undefined || hex === '' || (value !== undefined && hex.length > 64)
        ? []
        : [visibleText(hex, 4000)]),
      ...(sections && section !== undefined ? [`(${section})`] : []),
    ];
    const indent = '  '.repeat(depth);
    return [
      indent + parts.join('  '),
      ...remarks.map((one) => `${indent}  ! ${visibleText(decodeRemarkText(one), 200)}`),
      ...treeText(children, sections, depth + 1),
    ];
  });
}

export async function decode(
  context: Context,
  text: string | undefined,
  options: DecodeOptions,
): Promise<number> {
  if ((text === undefined) === (options.file === undefined))
    throw new WorkbenchError('usage', { reason: 'Give a text, - for stdin, or --file' });
  const given =
    options.file !== undefined
      ? textOf(await readBytes(options.file, longestText))
      : text === '-'
        ? textOf(await fromStdin(context))
        : (text ?? '');
  const decoded = decodeInput(given);
  context.output.result(decoded, () =>
    [decoded.title, ...treeText(decoded.nodes, options.sections === true, 1)].join('\n'),
  );
  return exitCodes.ok;
}
