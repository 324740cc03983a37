/** Puts a text in place of a file at once: whoever reads it sees the old one or the new one, whole. */
import { open, rename, rm } from 'node:fs/promises';

/**
 * @param sync make it durable first
 * @throws Error of the system; the old file is then as it was
 */
export async function replaceFile(
  path: string,
  text: string,
  { sync = true }: { readonly sync?: boolean } = {},
): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  try {
    const file = await open(beside, 'w', 0o644);
    try {
      await file.writeFile(text);
      if (sync) await file.datasync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
