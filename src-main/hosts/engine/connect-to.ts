import type { ConnectTo } from './open.ts';

/** `NAME:HOST:PORT` taken apart, or undefined where it is none; a host in brackets may hold colons. */
export function parseConnectToText(text: string): ConnectTo | undefined {
  const match = /^([^:\s]+):(\[[0-9A-Fa-f:.]+\]|[^:\s]+):(\d{1,5})$/.exec(text);
  const [, name, host, port] = match ?? [];
  if (name === undefined || host === undefined || Number(port) < 1 || Number(port) > 65535) return undefined;
  return { name: name.toLowerCase(), host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}
