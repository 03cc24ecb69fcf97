/** The common name of a certificate's subject, or all of it. */
export function commonName(subject: string): string {
  return /(?:^|,\s*)CN=((?:\\.|[^,\\])+)/.exec(subject)?.[1]?.replace(/\\(.)/g, '$1') ?? subject;
}
