import { _electron, type ElectronApplication, errors } from 'playwright-core';

/** How long Playwright may take to get hold of a window: far longer than it ever does. */
const attachMs = 25_000;

/**
 * Does what attaches Playwright to Electron, and once more where that was in vain: at a window in the very moment in which its first
 * page takes the place of the empty one, Playwright waits for a page that is there already (seen in its protocol's log).
 */
export async function attachAgain<T>(attach: () => Promise<T>): Promise<T> {
  for (let left = 3; ; left--) {
    try {
      return await attach();
    } catch (error) {
      if (left === 0 || !(error instanceof errors.TimeoutError)) throw error;
    }
  }
}

/** Starts Electron under Playwright, which ends what it has started in vain. `begins` is called with every start. */
export async function launch(
  executablePath: string,
  args: readonly string[],
  begins: () => void = () => {},
): Promise<ElectronApplication> {
  return await attachAgain(() => {
    begins();
    // Playwright turns the sandbox off unless it is told not to.
    return _electron.launch({ executablePath, args: [...args], chromiumSandbox: true, timeout: attachMs });
  });
}
