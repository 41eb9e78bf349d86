import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/** Who sends a request, as far as the network tells: an IPv4 address, or the first half of an IPv6 one. */
export function addressOf({ headers, socket }: IncomingMessage, header?: string): string {
  const said = header === undefined ? undefined : headers[header];
  const last = (Array.isArray(said) ? said.join(',') : said)?.split(',').at(-1)?.trim();
  const address = last || (socket.remoteAddress ?? 'unknown');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(address) ? `${firstHalf(address)}::/64` : address;
}

/** Four of an address' eight groups, of which `::` may stand for any. */
function firstHalf(address: string): string {
  const [before = '', after] = address.toLowerCase().split('::');
  const groups = before === '' ? [] : before.split(':');
  const behind = after === undefined || after === '' ? [] : after.split(':');
  const filled =
    after === undefined
      ? groups
      : [...groups, ...zeros(8 - groups.length - behind.length), ...behind];
  return filled
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

function zeros(count: number): string[] {
  return Array.from({ length: Math.max(0, count) }, () => '0');
}
