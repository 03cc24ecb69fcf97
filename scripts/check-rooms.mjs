// Checks that every import follows the arrows between rooms (scripts/lib/rooms.mjs): `node scripts/check-rooms.mjs [FOLDER]`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix, relative, sep } from 'node:path';
import { parseAst } from 'vite';
import { arrows, judge, roomOf } from './lib/rooms.mjs';
import { root } from './lib/run.mjs';

/** Every module name that a source mentions: imports and exports of every form, types too, workers by URL. */
export function importsOf(source, file) {
  const found = [];
  const visit = (node) => {
    if (Array.isArray(node)) {
      for (const child of node) visit(child);
      return;
    }
    if (node === null || typeof node !== 'object' || typeof node.type !== 'string') return;
    const literal = (candidate) => {
      if (candidate?.type === 'Literal' && typeof candidate.value === 'string')
        found.push({ name: candidate.value, line: source.slice(0, candidate.start).split('\n').length });
    };
    if (/^(Import|ExportNamed|ExportAll)/.test(node.type)) literal(node.source);
    if (node.type === 'TSImportType') literal(node.argument?.literal ?? node.argument ?? node.source);
    if (node.type === 'NewExpression' && node.callee.name === 'URL' && node.arguments.length === 2)
      literal(node.arguments[0]);
    for (const value of Object.values(node)) if (typeof value === 'object') visit(value);
  };
  visit(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }).body);
  return found;
}

/** What an import of `file` names, as `judge` takes it; undefined for what is no module (a URL of the network). */
export function targetOf(file, name) {
  if (name.startsWith('.'))
    return posix.normalize(posix.join(posix.dirname(file), name.replace(/[?#].*$/, '')));
  if (/^[a-z]+:\/\//.test(name)) return undefined;
  if (isBuiltin(name)) return `node:${name.replace(/^node:/, '')}`;
  return `package:${name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')}`;
}

/** Every line that breaks an arrow, over the sources in `folder`. */
export function checkRooms(folder = root) {
  const faults = [];
  for (const top of ['src-main', 'src-renderer', 'src-shared']) {
    if (!existsSync(join(folder, top))) continue;
    for (const entry of readdirSync(join(folder, top), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|tsx|mts)$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      const file = relative(folder, path).split(sep).join('/');
      if (!Object.hasOwn(arrows, roomOf(file) ?? '')) faults.push(`${file}: in no known room`);
      let imports = [];
      try {
        imports = importsOf(readFileSync(path, 'utf8'), file);
      } catch (error) {
        faults.push(`${file}: ${error.message}`);
      }
      for (const { name, line } of imports) {
        const target = targetOf(file, name);
        const fault = target === undefined ? undefined : judge(file, target);
        if (fault !== undefined) faults.push(`${file}:${line}: ${fault} (${name})`);
      }
    }
  }
  return faults;
}

if (process.argv[1] !== undefined && dirname(process.argv[1]) === import.meta.dirname) {
  const faults = checkRooms(process.argv[2]);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
}
