import { BlockList, isIPv4 } from 'node:net';

/** IANA's special-purpose registries, and one address more: nothing in them is a photo on the public internet. */
const ipv4Blocks = [
  '0.0.0.0/8', // "this network"
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's metadata, at an address that looks public
  '169.254.0.0/16', // link-local, cloud metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relay
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];

/** Only global unicast is public in IPv6, without the ranges that wrap or tunnel an IPv4 address. */
const ipv6Tunnels = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const blocked = new BlockList();
for (const block of ipv4Blocks) {
  const [net, bits] = block.split('/') as [string, string];
  blocked.addSubnet(net, Number(bits), 'ipv4');
}
for (const block of ipv6Tunnels) {
  const [net, bits] = block.split('/') as [string, string];
  blocked.addSubnet(net, Number(bits), 'ipv6');
}
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address (as `dns.lookup` writes it) is on the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !blocked.check(address, 'ipv4');
  return globalUnicast.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
}
