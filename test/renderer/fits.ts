/** What a page looks like to who enlarges it or has the system paint it: found out in the page itself. */

/**
 * What of `main` is wider than the window or than the panel that it stands in, and which controls are cut off. What scrolls on purpose within itself (a wide table, a list
 * of bytes) is left alone: all of it can be reached. To be evaluated in a page.
 */
export function misfits(): string[] {
  const faults = new Set<string>();
  const wide = document.documentElement.clientWidth;
  const main = document.getElementById('main');
  if (main === null) return ['there is no main'];
  const named = (element: Element) => {
    const text = (element.getAttribute('aria-label') ?? element.textContent ?? '')
      .replace(/\s+/g, ' ')
      .trim();
    return `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} "${text.slice(0, 40)}"`;
  };
  const isSeen = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    return (
      width > 0 &&
      height > 0 &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      element.closest('.visually-hidden, .skip') === null
    );
  };
  const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll';
  const clips = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
  const controls =
    'button, a[href], input:not([type=file]), select, textarea, [role=tab], [role=switch], [role=checkbox], [role=radio], [role=menuitem], .mantine-SegmentedControl-label';
  const hasText = (element: Element) =>
    [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    );

  if (document.documentElement.scrollWidth > wide) faults.add('the page scrolls sideways');
  if (main.scrollWidth > main.clientWidth) faults.add('main scrolls sideways');

  /** By what it is cut off, if by anything: what scrolls and what ends in an ellipsis cuts nothing off. */
  function cutBy(element: Element, isControl: boolean): string | undefined {
    const own = element.getBoundingClientRect();
    let [sideways, upright] = [true, isControl];
    for (let box: Element | null = element; box !== null && box !== main; box = box.parentElement) {
      const style = getComputedStyle(box);
      const clip = box.getBoundingClientRect();
      if (scrolls(style.overflowX) || style.textOverflow === 'ellipsis') sideways = false;
      if (scrolls(style.overflowY)) upright = false;
      const name = box.getAttribute('class') ?? box.tagName;
      if (sideways && clips(style.overflowX) && (own.left < clip.left - 1 || own.right > clip.right + 1))
        return `at its side by ${name}`;
      if (upright && clips(style.overflowY) && (own.top < clip.top - 1 || own.bottom > clip.bottom + 1))
        return `above or below by ${name}`;
    }
    return sideways && (own.right > wide + 1 || own.left < -1) ? 'by the window' : undefined;
  }

  for (const element of main.querySelectorAll<HTMLElement>('*')) {
    if (element.closest('svg') !== null || !isSeen(element)) continue;
    const isControl = element.matches(controls);
    if (!isControl && !hasText(element)) continue;
    const panel = element.closest('.panel');
    if (panel !== null && getComputedStyle(element).position !== 'absolute') {
      const [own, around] = [element.getBoundingClientRect(), panel.getBoundingClientRect()];
      let within: Element = element;
      while (
        within !== panel &&
        !scrolls(getComputedStyle(within).overflowX) &&
        !clips(getComputedStyle(within).overflowX)
      )
        within = within.parentElement ?? panel;
      if (within === panel && (own.right > around.right + 1 || own.left < around.left - 1))
        faults.add(`juts out of its panel: ${named(element)}`);
    }
    const cut = cutBy(element, isControl);
    if (cut !== undefined) faults.add(`cut off ${cut}: ${named(element)}`);
    // What stands on a button must be read as a whole, or be told by its title.
    if (!element.matches('button, .mantine-Button-root, .mantine-SegmentedControl-label')) continue;
    for (const part of [element, ...element.querySelectorAll<HTMLElement>('*:not(.visually-hidden)')])
      if (
        clips(getComputedStyle(part).overflowX) &&
        part.scrollWidth > part.clientWidth + 1 &&
        part.closest('[title]') === null &&
        part.querySelector('[title]') === null
      )
        faults.add(`its text is cut: ${named(element)}`);
  }
  return [...faults];
}

/** What a look at the focus has found: a name of what has it, and what had it before where that looked the same with it as without. */
export interface FocusLook {
  readonly at: string;
  readonly unseen?: string;
}

/**
 * To be evaluated in a page after each Tab. Where the system paints with its own colours, shadows and grounds of ours are gone: an edge
 * or an outline must be there with the focus that is not there without it.
 */
export function focusLook(): FocusLook {
  const keeper = window as unknown as { lookedAt?: { element: Element; name: string; with: string } };
  const active = document.activeElement ?? document.body;
  const looks = (element: Element) => {
    const boxes: (Element | null)[] = [element];
    const descendant = element.getAttribute('aria-activedescendant');
    if (descendant !== null) boxes.push(document.getElementById(descendant));
    for (let box = element.parentElement; box !== null && boxes.length < 6; box = box.parentElement)
      boxes.push(box);
    return boxes
      .map((box) => {
        if (box === null) return '';
        const { outlineStyle, outlineWidth, borderTopWidth, borderTopStyle } = getComputedStyle(box);
        const outline = outlineStyle === 'none' ? '' : `${outlineStyle} ${outlineWidth}`;
        return `${outline}/${borderTopStyle} ${borderTopWidth}`;
      })
      .join(';');
  };
  const before = keeper.lookedAt;
  const text = (active.getAttribute('aria-label') ?? active.textContent ?? '').replace(/\s+/g, ' ').trim();
  const at = `${active.tagName.toLowerCase()}.${active.getAttribute('class') ?? ''} "${text.slice(0, 40)}"`;
  // Within a field the focus may go on, as from day to month of a date, and be drawn there.
  const within = before?.element === active ? before.with : looks(active);
  keeper.lookedAt = { element: active, name: at, with: within };
  const unseen =
    before !== undefined &&
    before.element !== active &&
    before.element.isConnected &&
    before.element.id !== 'main' &&
    before.element !== document.body &&
    looks(before.element) === before.with;
  return { at, ...(unseen ? { unseen: before.name } : {}) };
}
