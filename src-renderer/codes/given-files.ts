/** Files as they are dropped, pasted or chosen: what is in folders comes with its path. */

import { useLayoutEffect, useRef, useState } from 'react';
import { compareNames } from '../../src-shared/texts.ts';
import { type FileKind, kindOfFile } from '../state/handed-files.ts';

/** Files of a folder that are looked at, and how deep. */
const MOST_FILES = 1000;
const MOST_DEPTH = 8;
/** What codes are in; a folder may have anything. A file that is given by itself is taken whatever it is called. */
const kinds = /\.(txt|csv|tsv|pdf|png|jpe?g|webp|gif|bmp)$/i;

export interface GivenFile {
  /** With the folders that it is in. */
  readonly name: string;
  readonly file: File;
}

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject));

/** All entries of a folder: a reader gives them a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0 || all.length > MOST_FILES) return all;
    all.push(...some);
  }
}

async function walk(entry: FileSystemEntry, depth: number, out: GivenFile[]): Promise<void> {
  if (out.length >= MOST_FILES || entry.name.startsWith('.')) return;
  const name = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    if (depth === 0 || kinds.test(entry.name))
      out.push({ name, file: await fileOf(entry as FileSystemFileEntry) });
  } else if (depth < MOST_DEPTH) {
    const inside = await entriesOf(entry as FileSystemDirectoryEntry);
    for (const one of inside.sort((a, b) => compareNames(a.name, b.name))) await walk(one, depth + 1, out);
  }
}

/** What was dropped, folders opened. Must be called while the event is handled. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly GivenFile[]> {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  const plain = [...transfer.files].map((file) => ({ name: file.name, file }));
  if (!entries.some(({ isDirectory }) => isDirectory)) return plain;
  const out: GivenFile[] = [];
  for (const entry of entries) await walk(entry, 0, out);
  return out;
}

/** What was chosen or pasted; of a folder only what may have codes. */
export function chosenFiles(files: Iterable<File>): readonly GivenFile[] {
  return [...files]
    .map((file) => ({ name: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }))
    .filter(
      ({ name, file }) => file.webkitRelativePath === '' || (kinds.test(name) && !/(^|\/)\./.test(name)),
    )
    .slice(0, MOST_FILES);
}

/**
 * Handlers of an element onto which files can be dropped, and whether some are held over it. `kinds`: what it is for; files that are
 * all for something else are left to the window around it. Without: all files are its own.
 */
export function useFileDrop(onFiles: (files: readonly GivenFile[]) => void, kinds?: readonly FileKind[]) {
  const [dropping, setDropping] = useState(false);
  const isOurs = (file: Pick<File, 'name' | 'type'>) => {
    const kind = kindOfFile(file);
    return kinds === undefined || kind === undefined || kinds.includes(kind);
  };
  return {
    dropping,
    handlers: {
      onDragOver: (event: React.DragEvent) => {
        // Their names are not told before they are let go.
        const held = [...event.dataTransfer.items].filter((item) => item.kind === 'file');
        if (!held.some(({ type }) => isOurs({ name: '', type }))) return;
        event.preventDefault();
        event.stopPropagation();
        setDropping(true);
      },
      onDragLeave: (event: React.DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
      },
      onDrop: (event: React.DragEvent) => {
        const files = [...event.dataTransfer.files];
        if (files.length > 0 && !files.some(isOurs)) {
          setDropping(false);
          return;
        }
        event.preventDefault();
        // A dialog is within the page that has opened it: what it takes is not the page's.
        event.stopPropagation();
        setDropping(false);
        void droppedFiles(event.dataTransfer).then(onFiles);
      },
    },
  };
}

/** Takes what is pasted onto the page: files, or text that may have codes; not what is pasted into a field or a dialog. */
export function usePaste(
  onPaste: (files: readonly GivenFile[], text: string) => void,
  active: boolean,
): void {
  const taker = useRef(onPaste);
  taker.current = onPaste;
  // Before the page is painted: what is pasted onto one that can be seen is its own, and not for the window around it.
  useLayoutEffect(() => {
    if (!active) return;
    const listen = (event: ClipboardEvent) => {
      const { target, clipboardData } = event;
      if (
        clipboardData === null ||
        (target instanceof Element && target.closest('input, textarea, [role=dialog]'))
      )
        return;
      const files = chosenFiles(clipboardData.files);
      const text = files.length > 0 ? '' : clipboardData.getData('text/plain');
      if (files.length === 0 && !text.includes('$')) return;
      event.preventDefault();
      taker.current(files, text);
    };
    document.addEventListener('paste', listen);
    return () => document.removeEventListener('paste', listen);
  }, [active]);
}
