/** What the bench prints: a check is a number with the target that it is held to. */

export interface Check {
  readonly name: string;
  readonly measured: number;
  /** The most that is allowed. */
  readonly target: number;
  readonly unit: string;
}

export interface Section {
  readonly name: string;
  /** Absent where it was run. */
  readonly skipped?: string;
  readonly checks: readonly Check[];
  /** Everything else that was measured, for `--json`. */
  readonly details: unknown;
  /** The same for people. */
  readonly text: readonly string[];
}

export function met(check: Check): boolean {
  return check.measured <= check.target;
}

function round(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** Columns as wide as their widest cell; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? round(cell) : cell)));
  const widths = header.map((name, i) => Math.max(name.length, ...cells.map((row) => (row[i] ?? '').length)));
  const numeric = header.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (numeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)];
}

export function printSection(section: Section): string {
  const lines = ['', `# ${section.name}`, ''];
  if (section.skipped !== undefined) return [...lines, `skipped: ${section.skipped}`].join('\n');
  const checks = section.checks.map((check) => [
    met(check) ? 'ok' : 'MISSED',
    check.name,
    `${round(check.measured)}${check.unit}`,
    `at most ${round(check.target)}${check.unit}`,
  ]);
  return [...lines, ...section.text, '', ...table(['', 'claim', 'measured', 'target'], checks)].join('\n');
}
