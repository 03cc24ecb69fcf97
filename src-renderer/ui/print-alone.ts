/**
 * Prints nodes and nothing else of the window. `css` holds for the paper alone; `ready` is waited for when they are in the page.
 * The policy allows no frame and no style in the page; a style sheet made through the CSS object model is neither.
 */
export async function printAlone(
  nodes: readonly Node[],
  css: string,
  ready: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const root = document.createElement('div');
  root.className = 'print-root';
  root.setAttribute('aria-hidden', 'true');
  root.append(...nodes);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@media print { ${css} }`);
  document.body.append(root);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  try {
    await ready();
    window.print();
  } finally {
    root.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  }
}

/** Prints a page that the workbench has made to be printed: its body, in its own style. */
export async function printPage(html: string): Promise<void> {
  const style = /<style>([^<]*)<\/style>/;
  // A document that is parsed so runs nothing and loads nothing; but its style would be refused, as one of this window.
  const page = new DOMParser().parseFromString(html.replace(style, ''), 'text/html');
  const css = style.exec(html)?.[1] ?? '';
  await printAlone(
    [...page.body.childNodes].map((node) => document.importNode(node, true)),
    css,
  );
}
