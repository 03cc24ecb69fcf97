import { printAlone } from '../ui/print-alone.ts';

/** Prints pictures, each on a page of its own of that size in mm. */
export async function printPages(
  addresses: readonly string[],
  paper: { readonly width: number; readonly height: number },
): Promise<void> {
  const images = addresses.map((address) => {
    const image = new Image();
    image.src = address;
    return image;
  });
  await printAlone(
    images,
    `@page { size: ${paper.width}mm ${paper.height}mm; margin: 0 }
     .print-root img { width: ${paper.width}mm; height: ${paper.height}mm }`,
    () => Promise.all(images.map((image) => image.decode())),
  );
}
