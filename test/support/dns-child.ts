/** A DNS server on port 53 of an address: each line of standard input is a JSON list of the addresses that a name has. */
import { createInterface } from 'node:readline';
import { dnsServer } from './dns-server.ts';

const [host = '127.0.0.1', name = ''] = process.argv.slice(2);
const server = await dnsServer(host, 53);
createInterface({ input: process.stdin }).on('line', (line) => {
  const addresses: string[] = JSON.parse(line);
  if (addresses.length === 0) server.records.delete(name);
  else
    server.records.set(
      name,
      addresses.map((data) => ({ type: 'A', name, data, ttl: 0 })),
    );
});
