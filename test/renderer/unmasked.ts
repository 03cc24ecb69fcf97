/** What a window under the mask still tells. */

/** Texts of numbers and of the names that are seen, and tooltips that would tell them when they are pointed at. To be evaluated in a page. */
export function unmasked(names: string[]): string[] {
  const tells = (text: string) =>
    /89\d{14,}|8904/.test(text.replace(/\s/g, '')) || names.some((name) => text.includes(name));
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent ?? '';
    if (parent === null || !tells(text)) continue;
    if (parent.closest('.visually-hidden, script, style') !== null) continue;
    if (getComputedStyle(parent).getPropertyValue('-webkit-text-security') !== 'disc')
      found.push(`${parent.tagName.toLowerCase()}.${parent.className}: ${text}`);
  }
  for (const titled of document.querySelectorAll('[title]')) {
    titled.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
    const title = titled.getAttribute('title') ?? '';
    if (tells(title)) found.push(`title of ${titled.tagName.toLowerCase()}: ${title}`);
  }
  for (const field of document.querySelectorAll('[placeholder]'))
    if (tells(field.getAttribute('placeholder') ?? ''))
      found.push(`placeholder: ${field.outerHTML.slice(0, 80)}`);
  return found;
}
