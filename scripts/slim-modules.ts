/**
 * Takes from node_modules what no run needs: the compiler that some packages name as a peer, every build of onnxruntime-web but the one that is loaded, source maps,
 * type declarations, and pages for readers. For a container image.
 *
 *   node scripts/slim-modules.ts [DIRECTORY of node_modules]
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

const modules = process.argv[2] ?? join(import.meta.dirname, '..', 'node_modules');
/** What src/inference/onnx-runtime.ts resolves to. */
const ONNX = new Set(['package.json', 'ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm']);
const FOR_READERS = /\.(?:map|md|markdown|d\.[cm]?ts|flow)$/;
const LICENCE = /^(?:licen[cs]e|notice|copying)/i;

/** Peers of what is needed, for whoever compiles against it. */
const PEERS = /^(?:@typescript|typescript)\//;

let bytes = 0;
for (const path of readdirSync(modules, { recursive: true, encoding: 'utf8' })) {
  const full = join(modules, path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (!stat?.isFile()) continue;
  const ofOnnx = relative('onnxruntime-web', path);
  const unused = ofOnnx.startsWith('..') ? FOR_READERS.test(path) : !ONNX.has(basename(path));
  if (!PEERS.test(path) && (!unused || LICENCE.test(basename(path)))) continue;
  bytes += stat.size;
  rmSync(full);
}
console.log(`${(bytes / 1e6).toFixed(1)} MB taken away`);
