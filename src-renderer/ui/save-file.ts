import { fromBase64 } from '../../src-shared/bytes.ts';
import type { MadeFile } from '../../src-shared/model/index.ts';

/** Gives a file to the browser to be saved, as if a link to it had been followed. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Saves a file that the workbench has made. */
export function saveMade(file: MadeFile): void {
  saveFile(file.name, new Blob([new Uint8Array(fromBase64(file.data))], { type: file.mediaType }));
}
