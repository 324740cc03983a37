/** A DNS server on loopback, over UDP, with records that change under whoever asks. */
import { createSocket } from 'node:dgram';
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet';

export interface DnsServer {
  /** `address:port`, as Resolver.setServers takes it. */
  readonly address: string;
  /** By name; a name that is not there does not exist. */
  readonly records: Map<string, Answer[]>;
  /** What is answered in place of that: a code, bytes that are none, or nothing. */
  fault: 'SERVFAIL' | 'garbage' | 'silence' | undefined;
  /** Questions so far. */
  readonly asked: number;
  stop(): Promise<void>;
}

const [NO_ERROR, SERVER_FAILURE, NAME_ERROR] = [0, 2, 3];

export async function dnsServer(host = '127.0.0.1', port = 0): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const records = new Map<string, Answer[]>();
  let asked = 0;
  const server: { fault: DnsServer['fault'] } = { fault: undefined };
  socket.on('message', (bytes, { address, port: from }) => {
    asked++;
    const { id = 0, questions = [] } = decode(bytes);
    const [question] = questions;
    if (!question || server.fault === 'silence') return;
    const known = records.get(question.name.toLowerCase());
    const code = server.fault === 'SERVFAIL' ? SERVER_FAILURE : known ? NO_ERROR : NAME_ERROR;
    const answers = code === NO_ERROR ? (known ?? []).filter(({ type }) => type === question.type) : [];
    const packet = encode({ type: 'response', id, flags: AUTHORITATIVE_ANSWER | code, questions, answers });
    socket.send(
      server.fault === 'garbage' ? packet.map((byte, i) => (i < 2 ? byte : 0xff)) : packet,
      from,
      address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(port, host, resolve));
  return Object.defineProperties(server, {
    address: { value: `${host}:${socket.address().port}` },
    records: { value: records },
    asked: { get: () => asked },
    stop: { value: () => new Promise<void>((resolve) => socket.close(() => resolve())) },
  }) as DnsServer;
}
