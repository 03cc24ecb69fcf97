/**
 * How the application is packed: `npm run package` for this system, `npm run package -- --linux deb`, `--mac`, `--win`.
 * ELECTRON_OVERRIDE_DIST_PATH names a folder with an unpacked Electron where none is to be downloaded.
 */

/** @type {import('electron-builder').Configuration} */
const config = {
  appId: 'io.github.euicc-workbench',
  productName: 'eUICC Workbench',
  copyright: 'MIT',
  directories: { output: 'dist', buildResources: 'packaging' },
  // What runs is in out/; sources, tests and types stay at home.
  files: [
    'out/main/**',
    'out/preload/**',
    'out/renderer/**',
    '!**/*.map',
    'package.json',
    'LICENSE',
    '!node_modules/**/{test,tests,docs,example,examples,src,deps}/**',
    '!node_modules/**/*.{md,ts,mts,cts,c,cc,cpp,h,gyp}',
    '!node_modules/node/**',
  ],
  asar: true,
  // Libraries are loaded by the system's loader, which knows no archives. Both are Node-API: nothing is built anew.
  asarUnpack: ['**/*.node'],
  npmRebuild: false,
  ...(process.env.ELECTRON_OVERRIDE_DIST_PATH
    ? { electronDist: process.env.ELECTRON_OVERRIDE_DIST_PATH }
    : {}),
  electronFuses: {
    // The program is the workbench and nothing else: no Node of its own, no debugger, no code from beside the archive.
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    enableEmbeddedAsarIntegrityValidation: true,
    enableCookieEncryption: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  fileAssociations: [
    {
      ext: 'euicc-evidence',
      name: 'eUICC evidence',
      description: 'Evidence of an operation on an eUICC',
      mimeType: 'application/vnd.euicc-workbench.evidence',
      role: 'Viewer',
    },
  ],
  protocols: [{ name: 'eSIM activation code', schemes: ['lpa'], role: 'Viewer' }],
  linux: {
    target: ['AppImage', 'deb'],
    executableName: 'euicc-workbench',
    icon: 'packaging/icon.png',
    category: 'Development',
    synopsis: 'Puts eSIM profiles onto eUICC cards, and shows why it failed',
    maintainer: 'eUICC Workbench <euicc-workbench@localhost>',
  },
  deb: { recommends: ['pcscd'] },
  mac: {
    target: ['dmg'],
    icon: 'packaging/icon.png',
    category: 'public.app-category.developer-tools',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: 'packaging/entitlements.mac.plist',
    entitlementsInherit: 'packaging/entitlements.mac.plist',
    extendInfo: {
      NSCameraUsageDescription:
        'The camera reads QR codes of activation codes, and only while you ask for it.',
    },
  },
  win: { target: ['nsis'], icon: 'packaging/icon.png' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
};

export default config;
