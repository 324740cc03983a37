/** A peer that has a key and a connection, and nothing of ours between it and the wire: it writes what it likes. */

import { getCiphers } from 'node:crypto';
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys';
import { identify } from '@libp2p/identify';
import type { Stream } from '@libp2p/interface';
import { noise, pureJsCrypto } from '@libp2p/noise';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';

const GOSSIP = '/meshsub/1.1.0';
const DIRECT = '/venom-mesh/1';
const TOPIC = 'venom-mesh/1';

export interface RoguePeer {
  /** Bytes as they stand on the stream of gossip, and on that of frames, until they are gone or it is cut off. */
  gossip(bytes: Uint8Array): Promise<void>;
  direct(bytes: Uint8Array): Promise<void>;
  /** Whether the stream is read on. */
  isOpen(which: 'gossip' | 'direct'): boolean;
  stop(): Promise<void>;
}

export async function roguePeer(seed: Uint8Array, address: string): Promise<RoguePeer> {
  const node = await createLibp2p({
    privateKey: await generateKeyPairFromSeed('Ed25519', seed),
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise(getCiphers().includes('chacha20-poly1305') ? {} : { crypto: pureJsCrypto })],
    streamMuxers: [yamux()],
    services: { identify: identify() },
  });
  // Gossipsub takes only those who take its streams.
  await node.handle(GOSSIP, (stream) => stream.addEventListener('message', () => undefined));
  await node.handle(DIRECT, (stream) => stream.addEventListener('message', () => undefined));
  const victim = multiaddr(address);
  await node.dial(victim);
  const streams = new Map<string, Stream>();
  const write = async (protocol: string, bytes: Uint8Array): Promise<void> => {
    try {
      const known = streams.get(protocol);
      const stream = known?.status === 'open' ? known : await node.dialProtocol(victim, protocol);
      streams.set(protocol, stream);
      for (let at = 0; at < bytes.length; at += PIECE) {
        if (!stream.send(bytes.subarray(at, at + PIECE)))
          await stream.onDrain({ signal: AbortSignal.timeout(STALLED) });
      }
      while (stream.status === 'open' && stream.writeBufferLength > 0) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    } catch {
      // Reset, closed, or no longer read: that is what is looked for.
    }
  };
  return {
    gossip: (bytes) => write(GOSSIP, bytes),
    direct: (bytes) => write(DIRECT, bytes),
    isOpen: (which) => streams.get(which === 'gossip' ? GOSSIP : DIRECT)?.status === 'open',
    stop: async () => {
      await node.stop();
    },
  };
}

const PIECE = 1 << 16;
/** Milliseconds after which what is not read any more is given up. */
const STALLED = 1000;

/** An RPC of gossipsub with its length before it: subscribes, and publishes these. */
export function gossipRpc(...messages: readonly Uint8Array[]): Uint8Array {
  const text = new TextEncoder();
  const subscription = field(1, Buffer.concat([Uint8Array.from([0x08, 1]), field(2, text.encode(TOPIC))]));
  const published = messages.map((data) =>
    field(2, Buffer.concat([field(2, data), field(4, text.encode(TOPIC))])),
  );
  const rpc = Buffer.concat([subscription, ...published]);
  return Buffer.concat([varint(rpc.length), rpc]);
}

/** Unsigned LEB128, as protobuf has it. */
export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

function field(number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from([(number << 3) | 2]), varint(bytes.length), bytes]);
}
