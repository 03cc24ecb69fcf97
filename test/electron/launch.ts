import { _electron, type ElectronApplication, errors } from 'playwright-core';

/** How long Playwright may take to get hold of a window: far longer than it ever does. */
const attachMs = 25_000;

/**
 * Starts Electron under Playwright. Where that attaches to a window in the very moment in which its first page takes the place of
 * the empty one, it waits in vain for a page that is there already (seen in its protocol's log); the application has started by
 * then, is ended, and started anew. `begins` is called with every start.
 */
export async function launch(
  executablePath: string,
  args: readonly string[],
  begins: () => void = () => {},
): Promise<ElectronApplication> {
  for (let left = 3; ; left--) {
    begins();
    try {
      // Playwright turns the sandbox off unless it is told not to.
      return await _electron.launch({
        executablePath,
        args: [...args],
        chromiumSandbox: true,
        timeout: attachMs,
      });
    } catch (error) {
      if (left === 0 || !(error instanceof errors.TimeoutError)) throw error;
    }
  }
}
