// What the tests need from the system, installed from Debian's packages where that can be done. Plain JavaScript for Node 20.
import { existsSync } from 'node:fs';
import { run, say, which } from './run.mjs';

const driver = 'usr/lib/pcsc/drivers/serial/libifdvpcd.so';

const needs = [
  {
    // node-gyp is a Python program.
    packages: ['make', 'g++', 'python3'],
    present: () => which('make') && (which('g++') || which('clang++')) && which('python3'),
    for: 'the PC/SC addon',
  },
  {
    packages: ['pcscd'],
    present: () => which('pcscd') || existsSync('/usr/sbin/pcscd'),
    for: 'the PC/SC suite',
  },
  {
    // A pcscd for each suite, in a network of its own.
    packages: ['iproute2', 'util-linux'],
    present: () => which('ip') && which('unshare') && which('nsenter'),
    for: 'the PC/SC suite',
  },
  {
    packages: ['vsmartcard-vpcd'],
    present: () => existsSync(`/${driver}`) || existsSync('/etc/reader.conf.d/vpcd'),
    for: 'the PC/SC suite',
  },
  {
    packages: ['chromium'],
    present: () => which('chromium') || which('chromium-browser') || which('google-chrome'),
    for: 'the window suite',
  },
  {
    packages: ['chromium-headless-shell'],
    present: () => which('chromium-headless-shell'),
    for: 'the window suite',
    without: 'it takes longer',
  },
  {
    packages: ['tshark'],
    present: () => which('tshark'),
    for: 'the suite of captures',
  },
  {
    packages: ['g++-mingw-w64-x86-64'],
    present: () => which('x86_64-w64-mingw32-g++'),
    for: 'the Windows build of the addon',
  },
];

/** Installs what is missing, if this is root on Debian; says by name what stays missing and which suite is skipped for it. */
export function installForTests() {
  const missing = needs.filter((need) => !need.present());
  if (missing.length === 0) return;
  const names = missing.flatMap((need) => need.packages);
  const canInstall = process.platform === 'linux' && process.getuid?.() === 0 && which('apt-get');
  if (canInstall) {
    say(`Installing from Debian's packages: ${names.join(' ')} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = () =>
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
        output: 'unless-failed',
        env,
      });
    if (run('apt-get', ['update', '-qq'], { output: 'unless-failed', env }) !== 0)
      say('apt-get update failed; trying with the lists that are there.');
    if (install() !== 0)
      for (const need of missing)
        run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...need.packages], {
          output: 'unless-failed',
          env,
        });
  }
  for (const need of missing)
    if (!need.present())
      say(
        `Missing: ${need.packages.join(' ')} (${need.for}); ${need.without ?? 'what needs it is skipped by name'}.`,
      );
}
