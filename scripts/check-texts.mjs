// Checks that what a person reads in the window comes from the catalogues (src-shared/texts), so that every language has it:
// `node scripts/check-texts.mjs [FOLDER]`. It looks at JSX and strings of src-renderer, and at what src-main puts into
// the sentences of errors, which has to be a phrase (src-shared/errors/phrases.ts).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseAst } from 'vite';
import { phraseTexts, wordedParams } from '../src-shared/errors/phrases.ts';
import { root } from './lib/run.mjs';

/** Attributes that nobody reads or hears. */
const silent =
  /^(\w*[cC]lassNames?|id|key|role|type|href|name|htmlFor|autoComplete|viewBox|d|fill|stroke\w*|data-[\w-]+|style|inputMode|rel|target|method|lang|dir|as|variant|size|transform|points|accept|list|form|pattern|labelledBy|aria-(current|live|sort|haspopup|atomic|controls|labelledby|describedby|autocomplete|relevant|owns|activedescendant|errormessage))$/;
/** Attributes that are nothing but read or heard: a single word in them is a text. */
const spoken =
  /^(aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt|label)$/;
/** Calls whose texts are for who looks for a fault of the program, or for the browser. */
const unread =
  /^(Error|TypeError|RangeError|console\.\w+|matchMedia|window\.matchMedia|querySelector(All)?|\w+(\.\w+)*\.(querySelector(All)?|closest|matches))$/;

/**
 * Strings of src-renderer that read like sentences and are none, and names that are the same in every language: in which file,
 * and how they begin.
 */
const known = [
  ['src-renderer/download/DeviceInfoFields.tsx', /^(E-UTRAN|NR|CDMA2000|RSP)/], // names of SGP.22 §4.2
  ['src-renderer/tokens/CreateTokenDialog.tsx', /^curl /],
  ['src-renderer/ui/theme.ts', /^@layer /],
  ['src-renderer/ui/fonts.ts', /^"/], // names of faces
  ['src-renderer/codes/print-pages.ts', /^@page /],
  ['src-renderer/ui/print-alone.ts', /^@media /],
  ['src-renderer/station/batch-report.ts', /^@page /],
  ['src-renderer/orders/AccountsDialog.tsx', /^https:/],
  ['src-renderer/card/ProfileIcon.tsx', /^data:/],
  ['src-renderer/simulator/ServersPart.tsx', /^data:/],
  ['src-renderer/activate/use-capture.ts', /^input:not/],
  ['src-renderer/codes/given-files.ts', /^input, /],
  ['src-renderer/shell/appearance.ts', /^button, /],
  ['src-renderer/shell/station-commands.ts', /^main /],
  ['src-renderer/operations/RelatedPanel.tsx', /^id desc/],
  ['src-renderer/operations/TransactionsPanel.tsx', /^created asc/],
  ['src-renderer/operations/related.ts', /^\(\{\}\) and id/], // the query language
  ['src-renderer/ui/error-text.tsx', /^check command /], // names of parameters
  ['src-renderer/trace/TraceDetailView.tsx', /\(Esc\)$/],
  ['src-renderer/history/HistoryPage.tsx', /^(pending|simulated|status) = /],
];

/** Errors of the command line alone, which is English, and of the program itself. */
const englishErrors =
  /^(usage|internal|not_confirmed|declined|simulator_options_invalid|simulator_config_invalid|api_tls_unusable|pki_incomplete|pki_folder_unreadable|private_key_malformed|pki_certificate_malformed|scp03t_\w+|smdp_profile_invalid|profile_element_\w+|profile_no_header|simulator_state_\w+|engine_protocol)$/;

const sentence = (text) => /[A-Za-z]{2,}[^A-Za-z]*\s[A-Za-z]{2,}/.test(text);
const word = (text) => /[A-Za-z]{2,}/.test(text);

function calleeOf(node) {
  if (node?.type === 'Identifier') return node.name;
  if (node?.type !== 'MemberExpression') return '';
  const of = calleeOf(node.object);
  return of === '' ? (node.property.name ?? '') : `${of}.${node.property.name}`;
}

/** The text of a literal; places of a template are `{}`. */
function textOf(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  return node?.type === 'TemplateLiteral'
    ? node.quasis.map(({ value }) => value.cooked).join('{}')
    : undefined;
}

function walk(node, see) {
  if (Array.isArray(node)) {
    for (const child of node) walk(child, see);
    return;
  }
  if (node === null || typeof node !== 'object' || typeof node.type !== 'string') return;
  if (see(node) === false) return;
  for (const value of Object.values(node)) if (typeof value === 'object') walk(value, see);
}

const parse = (source, file) => parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }).body;
const lineOf = (source, node) => source.slice(0, node.start).split('\n').length;

/** Texts of a file of the window that come from no catalogue, as `LINE: TEXT`. */
function bareTexts(source, file) {
  const faults = [];
  const tell = (node, text) => {
    const plain = text.replace(/\s+/g, ' ').trim();
    if (known.some(([where, what]) => where === file && what.test(plain))) return;
    faults.push(`${lineOf(source, node)}: ${plain.slice(0, 100)}`);
  };
  walk(parse(source, file), (node) => {
    if (/^(Import|ExportAll|TSType|TSInterface|TSEnum)/.test(node.type)) return false;
    if (node.type === 'JSXText' && word(node.value)) tell(node, node.value);
    if (node.type === 'JSXAttribute') {
      const name = node.name.type === 'JSXNamespacedName' ? node.name.name.name : node.name.name;
      if (silent.test(name)) return false;
      const text = textOf(node.value?.type === 'JSXExpressionContainer' ? node.value.expression : node.value);
      if (text !== undefined && spoken.test(name) && word(text.replaceAll('{}', ''))) {
        tell(node, text);
        return false;
      }
    }
    if (node.type === 'NewExpression' || node.type === 'CallExpression')
      if (unread.test(calleeOf(node.callee))) return false;
    if (node.type === 'JSXExpressionContainer') {
      const text = textOf(node.expression);
      if (text !== undefined && word(text.replaceAll('{}', ''))) {
        tell(node, text);
        return false;
      }
    }
    const text = textOf(node);
    if (text !== undefined && sentence(text)) tell(node, text);
    return node.type !== 'TSLiteralType';
  });
  return faults;
}

const phrases = new Set(Object.keys(phraseTexts).map((phrase) => phrase.replace(/\{\w+\}/g, '{}')));

/** What is said in words within an error and is no phrase, as `LINE: CODE, PARAMETER: TEXT`. */
function barePhrases(source, file) {
  const faults = [];
  walk(parse(source, file), (node) => {
    if (node.type !== 'NewExpression' || node.callee.name !== 'WorkbenchError') return true;
    const [code, params] = node.arguments;
    if (params?.type !== 'ObjectExpression' || englishErrors.test(textOf(code) ?? '')) return true;
    for (const { key, value } of params.properties) {
      if (!wordedParams.has(key?.name)) continue;
      const choices = value.type === 'ConditionalExpression' ? [value.consequent, value.alternate] : [value];
      for (const choice of choices) {
        const text = textOf(choice);
        if (
          text === undefined ||
          phrases.has(text) ||
          (key.name === 'field' && !text.includes(' ')) ||
          !/[a-z]{3}/.test(text.replaceAll('{}', ''))
        )
          continue;
        faults.push(`${lineOf(source, node)}: ${textOf(code)}, ${key.name}: ${text}`);
      }
    }
    return true;
  });
  return faults;
}

/** Every text that no language can have, over the sources in `folder`. */
function checkTexts(folder = root) {
  const faults = [];
  const look = (top, find) => {
    if (!existsSync(join(folder, top))) return;
    for (const entry of readdirSync(join(folder, top), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      const file = relative(folder, path).split(sep).join('/');
      for (const fault of find(readFileSync(path, 'utf8'), file)) faults.push(`${file}:${fault}`);
    }
  };
  look('src-renderer', bareTexts);
  look('src-main', (source, file) =>
    file.startsWith('src-main/hosts/cli/') ? [] : barePhrases(source, file),
  );
  look('src-shared', barePhrases);
  return faults;
}

if (process.argv[1] === import.meta.filename) {
  const faults = checkTexts(process.argv[2]);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0)
    process.stderr.write(
      'Put these into src-shared/texts, or their phrases into src-shared/errors/phrases.ts.\n',
    );
  process.exit(faults.length > 0 ? 1 : 0);
}
