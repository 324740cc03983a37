/** From the bytes of a page to its text and format. */
import { syntaxError } from './errors.ts';
import type { Format } from './exposition.ts';

const LINE_FEED = 0x0a;

/** @throws InputError naming the line that is not UTF-8 */
export function decodePage(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(bytes);
  } catch {
    throw syntaxError(lineThatFails(bytes), 1, 'the line is not UTF-8', 'Write the page in UTF-8.');
  }
}

function lineThatFails(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    if (new TextDecoder('utf-8').decode(bytes.subarray(start, end)).includes('\ufffd')) {
      if (!isUtf8(bytes.subarray(start, end))) return line;
    }
    start = end;
  }
  return line;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** By the content type; where that names no version of either format, by a last line `# EOF`. */
export function formatOf(contentType: string | undefined, page: string): Format {
  const type = contentType?.toLowerCase() ?? '';
  if (type.startsWith('application/openmetrics-text')) return 'openmetrics';
  if (type.startsWith('text/plain') && type.includes('version=')) return 'text';
  return /(?:^|\n)# EOF\n?$/.test(page.slice(-7)) ? 'openmetrics' : 'text';
}
