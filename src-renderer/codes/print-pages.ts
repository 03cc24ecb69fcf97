/**
 * Prints pictures, each on a page of its own of that size in mm, and nothing else of the window. The policy allows no frame and no
 * style in the page; a style sheet made through the CSS object model is neither.
 */
export async function printPages(
  addresses: readonly string[],
  paper: { readonly width: number; readonly height: number },
): Promise<void> {
  const root = document.createElement('div');
  root.className = 'print-root';
  root.setAttribute('aria-hidden', 'true');
  const images = addresses.map((address) => {
    const image = new Image();
    image.src = address;
    return image;
  });
  root.append(...images);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `@page { size: ${paper.width}mm ${paper.height}mm; margin: 0 }
     .print-root img { width: ${paper.width}mm; height: ${paper.height}mm }`,
  );
  document.body.append(root);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  try {
    await Promise.all(images.map((image) => image.decode()));
    window.print();
  } finally {
    root.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  }
}
